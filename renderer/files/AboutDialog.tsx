import { useCallback } from 'react'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import { useAsked } from './use-asked.ts'
import { Waiting } from './Waiting.tsx'

/** What this is, which version of it, and where it keeps its files. */
export function AboutDialog({ onClose }: { onClose: () => void }) {
  const { shell, connection } = useWindow()
  const engine = useRead(connection, (state) => state.engineVersion)
  const { asked, again } = useAsked(useCallback(() => shell.request('shell.about', {}), [shell]))
  return (
    <Modal title={say('files.about')} open onClose={onClose}>
      <p>{say('files.about-words')}</p>
      {asked.kind !== 'here' ? (
        <Waiting asked={asked} onAgain={again} />
      ) : (
        <dl className="facts">
          <dt>{say('files.about-version')}</dt>
          <dd>{asked.value.version}</dd>
          <dt>{say('files.about-engine')}</dt>
          <dd>{engine ?? say('engine.connecting')}</dd>
          <dt>{say('files.about-shell')}</dt>
          <dd>{say(`files.about-${asked.value.shell}`)}</dd>
          <dt>{say('files.about-folder')}</dt>
          <dd className="path">{asked.value.workspace.folder}</dd>
        </dl>
      )}
      {asked.kind === 'here' && asked.value.note !== null && <p className="soft">{asked.value.note}</p>}
      <div className="actions">
        <Button onPress={onClose} autoFocus>
          {say('files.done')}
        </Button>
      </div>
    </Modal>
  )
}
