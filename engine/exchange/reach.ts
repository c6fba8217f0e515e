import { WebSocket } from 'ws'
import type { Clock } from '../market/clock.ts'
import type { Send } from './link.ts'
import type { PinStore } from './pins.ts'
import type { Dial } from './supervised-stream.ts'
import { openTransport, type TransportRequest } from './transport.ts'

/** The real way to a venue: the guarded transport, for requests and for streams. */
export type Reach = { readonly send: Send; readonly dial: Dial; close(): void }

/** `onIdentity`: the venue is not who it was; nothing is sent any more until a person has looked. */
export function reachVenue(options: {
  readonly origins: readonly string[]
  readonly pins: PinStore
  readonly clock: Clock
  readonly onIdentity: (sentence: string) => void
}): Reach {
  const { origins, pins, clock, onIdentity } = options
  const transport = openTransport({ origins, pins })
  const sockets = new Set<WebSocket>()
  return {
    async send({ url, method, headers, body }, path) {
      const sent = clock.now()
      const outcome = await transport.send({ method: method as TransportRequest['method'], url, headers, ...(body === '' ? {} : { body }) })
      const common = { method, path, sent, received: clock.now() }
      if (outcome.kind === 'answer') {
        return { ...common, bytesWritten: true, status: outcome.status, headers: outcome.headers, body: outcome.text, error: '' }
      }
      if (outcome.kind === 'refused-identity') onIdentity(outcome.reason)
      return { ...common, bytesWritten: outcome.kind === 'unknown', status: 0, headers: {}, body: '', error: outcome.reason }
    },
    dial(url, heard) {
      const socket = new WebSocket(url, transport.socketOptions(url))
      let isOver = false
      const end = (why: string) => {
        if (isOver) return
        isOver = true
        sockets.delete(socket)
        heard.closed(why)
      }
      sockets.add(socket)
      socket.on('open', () => heard.opened())
      socket.on('message', (data: Buffer) => heard.message(data.toString('utf8')))
      socket.on('close', () => end('the other side closed it'))
      socket.on('error', (error: Error) => {
        end(error.message)
        socket.terminate()
      })
      return {
        send: (text) => {
          if (socket.readyState === WebSocket.OPEN) socket.send(text)
        },
        close: () => socket.terminate(),
      }
    },
    close() {
      for (const socket of sockets) socket.terminate()
      transport.close()
    },
  }
}
