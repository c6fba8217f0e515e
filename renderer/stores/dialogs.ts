import { createStore } from 'zustand/vanilla'

/** What help is asked about. `words` where only the asker has them: a figure's formula travels with its report. */
export type HelpTopic =
  | { readonly kind: 'keys' }
  | { readonly kind: 'node'; readonly type: string }
  | { readonly kind: 'finding'; readonly code: string }
  | { readonly kind: 'words'; readonly title: string; readonly words: string }

export type DialogState = {
  readonly open: { readonly kind: 'commands' } | { readonly kind: 'help'; readonly topic: HelpTopic } | undefined
}

/** The one dialog over the window that commands can open: the command palette, or help. */
export function createDialogStore() {
  const store = createStore<DialogState>(() => ({ open: undefined }))
  return {
    ...store,
    showCommands: () => store.setState({ open: { kind: 'commands' } }),
    showHelp: (topic: HelpTopic) => store.setState({ open: { kind: 'help', topic } }),
    close: () => store.setState({ open: undefined }),
  }
}
export type DialogStore = ReturnType<typeof createDialogStore>
