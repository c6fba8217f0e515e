import { createStore } from 'zustand/vanilla'
import type { EngineClient } from '../engine.ts'

/** Whether the engine is there, and which it is. */
export type ConnectionState = {
  readonly state: 'connecting' | 'live' | 'lost'
  readonly reason: string | undefined
  readonly engineVersion: string | undefined
  readonly engineStart: string | undefined
}

export function createConnectionStore(engine: EngineClient) {
  const store = createStore<ConnectionState>(() => ({
    state: 'connecting',
    reason: undefined,
    engineVersion: undefined,
    engineStart: undefined,
  }))
  engine.onState((state, reason) => store.setState({ state, reason }))
  engine.on('snapshot', ({ engineVersion, engineStart }) => store.setState({ engineVersion, engineStart }))
  return store
}
export type ConnectionStore = ReturnType<typeof createConnectionStore>
