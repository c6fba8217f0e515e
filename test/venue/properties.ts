import fc from 'fast-check'
import type { OrderFact } from '../../engine/protocol/orders.ts'
import { laws, type Law } from './laws.ts'
import { fillsOf, play, type CreateVenue, type Script } from './play.ts'
import { mirrored, scripts } from './scripts.ts'

/** Runs a property over random scripts; throws with a smallest script that breaks it. */
export type Property = (create: CreateVenue, settings?: fc.Parameters<[Script]>) => void

const over = (law: (script: Script, create: CreateVenue) => string[]): Property => {
  return (create, settings) =>
    fc.assert(
      fc.property(scripts, (script) => {
        const wrong = law(script, create)
        if (wrong.length > 0) throw new Error(wrong.join('\n'))
      }),
      settings,
    )
}

const lawful = (law: Law): Property => over((script, create) => law(play(script, { create })))

const same = (what: string, a: readonly unknown[], b: readonly unknown[]): string[] => {
  const at = a.findIndex((one, i) => JSON.stringify(one) !== JSON.stringify(b[i]))
  if (at < 0 && a.length === b.length) return []
  return [`${what}: ${JSON.stringify(a[at] ?? a.at(-1))} against ${JSON.stringify(b[at < 0 ? a.length : at])}`]
}

/** Prices upside down give the fills upside down. Slippage is a share of the price and is left out; a tie goes to the low and is left out. */
const symmetric = over((script, create) => {
  const even = (step: Script['steps'][number]) => {
    const { bar } = step
    return bar.high - bar.open === bar.open - bar.low ? { ...step, bar: { ...bar, high: bar.high + 1 } } : step
  }
  const plain = { ...script, profile: { ...script.profile, slippageBps: 0, slippageImpact: 0 }, steps: script.steps.map(even) }
  const flip = ({ fact }: { fact: OrderFact }) => ('ticks' in fact ? { ...fact, ticks: 200 - fact.ticks, fee: 0 } : fact)
  const keep = ({ fact }: { fact: OrderFact }) => ('ticks' in fact ? { ...fact, ticks: fact.ticks, fee: 0 } : fact)
  return same('mirror', play(plain, { create }).told.map(keep), play(mirrored(plain), { create }).told.map(flip))
})

/** From a checkpoint in the middle, through JSON, everything goes on as it would have. */
const resumable = over((script, create) => {
  const straight = play(script, { create })
  const middle = play(script, { create, restartAfter: Math.floor(script.steps.length / 2) })
  return [...same('checkpoint', straight.told, middle.told), ...same('working', [straight.ended], [middle.ended])]
})

/** The order of submission does not matter, sequences do. */
const ordered = over((script, create) => {
  const calm = { ...script, unrest: 0 }
  return same('submission', fillsOf(play(calm, { create })), fillsOf(play(calm, { create, reversed: true })))
})

/** Higher fees never help: the same fills, and less money. */
const feesHurt = over((script, create) => {
  const dear = { ...script, profile: { ...script.profile, makerFee: 0.001, takerFee: 0.002 } }
  const [cheap, costly] = [script, dear].map((one) => fillsOf(play(one, { create })))
  const bare = ({ trade }: (typeof cheap)[number]) => ({ ...trade, fee: 0 })
  const money = (fills: typeof cheap) =>
    fills.reduce((sum, { trade, order }) => sum + (order.side === 'sell' ? 1 : -1) * trade.lots * trade.ticks * 100_000_000 - trade.fee, 0)
  const helped = cheap.length > 0 && money(costly) >= money(cheap)
  return [...same('fills', cheap.map(bare), costly.map(bare)), ...(helped ? ['higher fees helped'] : [])]
})

export const properties = {
  withinVolume: lawful(laws.withinVolume),
  fillsOnce: lawful(laws.fillsOnce),
  withinPrices: lawful(laws.withinPrices),
  paysFees: lawful(laws.paysFees),
  noBetterInside: lawful(laws.noBetterInside),
  stopsFirst: lawful(laws.stopsFirst),
  inOrder: lawful(laws.inOrder),
  adverseFirst: lawful(laws.adverseFirst),
  timeInForce: lawful(laws.timeInForce),
  nothingMissed: lawful(laws.nothingMissed),
  symmetric,
  resumable,
  ordered,
  feesHurt,
} as const satisfies Record<string, Property>
