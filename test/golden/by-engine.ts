import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openEngine } from '../../engine/main.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { countBy } from './by-reference.ts'
import { profilesOf, type GoldenCase, type GoldenOutcome } from './golden-case.ts'

/** Runs a case by the product's engine. */
export async function runByEngine(given: GoldenCase): Promise<GoldenOutcome> {
  const engine = openEngine({ computer: computeHere() })
  const reply = await engine.request('backtest.run', {
    document: JSON.parse(readFileSync(`examples/strategies/${given.strategy}.weir`, 'utf8')),
    slots: given.data,
    from: Date.parse(given.from),
    to: Date.parse(given.to),
    capital: given.capital,
    ...profilesOf(given),
  })
  await engine.close()
  if (reply.kind !== 'run') throw new Error(`not run: ${JSON.stringify(reply)}`)
  const { outcome } = reply
  const slotOf = new Map(outcome.orders.map(({ sequence, slot }) => [sequence, slot]))
  const sideOf = new Map(outcome.orders.map(({ sequence, side }) => [sequence, side]))
  return {
    scale: Math.round(Math.log10(outcome.unit)),
    steps: outcome.equity.length,
    finalEquity: outcome.equity[outcome.equity.length - 1],
    equityDigest: createHash('sha256').update(outcome.equity.join(',')).digest('hex'),
    orders: outcome.orders.filter(({ state }) => state !== 'denied').length,
    cuts: outcome.counts.cuts,
    denials: countBy(outcome.denials.filter(({ enforced }) => enforced).map(({ code }) => code)),
    trades: outcome.trades.map(({ slot, side, entryTime, exitTime, lots, entries, cost, profit, fees, slippage, barsHeld, closed }) => {
      return { slot, side, entryTime, exitTime, lots, entries, cost, profit, fees, slippage, barsHeld, closed }
    }),
    fills: outcome.fills.map(({ sequence, time, lots, ticks, slippageTicks, fee, feeAsset, liquidity }) => {
      return [time, slotOf.get(sequence)!, sideOf.get(sequence)!, lots, ticks, slippageTicks, fee, feeAsset, liquidity] as const
    }),
  }
}
