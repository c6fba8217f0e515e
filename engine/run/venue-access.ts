import { join } from 'node:path'
import { z } from 'zod'
import { createLimiter, type Limiter } from '../exchange/limiter.ts'
import { openPinFile } from '../exchange/pins.ts'
import { binance } from '../exchange/protocol.ts'
import type { Reach } from '../exchange/reach.ts'
import { originProblem } from '../exchange/transport.ts'
import { fasterClock, wallClock, type Clock } from '../market/clock.ts'
import type { VenueName } from '../protocol/key-source.ts'
import type { VenueAccess } from './prepare-live.ts'

const clockShape = z.object({ now: z.number(), speed: z.number().min(0.001).max(1e6) })

/** Where Binance answers; ccxt knows the same address, and the transport goes nowhere else. */
const BINANCE = 'https://api.binance.com'

/** The limits of venues by their address: whoever goes to one address goes by one of them. */
export type Limiters = Map<string, Limiter>

/**
 * Opens the way to a venue: its protocol, its addresses, whose keys are pinned in the workspace, and the clock by which it goes. Answers
 * with a sentence where there is no way; who listens to its `onIdentity` hears that it is not who it was.
 */
export async function openAccess(
  venue: VenueName,
  address: string | undefined,
  workspace: string | undefined,
  limiters: Limiters = new Map(),
): Promise<VenueAccess | string> {
  const { reachVenue } = await import('../exchange/reach.ts')
  if (workspace === undefined) return 'a live run needs a workspace: its journal and the identities of exchanges are kept there'
  const pinFile = openPinFile(join(workspace, 'host', 'pins.json'))
  if (!pinFile.ok) return pinFile.message
  const { pins } = pinFile
  let changed: string | undefined
  let hear = (sentence: string): void => void (changed = sentence)
  const onIdentity = (sentence: string) => hear(sentence)
  /** What was heard before anybody listened is not lost. */
  const listening = {
    get onIdentity() {
      return hear
    },
    set onIdentity(listener) {
      hear = listener
      if (changed !== undefined) listener(changed)
    },
  }
  const limiterOf = (origin: string, clock: Clock) => {
    const limiter = limiters.get(origin) ?? createLimiter(clock, binance.limits)
    limiters.set(origin, limiter)
    return limiter
  }
  const wall = wallClock(Date.now)
  const origins = venueOrigins(venue, address)
  if (typeof origins === 'string') return origins
  const hosts = origins.map((origin) => new URL(origin).host)
  const taken = () => pins.taken().filter(({ host }) => hosts.includes(host))
  if (venue === 'binance') {
    const { streams } = binance
    const reach = reachVenue({ origins, pins, clock: wall, onIdentity })
    const limiter = limiterOf(BINANCE, wall)
    return Object.assign(listening, {
      name: binance.name,
      protocol: binance,
      address: streams,
      clock: wall,
      reach,
      limiter,
      speed: 1,
      taken,
      practice: false,
    })
  }
  const [rest, sockets] = origins as [string, string]
  const looking = reachVenue({ origins, pins, clock: wall, onIdentity })
  const read = await readClock(looking, rest)
  looking.close()
  if (typeof read === 'string') return read
  const { clock, speed } = read
  const reach = reachVenue({ origins, pins, clock, onIdentity })
  const places = { rest, account: `${sockets}/ws-api/v3`, market: `${sockets}/ws` }
  return Object.assign(listening, {
    name: `demo exchange at ${rest}`,
    protocol: { ...binance, name: 'the demo exchange' },
    address: places,
    clock,
    reach,
    limiter: limiterOf(rest, clock),
    speed,
    taken,
    practice: true,
  })
}

/** Where a venue answers; for the demo exchange first by requests, then by streams. A sentence where it has no such place. */
export function venueOrigins(venue: VenueName, address: string | undefined): readonly string[] | string {
  if (venue === 'binance') {
    if (address !== undefined)
      return 'this key is for Binance itself, which has its own address: use a key for the demo exchange to practise'
    return [BINANCE, originOf(binance.streams.account), originOf(binance.streams.market)]
  }
  if (address === undefined) return 'say where the demo exchange is: --at 127.0.0.1:PORT, as weir demo-exchange prints it'
  const rest = address.includes('://') ? address.replace(/\/+$/, '') : `http://${address}`
  return originProblem(rest) ?? [rest, rest.replace(/^http/, 'ws')]
}

/** Looks at a clock that goes fast: the one with the shortest way counts, and its middle is when it was read. */
const LOOKS = 7

/** The demo exchange may go faster than the world: a run against it goes by its clock. */
async function readClock({ send }: Reach, rest: string): Promise<{ readonly clock: Clock; readonly speed: number } | string> {
  let best: { way: number; read: number; now: number; speed: number } | undefined
  for (let look = 0; look < LOOKS; look++) {
    const asked = performance.now()
    const answer = await send({ url: `${rest}/demo/clock`, method: 'GET', headers: {}, body: '' }, 'demo/clock')
    const way = performance.now() - asked
    if (answer.status === 0) return `there is no demo exchange at ${rest}: ${answer.error}`
    try {
      const told = clockShape.parse(JSON.parse(answer.body))
      if (!best || way < best.way) best = { way, read: asked + way / 2, ...told }
    } catch {
      return `what answers at ${rest} is no demo exchange of Weir`
    }
  }
  const { read, now, speed } = best!
  return { clock: fasterClock(now + (performance.now() - read) * speed, speed), speed }
}

const originOf = (url: string) => new URL(url).origin
