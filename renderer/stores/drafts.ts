import { formatDocument } from '../../nodes/strategy/format.ts'
import type { Shell } from '../engine.ts'
import { isUnsaved } from './document.ts'
import type { Tab } from './workspace.ts'

/** Edits are kept as a draft this long after the last one. */
const DELAY = 1000

/** Unsaved work, kept with the shell so that neither a crash nor a closed window loses it. */
export function createDraftKeeper(shell: Shell, newId: () => string) {
  const kept = new Map<number, { readonly id: string; readonly stop: () => void }>()

  async function write(tab: Tab, id: string): Promise<void> {
    const state = tab.document.getState()
    if (!isUnsaved(state)) await shell.request('shell.drafts.remove', { id })
    else {
      const { name, hash } = state.origin
      await shell.request('shell.drafts.write', { id, name: name ?? null, text: formatDocument(state.document), basedOn: hash ?? null })
    }
  }

  return {
    /** Keeps every change of a tab from now on; `id` where it is work of the last time. */
    keep(tab: Tab, id = newId()): void {
      if (kept.has(tab.id)) return
      let timer: ReturnType<typeof setTimeout> | undefined
      const stopListening = tab.document.subscribe((now, before) => {
        if (now.document === before.document && now.saved === before.saved) return
        clearTimeout(timer)
        // A draft that could not be kept is tried again at the next edit; the shell's absence is said in the status line.
        timer = setTimeout(() => write(tab, id).catch(() => undefined), DELAY)
      })
      const stop = () => {
        clearTimeout(timer)
        stopListening()
      }
      kept.set(tab.id, { id, stop })
    },
    /** The tab goes and its draft with it: saved by now, or given up. */
    async drop(tab: Tab): Promise<void> {
      const draft = kept.get(tab.id)
      if (!draft) return
      draft.stop()
      kept.delete(tab.id)
      await shell.request('shell.drafts.remove', { id: draft.id })
    },
  }
}
