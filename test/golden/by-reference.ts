import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { openSource } from '../../engine/market/sources.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { barLength } from '../../nodes/define/timeframe.ts'
import { gridOf } from '../reference/exact.ts'
import type { Bar } from '../reference/matching.ts'
import type { Columns, Hand } from '../reference/rules.ts'
import type { Decide, Market } from '../reference/asks.ts'
import { simulate } from '../reference/simulate.ts'
import { bollingerBreakout } from '../reference/strategies/bollinger-breakout.ts'
import { dcaLadder } from '../reference/strategies/dca-ladder.ts'
import { donchianTurtle } from '../reference/strategies/donchian-turtle.ts'
import { grid } from '../reference/strategies/grid.ts'
import { ichimoku } from '../reference/strategies/ichimoku.ts'
import { macd } from '../reference/strategies/macd.ts'
import { multiTimeframeRsi } from '../reference/strategies/multi-timeframe-rsi.ts'
import { pairs } from '../reference/strategies/pairs.ts'
import { rsi2 } from '../reference/strategies/rsi-2.ts'
import { smaCross } from '../reference/strategies/sma-cross.ts'
import { supertrend } from '../reference/strategies/supertrend.ts'
import { vwapReversion } from '../reference/strategies/vwap-reversion.ts'
import { profilesOf, type GoldenCase, type GoldenOutcome } from './golden-case.ts'

/** The rules of each example strategy, by its file. */
const rules: Readonly<Record<string, (hand: Hand) => Decide>> = {
  'bollinger-breakout': bollingerBreakout,
  'dca-ladder': dcaLadder,
  'donchian-turtle': donchianTurtle,
  grid,
  ichimoku,
  macd,
  'multi-timeframe-rsi': multiTimeframeRsi,
  pairs,
  'rsi-2': rsi2,
  'sma-cross': smaCross,
  supertrend,
  'vwap-reversion': vwapReversion,
}

/** One market of a case: its bars as doubles and in ticks, one row per step of the clock. Gaps between slots are not for golden cases. */
async function load(spec: string, symbol: string, timeframe: Parameters<typeof barLength>[0], from: number, to: number) {
  const opened = await openSource(spec, spec === 'sp500' ? {} : { symbol })
  if (!opened.ok) throw new Error(`${spec} cannot be opened`)
  const { source } = opened
  const loaded = await source.candles(timeframe, from, to)
  if (!loaded.ok) throw new Error(`${spec} cannot be read`)
  const { candles } = loaded
  const length = barLength(timeframe)
  const columns: Columns = {
    time: [...candles.time],
    end: [...candles.time].map((time) => time + length),
    open: [...candles.open],
    high: [...candles.high],
    low: [...candles.low],
    close: [...candles.close],
    volume: [...candles.volume],
  }
  const steps = gridOf(source.instrument, 8)
  const bars = columns.time.map((time, i): Bar => {
    const ticks = (price: number) => steps.floorTicks(price)
    return {
      time,
      end: columns.end[i],
      open: ticks(columns.open[i]),
      high: ticks(columns.high[i]),
      low: ticks(columns.low[i]),
      close: ticks(columns.close[i]),
      volume: steps.floorLots(columns.volume[i]),
    }
  })
  return { market: { instrument: source.instrument, bars } satisfies Market, columns }
}

/** Runs a case by the reference alone. */
export async function runByReference(given: GoldenCase): Promise<GoldenOutcome> {
  const document = JSON.parse(readFileSync(`examples/strategies/${given.strategy}.weir`, 'utf8')) as StrategyDocument
  const [history, from, to] = [given.history ?? given.from, given.from, given.to].map((date) => Date.parse(date))
  const loaded = []
  for (const [slot, spec] of Object.entries(given.data)) {
    const { instrument, timeframe } = document.slots[slot]
    loaded.push(await load(spec, instrument, timeframe, history, to))
  }
  const decide = rules[given.strategy]({ markets: loaded.map(({ columns }) => columns) })
  // History is for the indicators; the account begins at `from`.
  const before = loaded[0].columns.time.filter((time) => time < from).length
  const result = simulate(
    loaded.map(({ market }) => ({ ...market, bars: market.bars.slice(before) })),
    profilesOf(given).fillProfile,
    given.capital,
    (step, view, ask) => decide(step + before, view, ask),
  )
  const { trades, open } = result
  const rows = [...trades.map((trade) => ({ trade, closed: true })), ...open.map((trade) => ({ trade, closed: false }))]
  return {
    scale: result.scale,
    steps: result.equity.length,
    finalEquity: Number(result.equity.at(-1)),
    equityDigest: createHash('sha256').update(result.equity.join(',')).digest('hex'),
    orders: result.orders,
    cuts: result.cuts,
    denials: countBy(result.denials.map(({ code }) => code)),
    trades: rows.map(({ trade, closed }) => ({
      slot: trade.slot,
      side: trade.side,
      entryTime: trade.entryTime,
      exitTime: trade.exitTime,
      lots: trade.lots,
      entries: trade.entries,
      cost: Number(trade.cost),
      profit: Number(trade.profit),
      fees: Number(trade.fees),
      slippage: Number(trade.slippage),
      barsHeld: trade.lastStep - trade.firstStep,
      closed,
    })),
    fills: result.fills.map(({ time, slot, side, lots, ticks, slippageTicks, fee, feeAsset, taker }) => [
      time,
      slot,
      side,
      lots,
      ticks,
      slippageTicks,
      Number(fee),
      feeAsset,
      taker ? 'taker' : 'maker',
    ]),
  }
}

/** How often each word occurs, words in alphabetical order. */
export function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const word of [...words].sort()) counts[word] = (counts[word] ?? 0) + 1
  return counts
}
