import type { Bridge, ShellRequests } from '../app/bridge.ts'
import { connectChannel, type Channel, type EngineRequests } from '../engine/protocol/channel.ts'
import { connectSocket } from '../engine/protocol/channel-wires.ts'
import { say } from './text/en.ts'

/** The window's end of the channel to the engine: ask, listen, know whether it is there. */
export type EngineClient = Pick<Channel<EngineRequests>, 'request' | 'on' | 'onState'>
/** What keeps documents, drafts, settings and layout for this window. */
export type Shell = Bridge

/** The browser host answers for engine and shell on one connection, at the page's own address. */
export function connectHost(): { readonly engine: EngineClient; readonly shell: Shell } {
  const address = new URL('channel', location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  const channel = connectChannel<EngineRequests & ShellRequests>(connectSocket(() => new WebSocket(address), checkSession))
  return { engine: channel, shell: channel }
}

/** A WebSocket does not say why it was refused: the host is asked whether this browser's session has ended. */
async function checkSession(): Promise<void> {
  const answer = await fetch('session').catch(() => undefined)
  if (answer?.status === 401) throw new Error(say('engine.signed-out'))
}
