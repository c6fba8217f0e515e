import { formatDocument } from '../../nodes/strategy/format.ts'
import { RequestFailed } from '../../engine/protocol/channel-messages.ts'
import type { Shell } from '../engine.ts'
import { say } from '../text/en.ts'
import { isUnsaved } from './document.ts'
import type { HoldDraft } from './held-drafts.ts'
import type { Tab } from './workspace.ts'

/** Edits are kept as a draft this long after the last one. */
const DELAY = 1000
/** And when that could not be done, again after this long. */
const AGAIN = 2000

/** Work of the last time that no other window has, held for this one. */
type TakenDraft = { readonly id: string; readonly letGo: () => void }

/** Unsaved work, kept with the shell so that neither a crash nor a closed window loses it. `tell` hears when it cannot be kept, and when it is again. */
export function createDraftKeeper(shell: Shell, newId: () => string, hold: HoldDraft, tell: (sentence: string) => void) {
  const kept = new Map<number, { readonly id: string; readonly stop: () => void }>()
  /** Why drafts are refused just now, said once. */
  let refused: string | undefined

  /** The shell answered that it cannot: a full disk, a folder that may not be written, work larger than it takes. */
  function refuse(reason: string): void {
    if (refused !== reason) tell(say('files.draft-refused', { reason }))
    refused = reason
  }

  async function write(tab: Tab, id: string): Promise<void> {
    const state = tab.document.getState()
    if (!isUnsaved(state)) await shell.request('shell.drafts.remove', { id })
    else {
      const { name, hash } = state.origin
      const draft = { id, name: name ?? null, text: formatDocument(state.document), basedOn: hash ?? null }
      const answer = await shell.request('shell.drafts.write', draft)
      if (!answer.ok) throw new RequestFailed('fault', answer.message)
      if (refused !== undefined) tell(say('files.draft-kept'))
      refused = undefined
    }
  }

  return {
    /** Keeps every change of a tab from now on; `taken` where it is work of the last time. */
    keep(tab: Tab, taken?: TakenDraft): void {
      if (kept.has(tab.id)) return
      const id = taken?.id ?? newId()
      const held = taken ? Promise.resolve(taken.letGo) : hold(id)
      let timer: ReturnType<typeof setTimeout> | undefined
      let writing: Promise<void> = Promise.resolve()
      // One after the other, or a late write would bring back a draft that is gone. While the shell is away, which the status line says, it is
      // tried again until it is back: what was edited meanwhile would be in this page alone.
      const writeNext = () => void (writing = writing.then(() => write(tab, id)).catch(tryAgain))
      const tryAgain = (error: unknown) => {
        if (error instanceof RequestFailed) refuse(error.message)
        if (kept.get(tab.id)?.id !== id) return
        clearTimeout(timer)
        timer = setTimeout(writeNext, AGAIN)
      }
      const stopListening = tab.document.subscribe((now, before) => {
        if (now.document === before.document && now.saved === before.saved) return
        clearTimeout(timer)
        // Saved, the draft goes at once: a window that comes up in the next moment would take it for newer work.
        if (now.saved !== before.saved && !isUnsaved(now)) writeNext()
        else timer = setTimeout(writeNext, DELAY)
      })
      const stop = () => {
        clearTimeout(timer)
        stopListening()
        void held.then((letGo) => letGo?.())
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
