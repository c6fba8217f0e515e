import { describe, expect, test } from 'vitest'
import type { SeriesNode } from '../../../nodes/define/node.ts'
import type { CandleColumns } from '../../../nodes/define/ports.ts'
import { atr } from '../../../nodes/indicators/atr.ts'
import { bollinger } from '../../../nodes/indicators/bollinger.ts'
import { ema } from '../../../nodes/indicators/ema.ts'
import { macd } from '../../../nodes/indicators/macd.ts'
import { rsi } from '../../../nodes/indicators/rsi.ts'
import { sma } from '../../../nodes/indicators/sma.ts'
import { wma } from '../../../nodes/indicators/wma.ts'
import { runNode } from '../../kit/run-node.ts'
import { candlesFrom, hasReferenceData, readBars, readExpected, readTulip } from './reference-data.ts'

type Exception = {
  /** First row compared: where both speak, and a different seed is forgotten. Without an exception both begin on the same row. */
  readonly from?: number
  /** What to do with their value before comparing: percent into a fraction, another origin. */
  readonly theirs?: (value: number) => number
  readonly why: string
}
type Line = readonly [
  node: SeriesNode,
  params: Record<string, number | boolean | string>,
  output: string,
  file: string,
  column: string,
  exception?: Exception,
]

/** Node, parameters, output → file and column of TA-Lib or Stock.Indicators. */
const lines: readonly Line[] = [
  [sma, { period: 20 }, 'average', 'talib/SMA_20', 'Real'],
  [sma, { period: 5 }, 'average', 'talib/SMA_5', 'Real'],
  [sma, { period: 20 }, 'average', 'stock-indicators/sma', 'sma'],
  [ema, { period: 20 }, 'average', 'talib/EMA_20', 'Real'],
  [ema, { period: 9 }, 'average', 'talib/EMA_9', 'Real'],
  [ema, { period: 200 }, 'average', 'talib/EMA_200', 'Real'],
  [ema, { period: 20 }, 'average', 'stock-indicators/ema', 'ema'],
  [wma, { period: 20 }, 'average', 'talib/WMA_20', 'Real'],
  [wma, { period: 14 }, 'average', 'stock-indicators/wma', 'wma'],
  [rsi, { period: 14 }, 'strength', 'talib/RSI_14', 'Real'],
  [rsi, { period: 2 }, 'strength', 'talib/RSI_2', 'Real'],
  [rsi, { period: 14 }, 'strength', 'stock-indicators/rsi', 'rsi'],
  [macd, {}, 'line', 'talib/MACD_12_26_9', 'MACD'],
  [macd, {}, 'signal', 'talib/MACD_12_26_9', 'MACDSignal'],
  [macd, {}, 'histogram', 'talib/MACD_12_26_9', 'MACDHist'],
  [macd, {}, 'line', 'stock-indicators/macd', 'macd', { from: 300, why: 'their fast average begins on row 12' }],
  [macd, {}, 'signal', 'stock-indicators/macd', 'signal', { from: 300, why: 'their fast average begins on row 12' }],
  [bollinger, {}, 'upper', 'talib/BBANDS_20_2', 'RealUpperBand'],
  [bollinger, {}, 'middle', 'talib/BBANDS_20_2', 'RealMiddleBand'],
  [bollinger, {}, 'lower', 'talib/BBANDS_20_2', 'RealLowerBand'],
  [bollinger, {}, 'percentB', 'stock-indicators/bb', 'percentB'],
  [bollinger, {}, 'bandwidth', 'stock-indicators/bb', 'width'],
  [atr, { period: 14 }, 'average', 'talib/ATR_14', 'Real'],
  [atr, { period: 14 }, 'range', 'talib/TRANGE', 'Real', { from: 14, why: 'ours begins with the average' }],
  [atr, { period: 1 }, 'average', 'talib/TRANGE', 'Real'],
  [atr, { period: 14 }, 'average', 'stock-indicators/atr', 'atr'],
]

const inputsFor = (node: SeriesNode, bars: CandleColumns) =>
  'candles' in node.inputs
    ? { candles: bars }
    : 'volume' in node.inputs
      ? { source: bars.close, volume: bars.volume }
      : { source: bars.close }

/** Rows on which ours is not theirs. Where they say nothing yet, ours must be missing too. */
function compareRows(
  ours: ArrayLike<number>,
  theirs: readonly (number | null)[],
  exception: Exception | undefined,
  allowed: (wanted: number) => number,
) {
  const wrong: string[] = []
  let compared = 0
  for (let i = exception?.from ?? 0; i < theirs.length; i++) {
    const their = theirs[i]
    const wanted = their === null ? NaN : (exception?.theirs?.(their) ?? their)
    const isEqual = their === null ? Number.isNaN(ours[i]) : Math.abs(ours[i] - wanted) <= allowed(wanted)
    if (!isEqual) wrong.push(`row ${i}: ${ours[i]} against ${wanted}`)
    if (their !== null) compared++
  }
  return { compared, wrong }
}

const butWhy = (exception: Exception | undefined) => (exception ? `, but ${exception.why}` : '')

describe.skipIf(!hasReferenceData)('equal to TA-Lib and Stock.Indicators, 1e-9 relative', () => {
  for (const [node, params, output, file, column, exception] of lines) {
    test(`${node.type} ${JSON.stringify(params)} ${output} = ${file} ${column}${butWhy(exception)}`, () => {
      const ours = runNode(node, params, inputsFor(node, readBars()))[output]
      const { compared, wrong } = compareRows(ours, readExpected(`${file}.json`)[column], exception, (wanted) => 1e-9 * Math.abs(wanted))
      expect(wrong).toEqual([])
      expect(compared).toBeGreaterThan(100)
    })
  }
})

/** Node, its parameters from Tulip's, output → Tulip's indicator and column. */
const published: readonly (readonly [
  node: SeriesNode,
  params: (theirs: Readonly<Record<string, number>>) => Record<string, number | boolean>,
  output: string,
  indicator: string,
  column: string,
  exception?: Exception & { readonly skip?: (params: Readonly<Record<string, number>>) => boolean },
])[] = [
  [sma, ({ period }) => ({ period }), 'average', 'sma', 'sma'],
  [wma, ({ period }) => ({ period }), 'average', 'wma', 'wma'],
  [rsi, ({ period }) => ({ period }), 'strength', 'rsi', 'rsi'],
  [bollinger, ({ period, stddev }) => ({ period, deviations: stddev }), 'upper', 'bbands', 'bbands_upper'],
  [bollinger, ({ period, stddev }) => ({ period, deviations: stddev }), 'middle', 'bbands', 'bbands_middle'],
  [bollinger, ({ period, stddev }) => ({ period, deviations: stddev }), 'lower', 'bbands', 'bbands_lower'],
]

describe.skipIf(!hasReferenceData)("equal to Tulip's published cases, which are printed with three or four decimals", () => {
  for (const [node, params, output, indicator, column, exception] of published) {
    test(`${node.type} ${output} = ${indicator} ${column}${butWhy(exception)}`, () => {
      const results = readTulip(indicator).map((one) => {
        const bars = candlesFrom({ ...one.input, close: one.input.close ?? one.input.real })
        const ours = runNode(node, params(one.params), inputsFor(node, bars))[output]
        return compareRows(ours, one.expected[column], exception, () => 0.0006)
      })
      expect(results.flatMap(({ wrong }) => wrong)).toEqual([])
      expect(results.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(3)
    })
  }
})
