import { drawable, type ChartState } from '../stores/chart.ts'
import { say } from '../text/en.ts'
import { timeAt } from './bar-times.ts'
import { decimalsOfText, fixed, percent } from './numbers.ts'
import { timeWords } from './ticks.ts'

/** What a chart shows, in sentences: the whole of it, and the bar under the time cursor. */
export function summaryOf(state: ChartState): { readonly whole: string; readonly cursor: string } {
  const { info, at, slot, range, far } = state
  const market = info?.slots.find(({ name }) => name === slot)
  if (!info || !market || info.bars === 0) return { whole: '', cursor: '' }
  const loaded = drawable(state)
  const words = (bar: number) => (loaded ? timeWords(timeAt(loaded, bar, info) - info.barLength, info.barLength) : '')
  const seen = [Math.max(0, Math.ceil(range.from)), Math.min(info.bars - 1, Math.floor(range.to) - 1)] as const
  const equity = far?.equity.last.filter((value) => value === value)
  const whole = say('chart.summary', {
    symbol: market.symbol,
    timeframe: market.timeframe,
    bars: fixed(info.bars, 0),
    from: words(seen[0]),
    to: words(seen[1]),
    trades: fixed(info.trades, 0),
    start: fixed(equity?.[0] ?? NaN, 2),
    end: fixed(equity?.at(-1) ?? NaN, 2),
    currency: info.currency,
  })
  const decimals = decimalsOfText(market.tick)
  const cursor = at
    ? say('chart.at', {
        time: timeWords(at.time - info.barLength, info.barLength),
        close: fixed(at.close, decimals),
        equity: fixed(at.equity, 2),
        drawdown: percent(at.drawdown),
      })
    : ''
  return { whole, cursor }
}
