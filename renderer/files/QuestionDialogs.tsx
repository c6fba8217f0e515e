import type { Tab } from '../stores/workspace.ts'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow, type WindowParts } from '../window.ts'
import { follow, giveUp, saveTab } from './saving.ts'

/** Puts the dialog away and acts; the next dialog, where there is one, takes its place. */
function useActing(onClose: () => void): (act: (window: WindowParts) => Promise<void>) => void {
  const window = useWindow()
  return (act) => {
    onClose()
    act(window).catch((error: unknown) => window.notices.tell(error instanceof Error ? error.message : String(error)))
  }
}

/** The file is not the one the tab was made from: both are kept until the person has chosen. */
export function ChangedDialog(props: {
  readonly tab: Tab
  readonly message: string
  readonly gone: boolean
  readonly thenClose: boolean
  readonly onClose: () => void
}) {
  const { tab, message, gone, thenClose, onClose } = props
  const acting = useActing(onClose)
  const name = useRead(tab.document, ({ origin, document }) => origin.name ?? document.name)
  const loadTheirs = async ({ documents, notices }: WindowParts) => {
    const problem = await documents.loadTheirs(tab)
    notices.tell(problem ?? say('files.loaded', { name }))
  }
  const writeAnew = async (window: WindowParts) => {
    const origin = { ...tab.document.getState().origin, hash: undefined }
    tab.document.setState({ origin })
    await follow(window, tab, await window.documents.save(tab), thenClose)
  }
  return (
    <Modal title={say(gone ? 'files.gone-title' : 'files.changed-title')} open onClose={onClose}>
      <p>{message}</p>
      <p className="soft">{say(gone ? 'files.gone-words' : 'files.changed-words')}</p>
      {!gone && <p className="soft">{say('files.theirs-words')}</p>}
      <div className="actions">
        <Button autoFocus kind="primary" onPress={() => acting(async ({ dialogs }) => dialogs.show({ kind: 'save-as', tab, thenClose }))}>
          {say('files.mine')}
        </Button>
        {gone ? (
          <Button onPress={() => acting(writeAnew)}>{say('files.anew')}</Button>
        ) : (
          <Button onPress={() => acting(loadTheirs)}>{say('files.theirs')}</Button>
        )}
        <Button onPress={onClose}>{say('files.cancel')}</Button>
      </div>
    </Modal>
  )
}

/** A tab with unsaved work is to be closed. Escape keeps it open. */
export function CloseDialog({ tab, onClose }: { readonly tab: Tab; readonly onClose: () => void }) {
  const acting = useActing(onClose)
  const { document, origin } = useRead(tab.document, (state) => state)
  const isNew = origin.hash === undefined
  return (
    <Modal title={say('files.close-title', { name: document.name })} open onClose={onClose}>
      <p>{say(isNew ? 'files.close-never' : 'files.close-words')}</p>
      <div className="actions">
        <Button autoFocus kind="primary" onPress={() => acting((window) => saveTab(window, tab, true))}>
          {say(origin.name === undefined ? 'files.save-as' : 'files.save')}
        </Button>
        <Button kind="danger" onPress={() => acting((window) => giveUp(window, tab))}>
          {say(isNew ? 'files.discard-all' : 'files.discard')}
        </Button>
        <Button onPress={onClose}>{say('files.back')}</Button>
      </div>
    </Modal>
  )
}

/** Why a file was not opened. Nothing else has happened. */
export function UnreadableDialog(props: { readonly name: string; readonly problems: readonly string[]; readonly onClose: () => void }) {
  const { name, problems, onClose } = props
  const title = say('files.unreadable', { name })
  return (
    <Modal title={title} open onClose={onClose}>
      <p>{say('files.unreadable-words')}</p>
      <ul className="file-problems" tabIndex={0} aria-label={title}>
        {problems.map((problem, i) => (
          <li key={`${i} ${problem}`}>{problem}</li>
        ))}
      </ul>
      <div className="actions">
        <Button autoFocus onPress={onClose}>
          {say('files.done')}
        </Button>
      </div>
    </Modal>
  )
}
