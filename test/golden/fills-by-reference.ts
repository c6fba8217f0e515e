import type { Ask, Decide } from '../reference/asks.ts'
import { simulate } from '../reference/simulate.ts'
import { barsOf, instrumentOf, profileOf, type FillCase } from './fill-case.ts'

/** Plays a hand-made case at the reference. */
export function playByReference(given: FillCase) {
  const markets = [{ instrument: instrumentOf('AAA/USDT', given.shortable), bars: barsOf(given.bars) }]
  if (given.second) markets.push({ instrument: instrumentOf('BBB/USDT', given.shortable), bars: barsOf(given.second) })
  const decide: Decide = (step, _view, ask) => {
    for (const asked of given.asks[step] ?? []) ask({ slot: 0, ...asked } as Ask)
  }
  const result = simulate(markets, profileOf(given), given.capital, decide)
  return {
    fills: result.fills.map(({ step, atOpen, side, lots, ticks, slippageTicks, fee, feeAsset, taker }) => ({
      step,
      at: atOpen ? ('open' as const) : ('inside' as const),
      side,
      lots,
      ticks,
      slippage: slippageTicks,
      fee: Number(fee),
      asset: feeAsset,
      liquidity: taker ? ('taker' as const) : ('maker' as const),
    })),
    position: result.ledger.lotsOf(0),
    cash: Number(result.ledger.cash),
    equity: result.equity.map(Number),
    cuts: result.cuts,
    trades: result.trades.map(({ side, lots, cost, profit, fees, slippage, closed }) => {
      return { side, lots, cost: Number(cost), profit: Number(profit), fees: Number(fees), slippage: Number(slippage), closed }
    }),
    denials: result.denials.map(({ code }) => code),
  }
}
