import type { Bridge, DesktopBridge, ShellRequests } from '../app/bridge.ts'
import { connectChannel, type Channel, type EngineRequests } from '../engine/protocol/channel.ts'
import { connectPorts, connectSocket } from '../engine/protocol/channel-wires.ts'
import { say } from './text/en.ts'

/** The window's end of the channel to the engine: ask, listen, know whether it is there. */
export type EngineClient = Pick<Channel<EngineRequests>, 'request' | 'on' | 'onState'>
/** What keeps documents, drafts, settings and layout for this window. */
export type Shell = Bridge

/** What this window is connected to: the desktop around it where there is one, else the browser host. */
export function connectWindow(): Connected {
  const desktop = bridge()
  return desktop ? connectDesktop(desktop) : connectHost()
}

const bridge = () => (globalThis as { readonly weir?: DesktopBridge }).weir

/** Whether the desktop is around this window, with dialogs of the system. */
export const isInDesktop = (): boolean => bridge() !== undefined

export type Connected = { readonly engine: EngineClient; readonly shell: Shell; readonly desktop: DesktopBridge | undefined }

/** The desktop hands over a port to the engine on each load and after each restart of the engine; the shell answers over its preload. */
function connectDesktop(desktop: DesktopBridge): Connected {
  const ports = connectPorts()
  window.addEventListener('message', ({ source, data, ports: [port] }) => {
    if (source === window && data === 'weir:port' && port) ports.give(port)
  })
  desktop.connect()
  return { engine: connectChannel<EngineRequests>(ports.connect), shell: desktop, desktop }
}

/** The browser host answers for engine and shell on one connection, at the page's own address. */
function connectHost(): Connected {
  const address = new URL('channel', location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  const channel = connectChannel<EngineRequests & ShellRequests>(connectSocket(() => new WebSocket(address), checkSession))
  return { engine: channel, shell: channel, desktop: undefined }
}

/** A WebSocket does not say why it was refused: the host is asked whether this browser's session has ended. */
async function checkSession(): Promise<void> {
  const answer = await fetch('session').catch(() => undefined)
  if (answer?.status === 401) throw new Error(say('engine.signed-out'))
}
