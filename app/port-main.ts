import type { MessagePortMain } from 'electron'
import type { Port } from '../engine/protocol/channel-wires.ts'

/** Electron's own kind of port, as the channel knows ports. */
export function portOf(port: MessagePortMain): Port {
  return {
    addEventListener(name, listener) {
      if (name === 'message') port.on('message', ({ data }: { data: unknown }) => listener({ data }))
      else if (name === 'close') port.on('close', () => listener({}))
    },
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  }
}
