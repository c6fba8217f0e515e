import { connect as connectPlain, isIP, type Socket } from 'node:net'
import { connect as connectSecure, createSecureContext, rootCertificates, type SecureContext, type TLSSocket } from 'node:tls'
import { pinOf, type PinStore } from './pins.ts'

/** Who answered is not who should: halt, and ask a person before anything else is sent there. */
export type IdentityRefusal = {
  readonly kind: 'refused-identity'
  /** `changed`: another key than before. `untrusted`: no valid certificate of that name. `old-protocol`: TLS 1.3 is not spoken. */
  readonly cause: 'changed' | 'untrusted' | 'old-protocol'
  readonly host: string
  readonly known: readonly string[]
  /** The pin that was shown; null where it did not come so far. */
  readonly shown: string | null
  readonly reason: string
}

/** Carries a refusal through the places of Node that know errors only. */
export class IdentityRefused extends Error {
  override readonly name = 'IdentityRefused'
  readonly refusal: IdentityRefusal
  constructor(refusal: IdentityRefusal) {
    super(refusal.reason)
    this.refusal = refusal
  }
}

/** Who is trusted: certificates issued by these authorities, with a key that is pinned or met for the first time. */
export type Trust = { readonly pins: PinStore; readonly context: SecureContext }

/**
 * Trust in the authorities Node carries, or in these. Named in full: the defaults would take more from `NODE_EXTRA_CA_CERTS` and the system.
 */
export function trustIn(pins: PinStore, authorities: readonly string[] = rootCertificates): Trust {
  return { pins, context: createSecureContext({ ca: [...authorities], minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }) }
}

export type Connected = (error: Error | null, socket?: Socket) => void

/**
 * Opens a connection and hands it over only once the other side has proved who it is: whatever fails before has not sent one byte of a
 * request. `milliseconds` is how long that may take. Answers what ends it early.
 */
export function openSecure(host: string, port: number, trust: Trust, milliseconds: number, connected: Connected): () => void {
  const socket = connectSecure({
    host,
    port,
    secureContext: trust.context,
    servername: isIP(host) === 0 ? host : '',
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: true, // said, or NODE_TLS_REJECT_UNAUTHORIZED would be asked
  })
  const name = hostName(host, port)
  return handOver(socket, 'secureConnect', milliseconds, (error) => {
    const problem = judge(error, socket, name, trust.pins)
    if (problem) connected(problem)
    else connected(null, socket)
  })
}

/** Opens a connection without encryption: to this machine alone. */
export function openLoopback(host: string, port: number, milliseconds: number, connected: Connected): () => void {
  if (!isLoopback(host)) throw new Error(`${host} is not this machine: nothing goes there without encryption`)
  const socket = connectPlain({ host, port })
  return handOver(socket, 'connect', milliseconds, (error) => (error ? connected(error) : connected(null, socket)))
}

/** Whether a host is an address of this machine, written as an address: a name could lead elsewhere. */
export function isLoopback(host: string): boolean {
  return host === '::1' || host === '[::1]' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** What a host is called where its pins are kept. */
function hostName(host: string, port: number): string {
  return port === 443 ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Calls once: when the socket is ready, or when it is certain that it will not be. */
function handOver(socket: Socket, ready: string, milliseconds: number, done: (error?: Error) => void): () => void {
  const settle = (error?: Error) => {
    clearTimeout(timer)
    socket.off(ready, settle).off('error', settle).off('close', close)
    // Whoever takes the socket listens for its errors; one that is given up may still have some to say.
    if (error) socket.on('error', () => {}).destroy()
    socket.setNoDelay(true)
    done(error)
  }
  const close = () => settle(new Error('the connection was closed before it stood'))
  const timer = setTimeout(() => settle(new Error(`no connection within ${milliseconds / 1000} s`)), milliseconds)
  socket.on(ready, settle).on('error', settle).on('close', close)
  return close
}

/** What stands against a connection, or undefined. Pins that cannot be read or kept stand against every one. */
function judge(error: Error | undefined, socket: TLSSocket, host: string, pins: PinStore): Error | undefined {
  try {
    return error ? identityProblem(error, socket, host, pins) : checkPin(socket, host, pins)
  } catch (failure) {
    socket.destroy()
    const why = failure instanceof Error ? failure.message : String(failure)
    return new Error(`whether ${host} is who it was cannot be told or kept, so nothing was sent: ${why}`)
  }
}

function checkPin(socket: TLSSocket, host: string, pins: PinStore): Error | undefined {
  const certificate = socket.getPeerX509Certificate()
  const known = pins.get(host)
  if (certificate === undefined || socket.getProtocol() !== 'TLSv1.3') {
    socket.destroy()
    return refused({ cause: 'old-protocol', host, known, shown: null, reason: noModernTls(host) })
  }
  const shown = pinOf(certificate)
  if (known.includes(shown)) return undefined
  if (known.length > 0) {
    socket.destroy()
    const reason = `${host} shows another key than before (${shown}, known: ${known.join(', ')}): nothing was sent. Ask the exchange whether it has a new key; then weir keys trust takes it`
    return refused({ cause: 'changed', host, known, shown, reason })
  }
  pins.learn(host, shown)
  return undefined
}

/** What an error before the hand-over says of the other side's identity; an error of the network stays what it is. */
function identityProblem(error: Error & { code?: string }, socket: TLSSocket, host: string, pins: PinStore): Error {
  const known = pins.get(host)
  // Typed as always there, but set only by a certificate that was refused.
  const untrusted = socket.authorizationError as Error | string | null | undefined
  if (untrusted !== null && untrusted !== undefined)
    return refused({ cause: 'untrusted', host, known, shown: null, reason: `${host} has no certificate to be trusted: ${error.message}` })
  if (/^ERR_SSL_.*(PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL)/.test(error.code ?? ''))
    return refused({ cause: 'old-protocol', host, known, shown: null, reason: noModernTls(host) })
  return error
}

const noModernTls = (host: string) => `${host} does not speak TLS 1.3, which Weir requires: nothing was sent`
const refused = (refusal: Omit<IdentityRefusal, 'kind'>) => new IdentityRefused({ kind: 'refused-identity', ...refusal })
