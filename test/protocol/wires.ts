import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MessageChannel } from 'node:worker_threads'
import { WebSocket, WebSocketServer } from 'ws'
import type { Connect } from '../../engine/protocol/channel.ts'
import type { Wire } from '../../engine/protocol/channel-link.ts'
import { connectPorts, connectSocket, portWire, socketWire } from '../../engine/protocol/channel-wires.ts'

/** A place where clients and one server meet over one kind of wire. */
export type Meeting = {
  /** A client's way in. */
  readonly connect: Connect
  /** A wire that speaks no protocol: what a broken or hostile client would hold. */
  readonly bare: () => Promise<Wire>
  /** Breaks every connection, as a killed engine does; new ones may be made. */
  readonly breakAll: () => void
  readonly close: () => Promise<void>
}

/** Both kinds of wire. `accept` is given the server's end of each connection. */
export const kinds: Readonly<Record<string, (accept: (wire: Wire) => void) => Promise<Meeting>>> = {
  async 'message port'(accept) {
    const ends: { close(): void }[] = []
    function open() {
      const { port1, port2 } = new MessageChannel()
      ends.push(port2)
      accept(portWire(port2))
      return port1
    }
    return {
      connect: (signal) => {
        const ports = connectPorts()
        ports.give(open())
        return ports.connect(signal)
      },
      bare: async () => portWire(open()),
      breakAll: () => ends.splice(0).forEach((end) => end.close()),
      close: async () => ends.splice(0).forEach((end) => end.close()),
    }
  },

  async WebSocket(accept) {
    const server = createServer()
    const sockets = new WebSocketServer({ server, maxPayload: 8 * 1024 * 1024 })
    sockets.on('connection', (socket) => accept(socketWire(socket)))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const open = () => new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
    const breakAll = () => sockets.clients.forEach((socket) => socket.terminate())
    return {
      connect: connectSocket(open),
      async bare() {
        const socket = open()
        const wire = socketWire(socket)
        await once(socket, 'open')
        return wire
      },
      breakAll,
      async close() {
        breakAll()
        server.close()
        await once(server, 'close')
      },
    }
  },
}
