import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CandleColumns } from '../../../nodes/define/ports.ts'

/** Values nobody on this project wrote. Beside the project, never inside; absent on some machines. */
const folder = join(import.meta.dirname, '../../../../shared/data')
export const hasReferenceData = existsSync(join(folder, 'indicators'))

export type Expected = Readonly<Record<string, readonly (number | null)[]>>
export type TulipCase = {
  readonly indicator: string
  readonly params: Readonly<Record<string, number>>
  readonly source: { readonly path: string }
  readonly input: Readonly<Record<string, readonly number[]>>
  readonly expected: Expected
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(join(folder, 'indicators', path), 'utf8'))

/** Expected columns of one file of TA-Lib or Stock.Indicators, over the daily bars of `readBars`. */
export function readExpected(path: string): Expected {
  return (readJson(path) as { expected: Expected }).expected
}

/** Tulip's published cases of one indicator. */
export function readTulip(indicator: string): readonly TulipCase[] {
  return (readJson('tulip-cases.json') as { cases: TulipCase[] }).cases.filter((one) => one.indicator === indicator)
}

/** 502 daily bars, the ones both libraries' expected values were computed over. */
export function readBars(): CandleColumns {
  const rows = readFileSync(join(folder, 'candles/stockindicators_default.csv'), 'utf8').trim().split('\n').slice(1)
  const cells = rows.map((row) => row.split(',').map(Number))
  const column = (at: number) => Float64Array.from(cells, (cell) => cell[at])
  return { time: column(0), open: column(1), high: column(2), low: column(3), close: column(4), volume: column(5) }
}

/**
 * Candles from what a case gives; what it leaves out is taken from the close (which Tulip may call "real"), or from the middle of the bar.
 * `before` flat bars at the middle of the first bar are put in front.
 */
export function candlesFrom(input: Readonly<Record<string, readonly number[]>>, before = 0): CandleColumns {
  const { high = [], low = [] } = input
  const middle = high.map((top, i) => (top + low[i]) / 2)
  const close = input.close ?? input.real ?? middle
  const flat = Array<number>(before).fill(middle[0] ?? close[0])
  const column = (values: readonly number[] = close) => Float64Array.from([...flat, ...values])
  const time = Float64Array.from([...flat, ...close], (_, i) => i * 86_400_000)
  const volume = column(input.volume ?? close.map(() => 1))
  return { time, open: column(input.open), high: column(input.high), low: column(input.low), close: column(), volume }
}
