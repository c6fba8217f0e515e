import { Agent as PlainAgent, request as requestPlain, type ClientRequest, type IncomingMessage } from 'node:http'
import { Agent as SecureAgent, request as requestSecure } from 'node:https'
import { IdentityRefused, isLoopback, openLoopback, openSecure, trustIn, type IdentityRefusal } from './identity.ts'
import type { PinStore } from './pins.ts'

export type TransportRequest = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Whole; its origin has to be one of the transport's. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly signal?: AbortSignal
  /** Milliseconds for everything, from the look-up of the name to the last byte. */
  readonly deadline?: number
  readonly mostBytes?: number
}

/** What came of a request. Reasons quote hosts, never paths or parameters: those are signed. */
export type TransportOutcome =
  | { readonly kind: 'answer'; readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly text: string }
  /** Proved: not one byte of the request left. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** It may have arrived, and been done. */
  | { readonly kind: 'unknown'; readonly reason: string }
  /** Nothing was sent. Halt and ask. */
  | IdentityRefusal

/** What the client of a socket (`ws`) is opened with, and no other parameter beside: the same guard as for requests. */
export type SocketOptions = {
  readonly agent: PlainAgent
  readonly followRedirects: false
  readonly perMessageDeflate: false
  readonly handshakeTimeout: number
  readonly maxPayload: number
}

export type Transport = {
  send(request: TransportRequest): Promise<TransportOutcome>
  socketOptions(url: string): SocketOptions
  close(): void
}

const DEADLINE = 12_000
/** A venue's list of all its markets is the longest answer there is. */
const MOST_BYTES = 32 << 20
const MOST_BYTES_OF_MESSAGE = 4 << 20
/** A connection that rests longer is closed by us: one the other side closes at that moment makes an outcome unknown. */
const LONGEST_REST = 10_000

/** Why nothing may be sent to an address, as a sentence; undefined where it may. */
export function originProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined) return `"${text}" is no address: write one such as https://api.binance.com`
  if (url.username !== '' || url.password !== '') return `the address of ${url.host} has a name or password in it: take it out`
  if (isSecure(url)) return undefined
  if (url.protocol !== 'http:' && url.protocol !== 'ws:') return `${url.protocol} is not spoken here: write https:// or wss://`
  return isLoopback(url.hostname)
    ? undefined
    : `${url.host} is not this machine, and nothing goes elsewhere without encryption: write https:// (or 127.0.0.1 for an exchange to practise on)`
}

/**
 * The only way to a venue: TLS 1.3, a pinned key, no redirects, and nothing the environment says (proxies, authorities, exceptions).
 * Reaches these origins and no other. Throws for an origin that must not be one, and for a request to another: that is a fault of ours.
 */
export function openTransport(options: {
  readonly origins: readonly string[]
  readonly pins: PinStore
  /** Certificates (PEM) trusted in place of those Node carries. */
  readonly authorities?: readonly string[]
}): Transport {
  const origins = new Set(options.origins.map((origin) => originOf(origin)))
  const trust = trustIn(options.pins, options.authorities)
  const opening = new Set<() => void>()
  const kept = { keepAlive: true, timeout: LONGEST_REST }
  const secure = new SecureAgent(kept)
  const plain = new PlainAgent(kept)
  // An agent of our own never asks for a proxy. The request gets its socket, and with it the first chance to send, when the guard is done.
  secure.createConnection = ({ host, port }, callback) =>
    track((connected) => openSecure(host ?? '', Number(port), trust, DEADLINE, connected), callback)
  plain.createConnection = ({ host, port }, callback) =>
    track((connected) => openLoopback(host ?? '', Number(port), DEADLINE, connected), callback)

  /** Opens, and knows what is being opened for the time it is. */
  function track(open: (connected: Parameters<typeof openSecure>[4]) => () => void, callback: AgentCallback | undefined): undefined {
    const end = open((error, socket) => {
      opening.delete(end)
      // Node's own signature wants a socket beside an error, and its code does not.
      callback?.(error, socket as NonNullable<typeof socket>)
    })
    opening.add(end)
  }
  const agentFor = (text: string) => {
    const url = new URL(text)
    if (!origins.has(originOf(text))) throw new Error(`${url.host} is no host of this venue`)
    return { url, isSafe: isSecure(url), agent: isSecure(url) ? secure : plain }
  }
  return {
    async send(request) {
      const { url, isSafe, agent } = agentFor(request.url)
      const { method, headers = {} } = request
      // Not compressed: the limit on what is read is a limit on what comes out.
      const start = () =>
        (isSafe ? requestSecure : requestPlain)(url, { method, agent, headers: { 'accept-encoding': 'identity', ...headers } })
      return exchange(request, start)
    },
    socketOptions: (url) => ({
      agent: agentFor(url).agent,
      followRedirects: false,
      perMessageDeflate: false,
      handshakeTimeout: DEADLINE,
      maxPayload: MOST_BYTES_OF_MESSAGE,
    }),
    close() {
      for (const end of opening) end()
      secure.destroy()
      plain.destroy()
    },
  }
}

type AgentCallback = NonNullable<Parameters<PlainAgent['createConnection']>[1]>

/** The refusal an error of a socket's client carries, or undefined where it is of the network. */
export function refusalIn(error: unknown): IdentityRefusal | undefined {
  return error instanceof IdentityRefused ? error.refusal : undefined
}

/** One request and what came of it. Never throws for what the other side or the network does. */
function exchange(
  { body, signal, deadline = DEADLINE, mostBytes = MOST_BYTES }: TransportRequest,
  start: () => ClientRequest,
): Promise<TransportOutcome> {
  if (signal?.aborted) return Promise.resolve({ kind: 'not-sent', reason: 'it was called off' })
  return new Promise((resolve) => {
    const request = start()
    let mayHaveLeft = false
    let isOver = false
    const end = (outcome: TransportOutcome) => {
      // A connection tells its end in several ways; the first is what came of it.
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      signal?.removeEventListener('abort', callOff)
      if (outcome.kind !== 'answer') request.destroy()
      resolve(outcome)
    }
    const fail = (reason: string) => end({ kind: mayHaveLeft ? 'unknown' : 'not-sent', reason })
    const callOff = () => fail('it was called off')
    const timer = setTimeout(() => fail(`no whole answer within ${deadline / 1000} s`), deadline)
    signal?.addEventListener('abort', callOff)
    request.on('socket', () => (mayHaveLeft = true))
    request.on('error', (error) => end(refusalIn(error) ?? { kind: mayHaveLeft ? 'unknown' : 'not-sent', reason: error.message }))
    request.on('close', () => fail('the connection was closed before the answer was whole'))
    request.on('response', (response) => read(response, mostBytes, end, fail))
    request.end(body)
  })
}

function read(
  response: IncomingMessage,
  mostBytes: number,
  end: (outcome: TransportOutcome) => void,
  fail: (reason: string) => void,
): void {
  const { statusCode: status = 0 } = response
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]))
  if (status >= 300 && status < 400) return fail(`HTTP ${status}: a redirect is not followed`)
  const coding = headers['content-encoding'] ?? 'identity'
  if (coding !== 'identity') return fail(`HTTP ${status}: an answer in "${coding}" was not asked for`)
  const pieces: Buffer[] = []
  let length = 0
  response.on('data', (piece: Buffer) => {
    pieces.push(piece)
    length += piece.length
    if (length > mostBytes) fail(`HTTP ${status}: the answer is longer than ${mostBytes} bytes`)
  })
  response.on('error', (error) => fail(error.message))
  response.on('end', () => {
    if (response.complete) end({ kind: 'answer', status, headers, text: Buffer.concat(pieces).toString('utf8') })
    else fail('the answer ended early')
  })
}

function isSecure({ protocol }: URL): boolean {
  return protocol === 'https:' || protocol === 'wss:'
}

/** Requests and sockets of one host count as one origin. */
function originOf(text: string): string {
  const problem = originProblem(text)
  if (problem !== undefined) throw new Error(problem)
  const url = new URL(text)
  return `${isSecure(url) ? 'secure' : 'plain'} ${url.host}`
}
