import { useCallback, useEffect, useState } from 'react'
import { ListBox, ListBoxItem } from 'react-aria-components'
import type { DocumentSummary } from '../../app/bridge.ts'
import { numberText } from '../report/format.ts'
import type { Shell } from '../engine.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import { clockText } from './clock-text.ts'
import { DocumentDetail } from './DocumentDetail.tsx'
import { openToRun } from './opening.ts'
import { useAsked } from './use-asked.ts'
import { Waiting } from './Waiting.tsx'

type Listed = DocumentSummary & { readonly recent: boolean }

/** The strategies of the workspace, those used last first. Enter opens; what else can be done with the chosen one stands beside. */
export function OpenDialog({ onClose }: { onClose: () => void }) {
  const window = useWindow()
  const { shell, documents, notices, dialogs } = window
  const { asked, again } = useAsked(useCallback(() => listDocuments(shell), [shell]))
  // Another window or program may save or delete one meanwhile.
  useEffect(() => shell.on('documents.changed', again), [shell, again])
  const [chosenName, setChosen] = useState<string>()
  const listed = asked.kind === 'here' ? asked.value : []
  const chosen = listed.find(({ name }) => name === chosenName) ?? listed[0]
  const open = (name: string) => {
    onClose()
    openToRun(window, name, documents.openNamed(name)).catch((error: unknown) =>
      notices.tell(error instanceof Error ? error.message : String(error)),
    )
  }
  return (
    <Modal title={say('files.open').replace('…', '')} open onClose={onClose}>
      {asked.kind !== 'here' ? (
        <Waiting asked={asked} onAgain={again} />
      ) : chosen === undefined ? (
        <div className="nothing">
          <p>{say('files.documents-none')}</p>
          <Button autoFocus kind="primary" onPress={() => dialogs.show({ kind: 'gallery' })}>
            {say('files.empty-gallery')}
          </Button>
        </div>
      ) : (
        <div className="open-dialog">
          <ListBox
            className="document-list"
            aria-label={say('files.documents')}
            items={listed.map((one) => ({ ...one, id: one.name }))}
            selectionMode="single"
            selectionBehavior="replace"
            disallowEmptySelection
            selectedKeys={[chosen.name]}
            autoFocus
            onSelectionChange={(keys) => keys !== 'all' && setChosen([...keys].map(String)[0])}
            onAction={(key) => open(String(key))}
          >
            {({ name, modifiedAt, bytes, recent }) => (
              <ListBoxItem className="document-item" textValue={name}>
                <span className="document-name">{name}</span>
                <span className="soft">
                  {clockText(modifiedAt)} · {sizeText(bytes)}
                  {recent && ` · ${say('files.recent')}`}
                </span>
              </ListBoxItem>
            )}
          </ListBox>
          <DocumentDetail
            key={`${chosen.name} ${chosen.modifiedAt}`}
            name={chosen.name}
            onOpen={() => open(chosen.name)}
            onChanged={again}
            onClose={onClose}
          />
        </div>
      )}
      <div className="actions">
        <Button onPress={onClose}>{say('files.cancel')}</Button>
      </div>
    </Modal>
  )
}

/** Those used last first, in that order; the others by name. */
async function listDocuments(shell: Shell): Promise<readonly Listed[]> {
  const { documents, recent } = await shell.request('shell.documents.list', {})
  const rank = (name: string) => (recent.includes(name) ? recent.indexOf(name) : recent.length)
  return documents
    .map((one) => ({ ...one, recent: recent.includes(one.name) }))
    .toSorted((a, b) => rank(a.name) - rank(b.name) || a.name.localeCompare(b.name))
}

const sizeText = (bytes: number) => say('files.kilobytes', { size: numberText(bytes / 1000, 1) })
