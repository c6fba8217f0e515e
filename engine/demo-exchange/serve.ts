import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'
import type { DemoExchange } from './exchange.ts'
import { faults, isFault } from './faults.ts'

/** The demo exchange on a socket of this machine. */
export type Served = { readonly address: string; close(): Promise<void> }

const MOST_BODY = 64 * 1024

/** Listens on loopback only; `port` 0 for any. `POST /demo/fault?name=F01` lets something go wrong, `GET /demo/faults` lists what can, `GET /demo/clock` says what time it is here and how fast it goes. */
export function serveDemoExchange(exchange: DemoExchange, port: number, clock: { now(): number; readonly speed: number }): Promise<Served> {
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text
      if (body.length > MOST_BODY) request.destroy()
    })
    request.on('end', () => {
      const { pathname, search } = new URL(request.url ?? '/', 'http://exchange')
      if (pathname.startsWith('/demo/')) return void response.end(demo(pathname, new URLSearchParams(search)))
      exchange
        .handle({ method: request.method ?? 'GET', path: pathname, query: search.slice(1), headers: flat(request.headers), body })
        .then((answer) => {
          if (answer === 'cut') return void request.socket.destroy()
          response.writeHead(answer.status, answer.headers).end(answer.body)
        })
        .catch((error: unknown) => response.writeHead(500).end(String(error)))
    })
  })

  function demo(path: string, params: URLSearchParams): string {
    if (path === '/demo/clock') return JSON.stringify({ now: clock.now(), speed: clock.speed })
    if (path === '/demo/faults')
      return `${Object.entries(faults)
        .map(([name, what]) => `${name} ${what}`)
        .join('\n')}\n`
    const name = params.get('name') ?? ''
    if (path !== '/demo/fault' || !isFault(name)) return `There is no fault "${name}"; GET /demo/faults lists them.\n`
    exchange.faults.inject(name, Math.max(1, Number(params.get('times') ?? 1) || 1))
    return `${name}: ${faults[name]}\n`
  }

  const sockets = new WebSocketServer({ server, maxPayload: MOST_BODY })
  // The server says it too, to whoever waits for it to listen.
  sockets.on('error', () => {})
  sockets.on('connection', (socket, request) => {
    const peer = { send: (text: string) => socket.send(text), cut: () => socket.terminate() }
    const connection = exchange.connections.open(request.url ?? '/', peer)
    if (!connection) return socket.close(1008, 'nothing is served here')
    socket.on('message', (data: Buffer) => {
      try {
        connection.hear(data.toString('utf8'))
      } catch {
        socket.close(1008, 'not a request')
      }
    })
    socket.on('close', () => connection.closed())
    socket.on('error', () => socket.terminate())
  })

  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const at = server.address()
      const address = `127.0.0.1:${typeof at === 'object' && at !== null ? at.port : port}`
      resolve({
        address,
        close: () =>
          new Promise((done) => {
            exchange.close()
            for (const socket of sockets.clients) socket.terminate()
            sockets.close()
            server.closeAllConnections()
            server.close(() => done())
          }),
      })
    })
  })
}

const flat = (headers: NodeJS.Dict<string | string[]>): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]))
