import { createStore } from 'zustand/vanilla'
import type { Tab } from './workspace.ts'

/** What help is asked about. `words` where only the asker has them: a figure's formula travels with its report. */
export type HelpTopic =
  | { readonly kind: 'keys' }
  | { readonly kind: 'node'; readonly type: string }
  | { readonly kind: 'finding'; readonly code: string }
  | { readonly kind: 'words'; readonly title: string; readonly words: string }

/** A dialog about files. */
export type FileDialog =
  | { readonly kind: 'gallery' }
  | { readonly kind: 'open' }
  | { readonly kind: 'about' }
  /** `thenClose`: the tab goes once its work is safe. */
  | { readonly kind: 'save-as'; readonly tab: Tab; readonly thenClose: boolean }
  /** The file is another than the one the tab was made from; `gone` where there is none any more. */
  | { readonly kind: 'changed'; readonly tab: Tab; readonly message: string; readonly gone: boolean; readonly thenClose: boolean }
  | { readonly kind: 'close'; readonly tab: Tab }
  /** A file that was not opened, and why. */
  | { readonly kind: 'unreadable'; readonly name: string; readonly problems: readonly string[] }

export type OpenDialog = { readonly kind: 'commands' } | { readonly kind: 'help'; readonly topic: HelpTopic } | FileDialog

export type DialogState = { readonly open: OpenDialog | undefined }

/** The one dialog over the window that commands can open: the command palette, help, or one about files. */
export function createDialogStore() {
  const store = createStore<DialogState>(() => ({ open: undefined }))
  return {
    ...store,
    showCommands: () => store.setState({ open: { kind: 'commands' } }),
    showHelp: (topic: HelpTopic) => store.setState({ open: { kind: 'help', topic } }),
    show: (open: OpenDialog) => store.setState({ open }),
    close: () => store.setState({ open: undefined }),
  }
}
export type DialogStore = ReturnType<typeof createDialogStore>
