import { describe, expect, test } from 'vitest'
import type { SeriesNode } from '../../../nodes/define/node.ts'
import { adx } from '../../../nodes/indicators/adx.ts'
import { atr } from '../../../nodes/indicators/atr.ts'
import { bollinger } from '../../../nodes/indicators/bollinger.ts'
import { cci } from '../../../nodes/indicators/cci.ts'
import { dema } from '../../../nodes/indicators/dema.ts'
import { dmi } from '../../../nodes/indicators/dmi.ts'
import { donchian } from '../../../nodes/indicators/donchian.ts'
import { ema } from '../../../nodes/indicators/ema.ts'
import { highest } from '../../../nodes/indicators/highest.ts'
import { hma } from '../../../nodes/indicators/hma.ts'
import { ichimoku } from '../../../nodes/indicators/ichimoku.ts'
import { keltner } from '../../../nodes/indicators/keltner.ts'
import { linearRegression } from '../../../nodes/indicators/linear-regression.ts'
import { lowest } from '../../../nodes/indicators/lowest.ts'
import { macd } from '../../../nodes/indicators/macd.ts'
import { mfi } from '../../../nodes/indicators/mfi.ts'
import { momentum } from '../../../nodes/indicators/momentum.ts'
import { obv } from '../../../nodes/indicators/obv.ts'
import { roc } from '../../../nodes/indicators/roc.ts'
import { rsi } from '../../../nodes/indicators/rsi.ts'
import { sma } from '../../../nodes/indicators/sma.ts'
import { standardDeviation } from '../../../nodes/indicators/standard-deviation.ts'
import { stochastic } from '../../../nodes/indicators/stochastic.ts'
import { supertrend } from '../../../nodes/indicators/supertrend.ts'
import { tema } from '../../../nodes/indicators/tema.ts'
import { vwap } from '../../../nodes/indicators/vwap.ts'
import { vwma } from '../../../nodes/indicators/vwma.ts'
import { williams } from '../../../nodes/indicators/williams.ts'
import { wma } from '../../../nodes/indicators/wma.ts'
import { runNode } from '../../kit/run-node.ts'
import { inputsFor } from './variants.ts'
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
  [adx, { period: 14 }, 'strength', 'talib/ADX_14', 'Real'],
  [adx, { period: 14 }, 'plus', 'talib/PLUS_DI_14', 'Real', { from: 27, why: 'ours begins with the ADX' }],
  [adx, { period: 14 }, 'strength', 'stock-indicators/adx', 'adx', { from: 380, why: 'they seed the sums with one bar more' }],
  [dmi, { period: 14 }, 'plus', 'talib/PLUS_DI_14', 'Real'],
  [dmi, { period: 14 }, 'minus', 'talib/MINUS_DI_14', 'Real'],
  [dmi, { period: 14 }, 'plus', 'stock-indicators/adx', 'pdi', { from: 300, why: 'they seed the sums with one bar more' }],
  [dmi, { period: 14 }, 'minus', 'stock-indicators/adx', 'mdi', { from: 300, why: 'they seed the sums with one bar more' }],
  [cci, { period: 20 }, 'index', 'talib/CCI_20', 'Real'],
  [cci, { period: 20 }, 'index', 'stock-indicators/cci', 'cci'],
  [stochastic, {}, 'k', 'talib/STOCH_14_3_3', 'SlowK'],
  [stochastic, {}, 'd', 'talib/STOCH_14_3_3', 'SlowD'],
  [stochastic, { slowing: 1 }, 'k', 'talib/STOCHF_14_3', 'FastK'],
  [stochastic, { slowing: 1 }, 'd', 'talib/STOCHF_14_3', 'FastD'],
  [stochastic, {}, 'k', 'stock-indicators/stoch', 'k', { from: 17, why: 'ours begins with D' }],
  [stochastic, {}, 'd', 'stock-indicators/stoch', 'd'],
  [supertrend, {}, 'line', 'stock-indicators/supertrend', 'superTrend'],
  [donchian, {}, 'upper', 'stock-indicators/donchian', 'upperBand'],
  [donchian, {}, 'middle', 'stock-indicators/donchian', 'centerline'],
  [donchian, {}, 'lower', 'stock-indicators/donchian', 'lowerBand'],
  [donchian, { period: 14, includeCurrent: true }, 'middle', 'talib/MIDPRICE_14', 'Real'],
  [keltner, {}, 'upper', 'stock-indicators/keltner', 'upperBand'],
  [keltner, {}, 'middle', 'stock-indicators/keltner', 'centerline'],
  [keltner, {}, 'lower', 'stock-indicators/keltner', 'lowerBand'],
  [vwap, { anchor: 'history' }, 'average', 'stock-indicators/vwap', 'vwap'],
  [vwap, { anchor: 'day' }, 'average', 'talib/TYPPRICE', 'Real'],
  [obv, {}, 'balance', 'talib/OBV', 'Real'],
  [
    obv,
    {},
    'balance',
    'stock-indicators/obv',
    'obv',
    { theirs: (value) => value + 96_708_880, why: "they begin with 0 instead of the first bar's volume" },
  ],
  [roc, { period: 10 }, 'change', 'talib/ROCP_10', 'Real'],
  [roc, { period: 10 }, 'change', 'talib/ROC_10', 'Real', { theirs: (value) => value / 100, why: 'theirs is in percent' }],
  [roc, { period: 14 }, 'change', 'stock-indicators/roc', 'roc', { theirs: (value) => value / 100, why: 'theirs is in percent' }],
  [highest, { period: 20 }, 'highest', 'talib/MAX_20', 'Real'],
  [lowest, { period: 20 }, 'lowest', 'talib/MIN_20', 'Real'],
  [standardDeviation, { period: 20 }, 'deviation', 'talib/STDDEV_20', 'Real'],
  [standardDeviation, { period: 14 }, 'deviation', 'stock-indicators/stdev', 'stdDev'],
  [linearRegression, { period: 14 }, 'value', 'talib/LINEARREG_14', 'Real'],
  [linearRegression, { period: 14 }, 'slope', 'talib/LINEARREG_SLOPE_14', 'Real'],
  [linearRegression, { period: 14 }, 'intercept', 'talib/LINEARREG_INTERCEPT_14', 'Real'],
  [linearRegression, { period: 14 }, 'slope', 'stock-indicators/slope', 'slope'],
  [linearRegression, { period: 14 }, 'fit', 'stock-indicators/slope', 'rSquared'],
  [linearRegression, { period: 10 }, 'value', 'stock-indicators/epma', 'epma'],
  [dema, { period: 20 }, 'average', 'talib/DEMA_20', 'Real'],
  [dema, { period: 14 }, 'average', 'stock-indicators/dema', 'dema', { from: 300, why: 'theirs begins earlier' }],
  [tema, { period: 20 }, 'average', 'talib/TEMA_20', 'Real'],
  [tema, { period: 20 }, 'average', 'stock-indicators/tema', 'tema', { from: 400, why: 'theirs begins on row 20' }],
  [hma, { period: 14 }, 'average', 'stock-indicators/hma', 'hma'],
  [vwma, { period: 14 }, 'average', 'stock-indicators/vwma', 'vwma'],
  [mfi, { period: 14 }, 'strength', 'talib/MFI_14', 'Real'],
  [mfi, { period: 14 }, 'strength', 'stock-indicators/mfi', 'mfi'],
  [momentum, { period: 10 }, 'change', 'talib/MOM_10', 'Real'],
  [momentum, { period: 14 }, 'change', 'stock-indicators/roc', 'momentum'],
  [williams, { period: 14 }, 'place', 'talib/WILLR_14', 'Real'],
  [williams, { period: 14 }, 'place', 'stock-indicators/willr', 'williamsR'],
  [ichimoku, {}, 'tenkan', 'stock-indicators/ichimoku', 'tenkanSen', { from: 77, why: 'ours all begin with span B' }],
  [ichimoku, {}, 'kijun', 'stock-indicators/ichimoku', 'kijunSen', { from: 77, why: 'ours all begin with span B' }],
  [ichimoku, {}, 'spanA', 'stock-indicators/ichimoku', 'senkouSpanA', { from: 77, why: 'ours all begin with span B' }],
  [ichimoku, {}, 'spanB', 'stock-indicators/ichimoku', 'senkouSpanB'],
]

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

const stochasticParams = (theirs: Readonly<Record<string, number>>) => ({
  period: theirs.k_period,
  slowing: theirs.k_slowing_period,
  signal: theirs.d_period,
})

/**
 * Not here, because they differ for good or for longer than the cases last (AGREEMENT.json): the signal of MACD, DEMA and TEMA,
 * which Tulip seeds with first values, and ADX and DI, whose sums it seeds with one bar more.
 * Node, its parameters from Tulip's, output → Tulip's indicator and column.
 */
const published: readonly (readonly [
  node: SeriesNode,
  params: (theirs: Readonly<Record<string, number>>) => Record<string, number | boolean>,
  output: string,
  indicator: string,
  column: string,
  exception?: Exception & {
    /** Bars to put before the case, flat, at the middle of its first bar: gives ours the seed theirs has. */
    readonly before?: (theirs: Readonly<Record<string, number>>) => number
    /** The cases compared; all of them if absent. */
    readonly only?: (theirs: Readonly<Record<string, number>>) => boolean
    /** Theirs is compared from this value of ours on, whatever that is: a level that means nothing. */
    readonly anyLevel?: true
  },
])[] = [
  [sma, ({ period }) => ({ period }), 'average', 'sma', 'sma'],
  [
    ema,
    ({ period }) => ({ period }),
    'average',
    'ema',
    'ema',
    { before: ({ period }) => period - 1, why: 'theirs is seeded by the first value' },
  ],
  [wma, ({ period }) => ({ period }), 'average', 'wma', 'wma'],
  [rsi, ({ period }) => ({ period }), 'strength', 'rsi', 'rsi'],
  [bollinger, ({ period, stddev }) => ({ period, deviations: stddev }), 'upper', 'bbands', 'bbands_upper'],
  [bollinger, ({ period, stddev }) => ({ period, deviations: stddev }), 'middle', 'bbands', 'bbands_middle'],
  [bollinger, ({ period, stddev }) => ({ period, deviations: stddev }), 'lower', 'bbands', 'bbands_lower'],
  [stochastic, stochasticParams, 'k', 'stoch', 'stoch_k'],
  [stochastic, stochasticParams, 'd', 'stoch', 'stoch_d'],
  [cci, ({ period }) => ({ period }), 'index', 'cci', 'cci', { from: 8, why: 'theirs begins at twice the period' }],
  [roc, ({ period }) => ({ period }), 'change', 'roc', 'roc'],
  [
    roc,
    ({ period }) => ({ period }),
    'change',
    'rocr',
    'rocr',
    { theirs: (value) => value - 1, why: 'theirs is the ratio of the two values' },
  ],
  [hma, ({ period }) => ({ period }), 'average', 'hma', 'hma'],
  [vwma, ({ period }) => ({ period }), 'average', 'vwma', 'vwma'],
  [mfi, ({ period }) => ({ period }), 'strength', 'mfi', 'mfi'],
  [momentum, ({ period }) => ({ period }), 'change', 'mom', 'mom'],
  [williams, ({ period }) => ({ period }), 'place', 'willr', 'willr'],
  [highest, ({ period }) => ({ period }), 'highest', 'max', 'max'],
  [lowest, ({ period }) => ({ period }), 'lowest', 'min', 'min'],
  [standardDeviation, ({ period }) => ({ period }), 'deviation', 'stddev', 'stddev'],
  [linearRegression, ({ period }) => ({ period }), 'value', 'linreg', 'linreg'],
  [linearRegression, ({ period }) => ({ period }), 'slope', 'linregslope', 'linregslope'],
  [obv, () => ({}), 'balance', 'obv', 'obv', { anyLevel: true, why: "theirs begins with 0 instead of the first bar's volume" }],
  [
    macd,
    (theirs) => ({ fast: theirs.short_period, slow: theirs.long_period, signal: theirs.signal_period }),
    'line',
    'macd',
    'macd',
    {
      only: (theirs) => theirs.long_period !== 26,
      before: (theirs) => theirs.long_period + theirs.signal_period,
      from: 4,
      why: 'theirs is seeded by the first value, and at 12/26 weighs the newest 0.15 and 0.075',
    },
  ],
  [atr, ({ period }) => ({ period }), 'average', 'atr', 'atr', { before: () => 1, why: "theirs counts the first bar's high − low" }],
  [atr, () => ({ period: 1 }), 'average', 'tr', 'tr', { before: () => 1, why: "theirs counts the first bar's high − low" }],
]

describe.skipIf(!hasReferenceData)("equal to Tulip's published cases, which are printed with three or four decimals", () => {
  for (const [node, params, output, indicator, column, exception] of published) {
    test(`${node.type} ${output} = ${indicator} ${column}${butWhy(exception)}`, () => {
      const cases = readTulip(indicator).filter((one) => exception?.only?.(one.params) ?? true)
      const results = cases.map((one) => {
        const before = exception?.before?.(one.params) ?? 0
        const bars = candlesFrom(one.input, before)
        const ours = runNode(node, params(one.params), inputsFor(node, bars))[output].slice(before)
        const level = exception?.anyLevel ? ours[0] - (one.expected[column][0] ?? NaN) : 0
        const theirs = one.expected[column].map((value) => (value === null ? null : value + level))
        return compareRows(ours, theirs, exception, () => 0.0006)
      })
      expect(results.flatMap(({ wrong }) => wrong)).toEqual([])
      expect(results.reduce((sum, { compared }) => sum + compared, 0)).toBeGreaterThan(3)
    })
  }
})
