import { useEffect, useMemo, useState } from 'react'
import type { Explanation } from '../../engine/protocol/why.ts'
import { resolve, type Graph } from '../../nodes/strategy/1-resolve.ts'
import { goToNode } from '../problems/go-to.ts'
import { numberText, timeText } from '../report/format.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { denialWords } from '../text/denials.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { moneyPath, reasonWords, sayingOf } from './why.ts'

/**
 * Why a signal came at a moment or did not, or a condition said what it said: what decided and by how much, what refused it, and the
 * path of the money. Of the strategy as it ran.
 */
export function Why({ tab, node, time, run }: { tab: Tab; node: string; time: number; run: string }) {
  const { engine } = useWindow()
  const document = useRead(tab.run, (state) => state.resultOf)
  const graph = useMemo(() => (document ? resolve(document).graph : undefined), [document])
  const [known, setKnown] = useState<{ readonly key: string; readonly why?: Explanation; readonly failure?: string }>()
  const key = `${run} ${node} ${time}`
  useEffect(() => {
    let isCurrent = true
    engine.request('run.why', { run, node, time }).then(
      (reply) => isCurrent && setKnown(reply.ok ? { key, why: reply.why } : { key, failure: reply.message }),
      (error: unknown) => isCurrent && setKnown({ key, failure: error instanceof Error ? error.message : String(error) }),
    )
    return () => {
      isCurrent = false
    }
  }, [engine, run, node, time, key])

  const behind = graph?.byPath.get(node)
  if (!graph || !behind) return null
  // The answer before stays until the next is there: a cursor that is dragged does not make the words flicker.
  if (!known || (known.key !== key && !known.why)) return <p className="soft">{say('why.loading')}</p>
  if (!known.why) return <p className="soft">{say('why.unknown', { reason: known.failure ?? '' })}</p>
  const path = moneyPath(graph, node)
  const given = known.why.says === 1
  return (
    <section className="why-answer" aria-busy={known.key !== key} aria-label={say('why.because', { time: timeText(time) })}>
      <h3>{say('why.because', { time: timeText(time) })}</h3>
      <p>
        <NodeLink tab={tab} path={node} title={behind.definition.title} />{' '}
        <b>{behind.definition.role === 'signal' ? say(given ? 'why.given' : 'why.not-given') : sayingOf(known.why.says)}</b>
      </p>
      <Reasons tab={tab} graph={graph} why={known.why} />
      {given && path.length > 0 && (
        <>
          <h3>{say('why.path')}</h3>
          <ol className="why-path">
            {path.map(({ path: on, definition }) => (
              <li key={on}>
                <NodeLink tab={tab} path={on} title={definition.title} />
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  )
}

function Reasons({ tab, graph, why: { reasons, denials } }: { tab: Tab; graph: Graph; why: Explanation }) {
  if (reasons.length === 0 && denials.length === 0) return <p className="soft">{say('why.too-early')}</p>
  return (
    <ul className="why">
      {reasons.map((reason, i) => (
        <li key={i}>
          <NodeLink tab={tab} path={reason.node} title={graph.byPath.get(reason.node)?.definition.title ?? reason.node} />{' '}
          <span className="soft">{reasonWords(graph, reason)}</span>
        </li>
      ))}
      {denials.map(({ by, code, value, limit }, i) => (
        <li key={`denial ${i}`} className="why-denial">
          <NodeLink tab={tab} path={by} title={graph.byPath.get(by)?.definition.title ?? say('why.account')} />{' '}
          <b>{denialWords[code].title}</b>{' '}
          <span className="soft">{say('why.limit', { value: numberText(value, 4), limit: numberText(limit, 4) })}</span>
        </li>
      ))}
    </ul>
  )
}

/** A node's title that leads to it. */
export function NodeLink({ tab, path, title }: { tab: Tab; path: string; title: string }) {
  return (
    <button type="button" className="link" title={path} onClick={() => goToNode(tab, path)}>
      {title}
    </button>
  )
}
