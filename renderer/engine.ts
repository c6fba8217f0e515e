import type { Channel, EngineRequests } from '../engine/protocol/channel.ts'

/** The window's end of the channel to the engine: ask, listen, know whether it is there. */
export type EngineClient = Pick<Channel<EngineRequests>, 'request' | 'on' | 'onState'>
