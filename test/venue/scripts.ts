import fc from 'fast-check'
import { honestBar1, type FillProfile } from '../../engine/protocol/profiles.ts'
import type { TickBar } from '../../engine/venue/contract.ts'
import type { Script, Step, Wish } from './play.ts'
import { MINUTE } from './rig.ts'

const ticks = (min: number, max: number) => fc.integer({ min, max })

const wish: fc.Arbitrary<Wish> = fc
  .record({
    side: fc.constantFrom('buy', 'sell'),
    type: fc.constantFrom('market', 'limit', 'stop', 'stop-limit', 'trailing-stop'),
    lots: ticks(1, 60),
    limitTicks: ticks(85, 115),
    triggerTicks: ticks(85, 115),
    trailTicks: ticks(1, 12),
    capTicks: fc.constantFrom(0, 0, 95, 105),
    timeInForce: fc.constantFrom('GTC', 'GTC', 'GTC', 'IOC', 'FOK', 'PO'),
    purpose: fc.constantFrom('increase', 'increase', 'reduce'),
    group: fc.constantFrom('', '', '', 'a', 'b'),
    late: fc.constantFrom(false, false, false, false, true),
  } as const)
  .map((one) => ({
    ...one,
    limitTicks: one.type === 'limit' || one.type === 'stop-limit' ? one.limitTicks : 0,
    triggerTicks: one.type === 'stop' || one.type === 'stop-limit' ? one.triggerTicks : 0,
    trailTicks: one.type === 'trailing-stop' ? one.trailTicks : 0,
    capTicks: one.type === 'market' ? one.capTicks : 0,
    timeInForce: one.timeInForce === 'PO' && one.type !== 'limit' ? 'GTC' : one.timeInForce,
  }))

type Shape = { readonly open: number; readonly up: number; readonly down: number; readonly close: number; readonly volume: number }

const shape: fc.Arbitrary<Shape> = fc.record({
  open: ticks(92, 108),
  up: ticks(0, 14),
  down: ticks(0, 14),
  close: ticks(0, 100),
  volume: fc.constantFrom(0, 90, 500, 2_000, 100_000),
})

function barOf({ open, up, down, close, volume }: Shape, index: number): TickBar {
  const [low, high] = [open - down, open + up]
  return { time: index * MINUTE, end: (index + 1) * MINUTE, open, high, low, close: low + Math.round(((high - low) * close) / 100), volume }
}

const profiles: fc.Arbitrary<FillProfile> = fc.record({
  ...Object.fromEntries(Object.entries(honestBar1).map(([key, value]) => [key, fc.constant(value)])),
  path: fc.constantFrom('adverse-first', 'nearest-first', 'detail'),
  limit: fc.constantFrom('through', 'touch'),
  volumeShare: fc.constantFrom(0.1, 0.37, 1),
  slippageBps: fc.constantFrom(0, 5, 200),
  slippageImpact: fc.constantFrom(0, 0.1),
  makerFee: fc.constant(0.0005),
  takerFee: fc.constant(0.001),
}) as fc.Arbitrary<FillProfile>

const guards = fc.record({ stop: fc.constantFrom(0, 1, 4, 9), target: fc.constantFrom(0, 1, 4, 9), trail: fc.constantFrom(0, 0, 3, 8) })

/** Random markets with random orders, a desk that guards its entries and one that answers restlessly. */
export const scripts: fc.Arbitrary<Script> = fc.record({
  profile: profiles,
  steps: fc
    .array(fc.record({ orders: fc.array(wish, { maxLength: 4 }), cancels: fc.array(ticks(1, 30), { maxLength: 1 }), shape }), {
      minLength: 2,
      maxLength: 12,
    })
    .map((steps): Step[] => steps.map(({ orders, cancels, shape: one }, i) => ({ orders, cancels, bar: barOf(one, i) }))),
  guards,
  unrest: fc.constantFrom(0, 0, 3, 5),
})

/** Prices turned upside down around 100, buys and sales exchanged. */
export function mirrored(script: Script): Script {
  const flip = (price: number) => (price === 0 ? 0 : 200 - price)
  return {
    ...script,
    steps: script.steps.map(({ orders, cancels, bar }) => ({
      cancels,
      orders: orders.map((one) => ({
        ...one,
        side: one.side === 'buy' ? ('sell' as const) : ('buy' as const),
        limitTicks: flip(one.limitTicks),
        triggerTicks: flip(one.triggerTicks),
        capTicks: flip(one.capTicks),
      })),
      bar: { ...bar, open: flip(bar.open), high: flip(bar.low), low: flip(bar.high), close: flip(bar.close) },
    })),
  }
}
