import { useCallback, useState } from 'react'
import type { Revision } from '../../app/bridge.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import { clockText } from './clock-text.ts'
import { tellOpened } from './opening.ts'
import { useAsked } from './use-asked.ts'
import { Waiting } from './Waiting.tsx'

/** What can be done with one strategy of the workspace: open it, go back to an earlier state, delete it. */
export function DocumentDetail(props: {
  readonly name: string
  readonly onOpen: () => void
  /** The list has to be read anew. */
  readonly onChanged: () => void
  readonly onClose: () => void
}) {
  const { name, onOpen, onChanged, onClose } = props
  const window = useWindow()
  const { shell, documents, notices } = window
  const { asked, again } = useAsked(useCallback(() => shell.request('shell.documents.revisions', { name }), [shell, name]))
  const [deleting, setDeleting] = useState(false)
  const [problem, setProblem] = useState<string>()
  const fail = (error: unknown) => setProblem(error instanceof Error ? error.message : String(error))

  async function restore({ revision, savedAt }: Revision): Promise<void> {
    const refused = await documents.restore(name, revision)
    if (refused !== undefined) return setProblem(refused)
    notices.tell(say('files.restored', { name, time: clockText(savedAt) }))
    again()
    onChanged()
  }

  async function look({ revision }: Revision): Promise<void> {
    const opened = await documents.openRevision(name, revision)
    onClose()
    tellOpened(window, name, opened)
  }

  async function remove(): Promise<void> {
    setDeleting(false)
    const refused = await documents.remove(name)
    if (refused !== undefined) return setProblem(refused)
    notices.tell(say('files.deleted', { name }))
    onChanged()
  }

  return (
    <section className="document-detail" aria-label={name}>
      <h3>{name}</h3>
      <div className="actions">
        <Button kind="primary" onPress={onOpen}>
          {say('files.open-one')}
        </Button>
        <Button kind="danger" onPress={() => setDeleting(true)}>
          {say('files.delete')}
        </Button>
      </div>
      {problem !== undefined && (
        <p className="notice" data-kind="error" role="alert">
          {problem}
        </p>
      )}
      <h4>{say('files.revisions')}</h4>
      {asked.kind !== 'here' ? (
        <Waiting asked={asked} onAgain={again} />
      ) : asked.value.revisions.length === 0 ? (
        <p className="soft">{say('files.revisions-none')}</p>
      ) : (
        <ul className="revisions">
          {asked.value.revisions.map((one) => (
            <li key={one.revision}>
              <span>{clockText(one.savedAt)}</span>
              <Button label={say('files.look-at', { name, time: clockText(one.savedAt) })} onPress={() => void look(one).catch(fail)}>
                {say('files.look')}
              </Button>
              <Button label={say('files.restore-of', { name, time: clockText(one.savedAt) })} onPress={() => void restore(one).catch(fail)}>
                {say('files.restore')}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <Modal title={say('files.delete-title', { name })} open={deleting} onClose={() => setDeleting(false)}>
        <p>{say('files.delete-words')}</p>
        <div className="actions">
          <Button kind="danger" onPress={() => void remove().catch(fail)}>
            {say('files.delete')}
          </Button>
          <Button autoFocus onPress={() => setDeleting(false)}>
            {say('files.keep')}
          </Button>
        </div>
      </Modal>
    </section>
  )
}
