import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FillCase } from './fill-case.ts'
import { playByEngine } from './fills-by-engine.ts'
import { playByReference } from './fills-by-reference.ts'

/** A bar in ticks around where the last one closed. */
const move = fc.record({
  gap: fc.integer({ min: -120, max: 120 }),
  up: fc.integer({ min: 0, max: 160 }),
  down: fc.integer({ min: 0, max: 160 }),
  close: fc.nat(1000),
  volume: fc.constantFrom(1_000_000, 1_000_000, 1_000_000, 4000, 1000, 0),
  missing: fc.nat(20),
})

const side = fc.constantFrom('long' as const, 'short' as const)
const distance = fc.integer({ min: 5, max: 150 })
const guards = fc.record({
  stop: fc.option(
    distance.map((by) => ({ distance: by })),
    { nil: undefined },
  ),
  target: fc.option(
    distance.map((by) => ({ distance: by })),
    { nil: undefined },
  ),
})

const ask = fc.record({
  step: fc.nat(9),
  what: fc.constantFrom('enter', 'enter', 'enter', 'exit', 'exit', 'part', 'cancel'),
  kind: fc.constantFrom('market', 'market', 'limit', 'stop', 'stop-limit', 'trailing-stop'),
  side,
  lots: fc.integer({ min: 1, max: 2000 }),
  away: fc.integer({ min: -100, max: 100 }),
  give: fc.integer({ min: 0, max: 60 }),
  guards: fc.option(guards, { nil: undefined }),
  timeInForce: fc.constantFrom('GTC', 'GTC', 'GTC', 'IOC', 'FOK', 'PO'),
  additions: fc.nat(3),
  reverse: fc.boolean(),
  expiresAfter: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
})

const profile = fc.constantFrom<NonNullable<FillCase['profile']>[]>(
  {},
  {},
  { limit: 'touch' },
  { path: 'nearest-first' },
  { buyFeeInBase: false },
  { volumeShare: 1, slippageImpact: 0 },
  'next-open',
)

const cases = fc.record({
  moves: fc.array(move, { minLength: 10, maxLength: 10 }),
  asks: fc.array(ask, { minLength: 1, maxLength: 8 }),
  shortable: fc.boolean(),
  profile,
  capital: fc.constantFrom('100000', '10000'),
})
type Drawn = typeof cases extends fc.Arbitrary<infer Value> ? Value : never

/** What was drawn, as a case. Triggers lie on the side of the market on which they make sense. */
function caseOf({ moves, asks, shortable, profile, capital }: Drawn): FillCase {
  let last = 10_000
  // What starves for volume while a part is sold or the position is turned round is not settled by any reading.
  const ample = asks.some(({ what }) => what === 'part') || new Set(asks.map((one) => one.side)).size > 1
  const bars: (readonly [number, number, number, number, number])[] = []
  for (const { gap, up, down, close, volume } of moves) {
    const open = Math.max(500, last + gap)
    const [high, low] = [open + up, open - down]
    last = low + Math.floor((close * (high - low)) / 1000)
    bars.push([open, high, low, last, ample ? 1_000_000 : volume])
  }
  const byStep: Record<string, unknown[]> = {}
  for (const [i, one] of asks.entries()) {
    const price = bars[one.step][3]
    const buys = one.side === 'long'
    const beyond = price + (buys ? 1 : -1) * (Math.abs(one.away) + 1)
    const limit = one.kind === 'limit' ? price + one.away : beyond + (buys ? one.give : -one.give)
    const signal = `${one.what}-${i}`
    const entry = {
      act: 'enter',
      side: one.side,
      lots: one.lots,
      signal,
      node: signal,
      kind: one.kind,
      // Two guarded entries bought inside one bar: whose quantity a stop between their prices sells is not settled.
      additions: one.guards && one.kind !== 'market' ? 0 : one.additions,
      reverse: one.reverse,
      ...(one.kind === 'limit' || one.kind === 'stop-limit' ? { limit } : {}),
      ...(one.kind === 'stop' || one.kind === 'stop-limit' ? { trigger: beyond } : {}),
      ...(one.kind === 'trailing-stop' ? { trail: Math.abs(one.away) + 5 } : {}),
      ...(one.kind === 'limit' ? { timeInForce: one.timeInForce } : {}),
      ...(one.expiresAfter !== undefined && one.kind !== 'market' ? { expiresAfter: one.expiresAfter } : {}),
      ...(one.guards && (one.guards.stop || one.guards.target)
        ? { guards: Object.fromEntries(Object.entries(one.guards).filter(([, guard]) => guard)) }
        : {}),
    }
    const asked =
      one.what === 'enter'
        ? entry
        : one.what === 'cancel'
          ? { act: 'cancel', which: 'entries' }
          : { act: 'exit', signal, ...(one.what === 'part' ? { lots: Math.ceil(one.lots / 4) } : {}) }
    byStep[one.step] = [asked]
  }
  return { rule: 'drawn', worked: [], capital, profile, shortable, bars, asks: byStep as never, expected: {} as never }
}

test('engine and reference agree on whatever is asked for over whatever bars', () => {
  const seen = { fills: 0, denials: 0, kinds: new Set<string>(), sides: new Set<string>(), places: new Set<string>() }
  fc.assert(
    fc.property(cases, (drawn) => {
      const given = caseOf(drawn)
      const engine = playByEngine(given)
      expect(engine).toEqual(playByReference(given))
      seen.fills += engine.fills.length
      seen.denials += engine.denials.length
      for (const { side, at, liquidity } of engine.fills) {
        seen.sides.add(side)
        seen.places.add(at)
        seen.kinds.add(liquidity)
      }
    }),
    { numRuns: 300 },
  )
  expect(Math.min(seen.fills, seen.denials)).toBeGreaterThan(50)
  expect([...seen.sides, ...seen.places, ...seen.kinds].sort()).toEqual(['buy', 'inside', 'maker', 'open', 'sell', 'taker'])
})
