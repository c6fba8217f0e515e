import { createStore } from 'zustand/vanilla'

/** What can be done about a notice at once. */
export type NoticeAction = { readonly words: string; readonly run: () => void }

/** A sentence for the person that needs no answer. It stays until it is put away, is said again, or eight others came. */
export type Notice = { readonly id: number; readonly message: string; readonly action: NoticeAction | undefined }

const MOST = 8

export function createNoticeStore() {
  const store = createStore<{ readonly notices: readonly Notice[] }>(() => ({ notices: [] }))
  let nextId = 1
  const add = (message: string, action: NoticeAction | undefined) =>
    store.setState(({ notices }) => {
      const others = notices.filter((one) => one.message !== message)
      return { notices: [...others, { id: nextId++, message, action }].slice(-MOST) }
    })
  return {
    ...store,
    tell: (message: string) => add(message, undefined),
    /** Tells, and offers something to do about it. */
    offer: (message: string, action: NoticeAction) => add(message, action),
    dismiss: (id: number) => store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
  }
}
export type NoticeStore = ReturnType<typeof createNoticeStore>
