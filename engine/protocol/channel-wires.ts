import type { Connect } from './channel.ts'
import type { Wire } from './channel-link.ts'

/** The two kinds of wire, for both ends. What they use of sockets and ports is written down here, so that neither browser nor Node is needed to read it. */

/** Adds a listener; a message is in the event's `data`. */
type Listen<Name> = (name: Name, listener: (event: object) => void) => void
const dataOf = (event: object): unknown => ('data' in event ? event.data : undefined)

/** What both a browser's WebSocket and that of the package `ws` are. */
export type Socket = {
  binaryType: string
  readonly readyState: number
  readonly addEventListener: Listen<'open' | 'message' | 'close' | 'error'>
  send(data: Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
}

/** What both a browser's and a worker thread's message port are. */
export type Port = {
  readonly addEventListener: Listen<'message' | 'messageerror' | 'close'>
  postMessage(message: unknown): void
  start(): void
  close(): void
}

const OPEN = 1
const DONE = 1000
/** Longest reason a WebSocket can carry, in bytes; ours are plain letters. */
const LONGEST_REASON = 120

/** A socket that is open or about to be. What comes before anybody listens is kept for them. */
export function socketWire(socket: Socket): Wire {
  const early: (() => void)[] = []
  let hooks: Parameters<Wire['listen']>[0] | undefined
  const tell = (what: (hooks: Parameters<Wire['listen']>[0]) => void) => {
    if (hooks) what(hooks)
    else early.push(() => hooks && what(hooks))
  }
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('message', (event) => {
    const data = dataOf(event)
    tell(({ frame }) => frame(data instanceof ArrayBuffer ? new Uint8Array(data) : data))
  })
  socket.addEventListener('error', () => {})
  socket.addEventListener('close', (event) => {
    const reason = 'reason' in event ? String(event.reason) : ''
    tell(({ closed }) => closed(reason === '' ? 'the connection was lost' : reason))
  })
  return {
    send(frame) {
      if (socket.readyState === OPEN) socket.send(frame as Uint8Array<ArrayBuffer>)
    },
    listen(given) {
      queueMicrotask(() => {
        hooks = given
        for (const one of early.splice(0)) one()
      })
    },
    close: (reason) => socket.close(DONE, reason.slice(0, LONGEST_REASON)),
  }
}

/** Frames are cloned by the port, never transferred: Electron loses messages that transfer buffers. */
export function portWire(port: Port): Wire {
  return {
    send: (frame) => port.postMessage(frame),
    listen({ frame, closed }) {
      port.addEventListener('message', (event) => frame(dataOf(event)))
      port.addEventListener('messageerror', () => frame(undefined))
      port.addEventListener('close', () => closed('the engine went away'))
      port.start()
    },
    close: () => port.close(),
  }
}

/** Longest silence of a host that lives, milliseconds: three of its beats. */
const LONGEST_SILENCE = 45_000

/**
 * Connects over a WebSocket. `open` makes one; `ask` is called before each attempt after the first and throws a sentence when there is no
 * point, such as a session that ended: a WebSocket does not say why it was refused.
 */
export function connectSocket(open: () => Socket, ask: () => Promise<void> = async () => {}): Connect {
  let attempts = 0
  return async (signal) => {
    if (attempts++ > 0) await ask()
    const socket = open()
    const wire = socketWire(socket)
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve())
      socket.addEventListener('close', () => reject(new Error('the host does not answer')))
      socket.addEventListener('error', () => reject(new Error('the host does not answer')))
      signal.addEventListener('abort', () => socket.close(), { once: true })
    })
    watchSilence(socket)
    return wire
  }
}

/** A tunnel that broke says nothing; a host that lives speaks every few seconds. */
function watchSilence(socket: Socket): void {
  let heard = Date.now()
  socket.addEventListener('message', () => (heard = Date.now()))
  const timer = setInterval(() => {
    if (Date.now() - heard > LONGEST_SILENCE) socket.close(DONE, 'silence')
  }, LONGEST_SILENCE / 3)
  socket.addEventListener('close', () => clearInterval(timer))
}

/** Connects over ports that are handed in from outside, one after the other: the first connection takes the first, and each new port ends the one before. */
export function connectPorts(): { readonly connect: Connect; readonly give: (port: Port) => void } {
  let given: Port | undefined
  let current: { readonly port: Port; lose: (reason: string) => void } | undefined
  let wanted: ((port: Port) => void) | undefined

  /** A port tells only the other end that it was closed: this end is told here, once. */
  function take(port: Port): Wire {
    const wire = portWire(port)
    const own = { port, lose: (_reason: string) => {} }
    current = own
    return {
      ...wire,
      listen({ frame, closed }) {
        own.lose = (reason) => {
          own.lose = () => {}
          closed(reason)
        }
        wire.listen({ frame, closed: (reason) => own.lose(reason) })
      },
    }
  }

  return {
    give(port) {
      const before = current
      current = undefined
      before?.port.close()
      if (wanted) return wanted(port)
      given?.close()
      given = port
      before?.lose('another connection took its place')
    },
    connect: (signal) =>
      new Promise((resolve, reject) => {
        const use = (port: Port) => {
          given = undefined
          wanted = undefined
          resolve(take(port))
        }
        if (given) return use(given)
        wanted = use
        signal.addEventListener('abort', () => reject(new Error('the window is done')), { once: true })
      }),
  }
}
