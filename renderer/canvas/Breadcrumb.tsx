import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'

/** The way out of subgraphs: the strategy, and every instance entered. Nothing at the top. */
export function Breadcrumb({ tab }: { tab: Tab }) {
  const entered = useRead(tab.view, (state) => state.entered)
  const document = useRead(tab.document, (state) => state.document)
  if (entered.length === 0) return null
  return (
    <nav className="breadcrumb" aria-label={say('canvas.breadcrumb')}>
      <button type="button" onClick={() => tab.view.leaveTo(0)}>
        {document.name}
      </button>
      {entered.map(({ instance, subgraph }, depth) => (
        <span key={`${depth} ${instance}`}>
          {' › '}
          <button
            type="button"
            aria-current={depth === entered.length - 1 ? 'page' : undefined}
            onClick={() => tab.view.leaveTo(depth + 1)}
          >
            {document.subgraphs[subgraph]?.title ?? subgraph} <small>{instance}</small>
          </button>
        </span>
      ))}
    </nav>
  )
}
