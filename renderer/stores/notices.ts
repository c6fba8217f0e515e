import { createStore } from 'zustand/vanilla'

/** A sentence for the person that needs no answer. It stays until it is put away or eight others came. */
export type Notice = { readonly id: number; readonly message: string }

const MOST = 8

export function createNoticeStore() {
  const store = createStore<{ readonly notices: readonly Notice[] }>(() => ({ notices: [] }))
  let nextId = 1
  return {
    ...store,
    tell(message: string): void {
      store.setState(({ notices }) => ({ notices: [...notices, { id: nextId++, message }].slice(-MOST) }))
    },
    dismiss: (id: number) => store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
  }
}
export type NoticeStore = ReturnType<typeof createNoticeStore>
