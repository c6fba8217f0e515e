import { useStore } from 'zustand'
import type { StoreApi } from 'zustand/vanilla'

/** Reads from a vanilla store; re-renders when what is selected is another thing. */
export function useRead<State, Part>(
  store: Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>,
  select: (state: State) => Part,
): Part {
  return useStore(store, select)
}
