import { expect, test, vi } from 'vitest'
import type { EngineClient } from '../../renderer/engine.ts'
import { atWork, createLiveStore } from '../../renderer/stores/live.ts'

test('a run that went with its engine is at work no more, and how it stood is not how it stands', async () => {
  const listeners = new Map<string, (payload: unknown) => void>()
  let state = 'active'
  const engine = {
    request: async (name: string) =>
      name === 'live.list'
        ? { runs: [{ run: 'one', mode: 'live', strategy: 'Cross', from: 0, state, here: state === 'active' }] }
        : { ok: true, status: { run: 'one', state: 'active' } },
    on: (name: string, listener: (payload: unknown) => void) => {
      listeners.set(name, listener)
      return () => {}
    },
    onState: () => () => {},
  } as unknown as EngineClient
  const live = createLiveStore(engine)
  live.refresh()
  live.choose('one')
  await vi.waitFor(() => expect(live.getState().statuses['one']?.state).toBe('active'))
  expect(atWork(live.getState())).toHaveLength(1)

  // The engine died; another one is there and has found its journal.
  state = 'lost'
  listeners.get('snapshot')!({})
  await vi.waitFor(() => expect(live.getState().runs?.[0]?.state).toBe('lost'))
  expect(atWork(live.getState())).toEqual([])
  expect(live.getState().statuses).toEqual({})
})
