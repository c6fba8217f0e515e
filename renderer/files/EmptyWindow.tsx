import { useCallback } from 'react'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import { importDocument } from './exchange.ts'
import { openToRun } from './opening.ts'
import { useAsked } from './use-asked.ts'
import './files.css'

const MOST_RECENT = 5

/** No strategy is open: the ways to get one; at the start, that one is on its way. */
export function EmptyWindow() {
  const { workspace } = useWindow()
  const begun = useRead(workspace, (all) => all.begun)
  return begun ? <Ways /> : <Beginning />
}

/** The window stands, what it will show is on its way. */
function Beginning() {
  const { connection } = useWindow()
  const { state, reason } = useRead(connection, (all) => all)
  return (
    <main className="empty">
      <p role="status" className={state === 'lost' ? 'loss' : undefined}>
        {state === 'lost' ? say('engine.lost', { reason: reason ?? '' }) : say('files.beginning')}
      </p>
    </main>
  )
}

function Ways() {
  const window = useWindow()
  const { connection, shell, dialogs, documents, notices } = window
  const { state, reason } = useRead(connection, (all) => all)
  const { asked } = useAsked(useCallback(() => shell.request('shell.documents.list', {}), [shell]))
  const recent = asked.kind === 'here' ? asked.value.recent.slice(0, MOST_RECENT) : []
  const fail = (error: unknown) => notices.tell(error instanceof Error ? error.message : String(error))
  return (
    <main className="empty empty-window" data-region="empty">
      <h1>{say('app.title')}</h1>
      <p>
        {say('app.empty')}. {say('files.empty')}
      </p>
      <div className="actions">
        <Button kind="primary" onPress={() => dialogs.show({ kind: 'gallery' })}>
          {say('files.empty-gallery')}
        </Button>
        <Button onPress={() => dialogs.show({ kind: 'open' })}>{say('files.empty-open')}</Button>
        <Button onPress={() => void importDocument(window).catch(fail)}>{say('files.empty-import')}</Button>
      </div>
      {recent.length > 0 && (
        <>
          <h2>{say('files.empty-recent')}</h2>
          <ul className="recent">
            {recent.map((name) => (
              <li key={name}>
                <Button kind="quiet" onPress={() => void openToRun(window, name, documents.openNamed(name)).catch(fail)}>
                  {name}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      {state !== 'live' && (
        <p role="status" className={state === 'lost' ? 'loss' : 'soft'}>
          {state === 'lost' ? say('engine.lost', { reason: reason ?? '' }) : say('engine.connecting')}
        </p>
      )}
    </main>
  )
}
