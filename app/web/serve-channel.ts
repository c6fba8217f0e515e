import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import { LARGEST_FRAME, type Wire } from '../../engine/protocol/channel-link.ts'
import { socketWire } from '../../engine/protocol/channel-wires.ts'
import { letIn } from './door.ts'
import type { Sessions } from './sessions.ts'

/** Windows at once. A person has a handful. */
const MOST_WINDOWS = 32
/** How often a window must show that it is still there, milliseconds. */
const PULSE = 30_000

const FAREWELL = 200

/** Takes in WebSockets at `/channel` from signed-in pages of this host, and from nobody else. */
export function serveChannel(server: Server, sessions: Sessions, attach: (wire: Wire) => void): { readonly close: () => void } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME, perMessageDeflate: false })
  const alive = new WeakSet<WebSocket>()

  function refuse(socket: Duplex, status: number): void {
    socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
  }

  function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy())
    const passage = letIn(request)
    if (!passage.ok) return refuse(socket, passage.status)
    if (passage.path !== '/channel') return refuse(socket, 404)
    if (!sessions.holds(request.headers.cookie)) return refuse(socket, 401)
    if (sockets.clients.size >= MOST_WINDOWS) return refuse(socket, 503)
    sockets.handleUpgrade(request, socket, head, (opened) => {
      alive.add(opened)
      opened.on('pong', () => alive.add(opened))
      attach(socketWire(opened))
    })
  }

  // A window that went away without a word, with its machine or its tunnel, is let go.
  const pulse = setInterval(() => {
    for (const socket of sockets.clients) {
      if (!alive.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, PULSE)
  pulse.unref()

  server.on('upgrade', upgrade)
  return {
    close() {
      clearInterval(pulse)
      // They have been told why; who does not hear it in time is cut off.
      for (const socket of sockets.clients) setTimeout(() => socket.terminate(), FAREWELL)
      sockets.close()
    },
  }
}
