import { isUnsaved } from '../stores/document.ts'
import type { Saved } from '../stores/documents.ts'
import { hasUnsaved, type Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import type { WindowParts } from '../window.ts'

/** Saves under the name the document has; asks for one where it has none. `thenClose`: the tab goes once its work is safe. */
export async function saveTab(window: WindowParts, tab: Tab, thenClose = false): Promise<void> {
  const state = tab.document.getState()
  const { name, hash } = state.origin
  if (name === undefined) window.dialogs.show({ kind: 'save-as', tab, thenClose })
  // Saving what is saved would push an earlier state out for nothing.
  else if (hash !== undefined && !isUnsaved(state)) await follow(window, tab, { kind: 'saved', name }, thenClose)
  else await follow(window, tab, await window.documents.save(tab), thenClose)
}

/** What comes of an attempt to save: told, asked about, or done with. */
export async function follow(window: WindowParts, tab: Tab, saved: Saved, thenClose: boolean): Promise<void> {
  if (saved.kind === 'changed') window.dialogs.show({ kind: 'changed', tab, message: saved.message, gone: saved.gone, thenClose })
  else if (saved.kind === 'refused') window.notices.tell(saved.message)
  else {
    window.notices.tell(say('files.saved', { name: saved.name }))
    if (thenClose) await giveUp(window, tab)
  }
}

/** Closes a tab; asks first where something is not saved. */
export async function closeTab(window: WindowParts, tab: Tab): Promise<void> {
  if (hasUnsaved(tab)) window.dialogs.show({ kind: 'close', tab })
  else await giveUp(window, tab)
}

/** Closes a tab whatever is unsaved in it. The focus goes to the tab that is in front then, or to the ways to open another. */
export async function giveUp({ documents }: WindowParts, tab: Tab): Promise<void> {
  const closing = documents.close(tab)
  // A dialog that asked gives the focus back a frame after it is gone, to a button that is gone too.
  requestAnimationFrame(() =>
    requestAnimationFrame(() => document.querySelector<HTMLElement>('.tabs [aria-current], .empty-window button')?.focus()),
  )
  await closing
}
