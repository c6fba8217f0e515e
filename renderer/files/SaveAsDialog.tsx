import { useId, useState, type FormEvent } from 'react'
import { fileName } from '../stores/documents.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import { nameProblem } from './document-name.ts'
import { follow } from './saving.ts'

/** Asks under which name to save. The strategy takes the name of its file. */
export function SaveAsDialog({ tab, thenClose, onClose }: { tab: Tab; thenClose: boolean; onClose: () => void }) {
  const window = useWindow()
  const id = useId()
  const [name, setName] = useState(() => fileName(tab.document.getState().document))
  const [refusal, setRefusal] = useState<{ readonly name: string; readonly message: string }>()
  const [saving, setSaving] = useState(false)
  const problem = nameProblem(name) ?? (refusal?.name === name ? refusal.message : undefined)

  async function save(): Promise<void> {
    setSaving(true)
    try {
      const { origin } = tab.document.getState()
      const saved = await window.documents.save(tab, name)
      if (saved.kind !== 'saved') {
        // The document's own file is another than it was: that is a question of its own. Any other name is only taken.
        if (saved.kind === 'changed' && name === origin.name) {
          onClose()
          return await follow(window, tab, saved, thenClose)
        }
        return setRefusal({ name, message: saved.message })
      }
      onClose()
      await follow(window, tab, saved, thenClose)
    } catch (error) {
      setRefusal({ name, message: error instanceof Error ? error.message : String(error) })
    } finally {
      setSaving(false)
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (problem === undefined && !saving) void save()
  }

  return (
    <Modal title={say('files.save-as').replace('…', '')} open onClose={onClose}>
      <form className="save-as" onSubmit={submit} noValidate>
        <div className="field" data-invalid={problem !== undefined || undefined}>
          <label htmlFor={id}>{say('files.name')}</label>
          <input
            id={id}
            className="input"
            autoFocus
            autoComplete="off"
            spellCheck={false}
            value={name}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}words`}
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
          />
          <p id={`${id}words`} className={problem === undefined ? 'soft' : 'wrong'} role={problem === undefined ? undefined : 'alert'}>
            {problem ?? say('files.save-words', { name })}
          </p>
        </div>
        <div className="actions">
          <Button type="submit" kind="primary" isDisabled={problem !== undefined || saving}>
            {say('files.save')}
          </Button>
          <Button onPress={onClose}>{say('files.cancel')}</Button>
        </div>
      </form>
    </Modal>
  )
}
