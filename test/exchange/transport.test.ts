import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer as createPlainServer, type RequestListener } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { pinOf, type PinStore } from '../../engine/exchange/pins.ts'
import { openTransport, originProblem, refusalIn, type TransportRequest } from '../../engine/exchange/transport.ts'
import { buildScript, outputOf } from '../kit/run-script.ts'
import { hasOpenssl, makeAuthority, type Identity } from './identities.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

/** Pins in memory, with what was learned in order. */
function memoryPins(known: Readonly<Record<string, readonly string[]>> = {}): PinStore & { readonly learned: string[] } {
  const hosts = new Map(Object.entries(known))
  const learned: string[] = []
  return {
    learned,
    get: (host) => hosts.get(host) ?? [],
    learn(host, pin) {
      learned.push(`${host} ${pin}`)
      hosts.set(host, [pin])
    },
  }
}

/** Begins to listen on loopback, on a port given or free; gone after the test with every connection. */
async function listen(server: Server, port = 0): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => {})))
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  closers.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return (server.address() as AddressInfo).port
}

const answer: RequestListener = (request, response) => {
  let body = ''
  request.on('data', (piece: Buffer) => (body += piece.toString()))
  request.on('end', () => response.setHeader('x-mbx-used-weight-1m', '7').end(`${request.method} ${request.url} ${body}`))
}

describe.skipIf(!hasOpenssl)('to a server with a certificate', () => {
  const authority = hasOpenssl ? makeAuthority() : undefined!
  const [right, other] = hasOpenssl ? [authority.issue(), authority.issue()] : []
  const pin = (identity: Identity) => pinOf(new X509Certificate(identity.cert))

  /** A server that counts what reaches it, and a transport to it. */
  async function meet(
    listener: RequestListener,
    { pins = memoryPins(), ...options }: ServerOptions & { pins?: ReturnType<typeof memoryPins> } = {},
  ) {
    const requests = vi.fn<RequestListener>(listener)
    const server = createServer({ ...right, ...options }, requests)
    server.on('tlsClientError', () => {})
    const sessions = vi.fn<() => void>()
    server.on('secureConnection', sessions)
    const port = await listen(server)
    const origin = `https://127.0.0.1:${port}`
    const transport = openTransport({ origins: [origin], pins, authorities: [authority.cert] })
    closers.push(transport.close)
    const send = (request: Partial<TransportRequest> = {}) => transport.send({ method: 'GET', url: `${origin}/a?b=c`, ...request })
    return { requests, sessions, pins, port, origin, transport, send }
  }

  test('an answer comes back raw, and one connection serves many requests', async () => {
    const { send, sessions } = await meet(answer)
    expect(await send({ method: 'POST', body: 'x=1&y=ü', headers: { 'x-mbx-apikey': 'k' } })).toMatchObject({
      kind: 'answer',
      status: 200,
      text: 'POST /a?b=c x=1&y=ü',
      headers: { 'x-mbx-used-weight-1m': '7' },
    })
    for (let i = 0; i < 5; i++) expect(await send()).toMatchObject({ kind: 'answer', text: 'GET /a?b=c ' })
    expect(sessions).toHaveBeenCalledTimes(1)
  })

  test.each([400, 401, 418, 429, 500, 503])('HTTP %i is an answer, not a failure', async (status) => {
    const { send } = await meet((_, response) => response.writeHead(status, { 'retry-after': '3' }).end('{"code":-1}'))
    expect(await send()).toMatchObject({ kind: 'answer', status, text: '{"code":-1}', headers: { 'retry-after': '3' } })
  })

  test('the key is learned at the first meeting, once, also by connections opened together', async () => {
    const { send, pins, port } = await meet(answer)
    const outcomes = await Promise.all([send(), send(), send()])
    expect(outcomes.map(({ kind }) => kind)).toEqual(['answer', 'answer', 'answer'])
    expect(pins.learned).toEqual([`127.0.0.1:${port} ${pin(right!)}`])
  })

  test('REQ-82 another key than before, with a valid certificate, is refused before anything is sent', async () => {
    const { send, requests, pins, port } = await meet(answer)
    pins.learn(`127.0.0.1:${port}`, pin(other!))
    expect(await send({ method: 'POST', body: 'order' })).toEqual({
      kind: 'refused-identity',
      cause: 'changed',
      host: `127.0.0.1:${port}`,
      known: [pin(other!)],
      shown: pin(right!),
      reason: expect.stringContaining('shows another key than before') as string,
    })
    expect(requests).not.toHaveBeenCalled()
    expect(pins.learned).toHaveLength(1)
  })

  test('a renewed certificate of the same key is the same identity', async () => {
    const renewed = authority.issue({ sameKeyAs: right!, days: 3 })
    const { send, pins, port } = await meet(answer, { ...renewed })
    pins.learn(`127.0.0.1:${port}`, pin(right!))
    expect(await send()).toMatchObject({ kind: 'answer' })
  })

  test.each([
    ['of an unknown authority', () => makeAuthority().issue()],
    ['of another name', () => authority.issue({ name: 'DNS:api.example.com' })],
    ['that is over', () => authority.issue({ days: -1 })],
  ])('a certificate %s is refused, whatever is pinned', async (_, issue) => {
    const identity = issue()
    const { send, requests, pins } = await meet(answer, { ...identity })
    expect(await send()).toMatchObject({ kind: 'refused-identity', cause: 'untrusted', shown: null })
    expect(requests).not.toHaveBeenCalled()
    expect(pins.learned).toEqual([])
  })

  test('REQ-82 a server that speaks TLS 1.2 alone is refused with that reason', async () => {
    const { send, requests } = await meet(answer, { maxVersion: 'TLSv1.2' })
    expect(await send()).toMatchObject({
      kind: 'refused-identity',
      cause: 'old-protocol',
      reason: expect.stringContaining('TLS 1.3') as string,
    })
    expect(requests).not.toHaveBeenCalled()
  })

  test('an identity that cannot be kept is not trusted for the moment', async () => {
    const { send, requests, pins } = await meet(answer)
    pins.learn = () => {
      throw new Error('the disk is full')
    }
    expect(await send()).toMatchObject({ kind: 'not-sent', reason: expect.stringContaining('the disk is full') as string })
    expect(requests).not.toHaveBeenCalled()
  })

  test('REQ-82 a redirect is not followed', async () => {
    const { send, requests, origin } = await meet((_, response) => response.writeHead(307, { location: `${origin}/elsewhere` }).end())
    expect(await send({ method: 'POST', body: 'order' })).toMatchObject({ kind: 'unknown', reason: 'HTTP 307: a redirect is not followed' })
    expect(requests).toHaveBeenCalledTimes(1)
  })

  test('a body that comes too slowly ends at the deadline', async () => {
    const { send } = await meet((_, response) => {
      const timer = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(timer))
    })
    expect(await send({ deadline: 200 })).toEqual({ kind: 'unknown', reason: 'no whole answer within 0.2 s' })
  })

  test('a body without end is cut off', async () => {
    const { send } = await meet((_, response) => {
      const timer = setInterval(() => response.write('x'.repeat(1000)), 1)
      response.on('close', () => clearInterval(timer))
    })
    expect(await send({ mostBytes: 10_000 })).toMatchObject({
      kind: 'unknown',
      reason: expect.stringContaining('longer than 10000 bytes') as string,
    })
  })

  test.each<[string, RequestListener]>([
    ['before an answer', (_, response) => void response.socket?.destroy()],
    [
      'in the middle of one',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('half')
        setTimeout(() => response.socket?.destroy(), 20)
      },
    ],
  ])('a connection lost %s leaves it unknown', async (_, listener) => {
    const { send } = await meet(listener)
    const outcome = await send()
    expect(outcome).toMatchObject({ kind: 'unknown' })
    // What is signed stays out of every log.
    expect(JSON.stringify(outcome)).not.toContain('b=c')
  })

  test('a compressed answer is none: how long it would become is not known', async () => {
    const { send } = await meet((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'))
    expect(await send()).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('gzip') as string })
  })

  test('called off: not sent before it began, unknown once it may have arrived', async () => {
    const { send, requests } = await meet(() => {})
    expect(await send({ signal: AbortSignal.abort() })).toMatchObject({ kind: 'not-sent' })
    expect(requests).not.toHaveBeenCalled()
    const controller = new AbortController()
    const sent = send({ signal: controller.signal })
    await vi.waitFor(() => expect(requests).toHaveBeenCalled())
    controller.abort()
    expect(await sent).toEqual({ kind: 'unknown', reason: 'it was called off' })
  })

  test('a host of nobody’s choosing is a fault', async () => {
    const { transport } = await meet(answer)
    await expect(transport.send({ method: 'GET', url: 'https://127.0.0.1/a' })).rejects.toThrow('no host of this venue')
  })

  test('what the environment says about proxies, authorities and exceptions is not heard', async () => {
    const start = await buildScript('exchange/ask-host.script.ts')
    const proxied = vi.fn<() => void>()
    const proxy = createTcpServer((socket) => {
      proxied()
      socket.destroy()
    })
    const through = `http://127.0.0.1:${await listen(proxy)}`
    const { port, requests } = await meet(answer)
    const environment = {
      NODE_NO_WARNINGS: '1',
      HTTPS_PROXY: through,
      HTTP_PROXY: through,
      https_proxy: through,
      http_proxy: through,
      ALL_PROXY: through,
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: authority.file,
      SSL_CERT_FILE: authority.file,
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    }
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
    const ask = async (...words: string[]) => JSON.parse(await outputOf(start(String(port), ...words))) as unknown
    try {
      expect(await ask()).toMatchObject({ kind: 'refused-identity', cause: 'untrusted' })
      expect(requests).not.toHaveBeenCalled()
      expect(await ask(authority.file)).toMatchObject({ kind: 'answer', status: 200 })
    } finally {
      vi.unstubAllEnvs()
    }
    expect(proxied).not.toHaveBeenCalled()
  })

  describe('a socket', () => {
    /** Opens one, and answers its first message or the error. */
    async function openSocket({ transport, origin }: { transport: ReturnType<typeof openTransport>; origin: string }): Promise<unknown> {
      const socket = new WebSocket(origin.replace('https', 'wss'), transport.socketOptions(origin.replace('https', 'wss')))
      closers.push(() => socket.terminate())
      return new Promise((resolve) => {
        socket.on('error', resolve)
        socket.on('message', (data: Buffer) => resolve(data.toString()))
      })
    }

    /** A server of sockets on the port of a met server. */
    const serving = async (options: ServerOptions = {}) => {
      const server = createServer({ ...right, ...options })
      server.on('tlsClientError', () => {})
      const sockets = new WebSocketServer({ server })
      const joined = vi.fn<() => void>()
      sockets.on('connection', (socket) => {
        joined()
        socket.send('hello')
      })
      const port = await listen(server)
      const origin = `https://127.0.0.1:${port}`
      const pins = memoryPins()
      const transport = openTransport({ origins: [origin], pins, authorities: [authority.cert] })
      closers.push(transport.close)
      return { transport, origin, pins, joined, host: `127.0.0.1:${port}` }
    }

    test('is opened under the same guard', async () => {
      const met = await serving()
      expect(await openSocket(met)).toBe('hello')
      expect(met.pins.learned).toEqual([`${met.host} ${pin(right!)}`])
    })

    test('REQ-82 to another key than before is refused before its first byte', async () => {
      const met = await serving()
      met.pins.learn(met.host, pin(other!))
      expect(refusalIn(await openSocket(met))).toMatchObject({ kind: 'refused-identity', cause: 'changed', shown: pin(right!) })
      expect(met.joined).not.toHaveBeenCalled()
    })

    test('of TLS 1.2 is refused', async () => {
      expect(refusalIn(await openSocket(await serving({ maxVersion: 'TLSv1.2' })))).toMatchObject({ cause: 'old-protocol' })
    })
  })
})

describe('without a certificate', () => {
  const transportTo = (origin: string) => {
    const transport = openTransport({ origins: [origin], pins: memoryPins() })
    closers.push(transport.close)
    return transport
  }

  test('this machine is reached over http, for an exchange to practise on', async () => {
    const origin = `http://127.0.0.1:${await listen(createPlainServer(answer))}`
    const outcome = await transportTo(origin).send({ method: 'DELETE', url: `${origin}/order` })
    expect(outcome).toMatchObject({ kind: 'answer', status: 200, text: 'DELETE /order ' })
  })

  test.each(['http', 'https'])('nobody at the address: not sent (%s)', async (scheme) => {
    const server = createTcpServer()
    const port = await listen(server)
    closers.pop()!()
    await once(server, 'close')
    const origin = `${scheme}://127.0.0.1:${port}`
    const outcome = await transportTo(origin).send({ method: 'POST', url: `${origin}/order`, body: 'x' })
    expect(outcome).toMatchObject({ kind: 'not-sent', reason: expect.stringContaining('ECONNREFUSED') as string })
  })

  test('a name nobody has: not sent', async () => {
    const origin = 'https://venue.invalid'
    const outcome = await transportTo(origin).send({ method: 'POST', url: `${origin}/order`, body: 'x' })
    expect(outcome).toMatchObject({ kind: 'not-sent', reason: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string })
  })

  test.each([
    ['says nothing', () => {}],
    ['hangs up', (socket: Socket) => void socket.destroy()],
    ['speaks something else', (socket: Socket) => void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ])('a server that %s in place of proving who it is: not sent', async (_, greet) => {
    const origin = `https://127.0.0.1:${await listen(createTcpServer(greet))}`
    const outcome = await transportTo(origin).send({ method: 'POST', url: `${origin}/order`, body: 'x', deadline: 400 })
    expect(outcome.kind).toBe('not-sent')
  })

  test('a connection that is reset after the request: unknown', async () => {
    const server = createTcpServer((socket) => socket.on('data', () => socket.resetAndDestroy()))
    const origin = `http://127.0.0.1:${await listen(server)}`
    const outcome = await transportTo(origin).send({ method: 'POST', url: `${origin}/order`, body: 'x' })
    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('ECONNRESET') as string })
  })

  test('REQ-10 a server that takes the request and says nothing: unknown', async () => {
    const origin = `http://127.0.0.1:${await listen(createTcpServer(() => {}))}`
    const outcome = await transportTo(origin).send({ method: 'POST', url: `${origin}/order`, body: 'x', deadline: 200 })
    expect(outcome.kind).toBe('unknown')
  })

  test('closing ends what is being opened', async () => {
    const origin = `https://127.0.0.1:${await listen(createTcpServer(() => {}))}`
    const transport = transportTo(origin)
    const sent = transport.send({ method: 'GET', url: origin })
    setTimeout(transport.close, 50)
    expect((await sent).kind).toBe('not-sent')
  })

  test.each([
    ['http://api.binance.com', 'nothing goes elsewhere without encryption'],
    ['ws://stream.binance.com:9443', 'nothing goes elsewhere without encryption'],
    ['http://localhost:4000', 'nothing goes elsewhere without encryption'],
    ['http://127.0.0.1.example.com', 'nothing goes elsewhere without encryption'],
    ['http://[::ffff:127.0.0.1]', 'nothing goes elsewhere without encryption'],
    ['http://10.0.0.1', 'nothing goes elsewhere without encryption'],
    ['https://user@api.binance.com', 'take it out'],
    ['ftp://api.binance.com', 'is not spoken here'],
    ['api.binance.com', 'is no address'],
  ])('%s is no origin', (origin, words) => {
    expect(originProblem(origin)).toContain(words)
    expect(() => openTransport({ origins: [origin], pins: memoryPins() })).toThrow(words)
  })

  test.each(['https://api.binance.com', 'wss://stream.binance.com:9443', 'http://127.0.0.1:4000', 'ws://127.1.2.3', 'http://[::1]:4000'])(
    '%s is one',
    (origin) => {
      expect(originProblem(origin)).toBeUndefined()
    },
  )
})
