import { describe, expect, test } from 'vitest'
import { simulate, type Ask, type Decide } from '../reference/simulate.ts'
import { barsOf, fillCases, instrumentOf, profileOf } from './fill-case.ts'

describe('the reference gives what was worked out by hand', () => {
  test.each(fillCases())('%s', (_, given) => {
    const markets = [{ instrument: instrumentOf('AAA/USDT', given.shortable), bars: barsOf(given.bars) }]
    if (given.second) markets.push({ instrument: instrumentOf('BBB/USDT', given.shortable), bars: barsOf(given.second) })
    const decide: Decide = (step, _view, ask) => {
      for (const asked of given.asks[step] ?? []) ask({ slot: 0, ...asked } as Ask)
    }
    const result = simulate(markets, profileOf(given), given.capital, decide)
    const fills = result.fills.map(({ step, atOpen, side, lots, ticks, slippageTicks, fee, feeAsset, taker }) => ({
      step,
      at: atOpen ? 'open' : 'inside',
      side,
      lots,
      ticks,
      slippage: slippageTicks,
      fee: Number(fee),
      asset: feeAsset,
      liquidity: taker ? 'taker' : 'maker',
    }))
    const trades = result.trades.map(({ side, lots, cost, profit, fees, slippage, closed }) => {
      return { side, lots, cost: Number(cost), profit: Number(profit), fees: Number(fees), slippage: Number(slippage), closed }
    })
    expect({
      fills,
      position: result.ledger.lotsOf(0),
      cash: Number(result.ledger.cash),
      equity: result.equity.map(Number),
      cuts: result.cuts,
      trades,
      denials: result.denials.map(({ code }) => code),
    }).toEqual({ cuts: 0, trades: [], ...given.expected })
  })
})
