import { allocateCandles, rowAtOrAfter, type Candles } from '../market/candles.ts'
import type { LiveBar } from '../market/feed.ts'
import { fields } from '../compile/plan.ts'

/** Bars of one stream as they come in, after the history a run began with. */
export type CandleLog = {
  push(bar: LiveBar): void
  readonly last: LiveBar | undefined
  /** The bar that opened at `time`, if it is here. */
  at(time: number): LiveBar | undefined
  /** All of it, in columns of its own. */
  candles(): Candles
}

export function createCandleLog(history: Candles): CandleLog {
  const bars: LiveBar[] = []
  const byOpen = new Map<number, LiveBar>()
  return {
    push(bar) {
      bars.push(bar)
      byOpen.set(bar.time, bar)
    },
    at(time) {
      const row = rowAtOrAfter(history.time, time)
      return history.time[row] === time ? barAt(history, row) : byOpen.get(time)
    },
    get last() {
      return bars.at(-1) ?? barAt(history, history.length - 1)
    },
    candles() {
      const all = allocateCandles(history.length + bars.length)
      for (const field of fields) {
        all[field].set(history[field])
        for (const [i, bar] of bars.entries()) all[field][history.length + i] = bar[field]
      }
      return all
    },
  }
}

/** One row of columns; undefined where there is none. */
export function barAt({ length, time, open, high, low, close, volume }: Candles, row: number): LiveBar | undefined {
  if (row < 0 || row >= length) return undefined
  return { time: time[row], open: open[row], high: high[row], low: low[row], close: close[row], volume: volume[row] }
}

/** Whether two bars say the same. */
export function sameBar(a: LiveBar, b: LiveBar): boolean {
  return a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close && a.volume === b.volume
}
