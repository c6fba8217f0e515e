import { describe, expect, test } from 'vitest'
import type { CandleColumns } from '../../../nodes/define/ports.ts'
import { bollinger } from '../../../nodes/indicators/bollinger.ts'
import { linearRegression } from '../../../nodes/indicators/linear-regression.ts'
import { obv } from '../../../nodes/indicators/obv.ts'
import { standardDeviation } from '../../../nodes/indicators/standard-deviation.ts'
import { randomNumbers } from '../../kit/random-bars.ts'
import { paramsOf, runNode, type GivenColumns } from '../../kit/run-node.ts'
import { indicators, inputsFor } from './variants.ts'

const LENGTH = 500_000
/** A price, and a volume, a million times larger. Not on rows where sums begin anew, and followed by enough rows until the next. */
const OUTLIERS = [100_100, 100_101, 250_050, 400_200]
const TOLERANCE = 1e-9

/** Minute bars of a walk whose moves grow and shrink, with the outliers. */
const bars = longBars()

function longBars(): CandleColumns {
  const next = randomNumbers(99)
  const column = () => new Float64Array(LENGTH)
  const all = { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() }
  let close = 60_000
  let size = 20
  for (let i = 0; i < LENGTH; i++) {
    size = Math.min(200, Math.max(0.02, size * (0.95 + 0.1 * next())))
    const open = close
    close = Math.max(20_000, Math.min(120_000, open + (next() - 0.5) * size))
    const factor = OUTLIERS.includes(i) ? 1e6 : 1
    all.time[i] = i * 60_000
    all.open[i] = open * factor
    all.close[i] = close * factor
    all.high[i] = (Math.max(open, close) + next() * size) * factor
    all.low[i] = (Math.min(open, close) - next() * size) * factor
    all.volume[i] = next() * 10 * factor
  }
  return all
}

const rowsOf = (inputs: GivenColumns, from: number, to: number): GivenColumns =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => {
      if (!('close' in input)) return [name, input.slice(from, to)]
      const { time, open, high, low, close, volume } = input
      const cut = (column: Float64Array) => column.slice(from, to)
      return [name, { time: cut(time), open: cut(open), high: cut(high), low: cut(low), close: cut(close), volume: cut(volume) }]
    }),
  )

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)

/** Rows looked at: regularly, and where an outlier has just left a window of `period`. */
function rowsToCheck(need: number, periods: readonly number[]): number[] {
  const rows = new Set([LENGTH - 1])
  for (let row = need; row < LENGTH; row += 4999) rows.add(row)
  for (const outlier of OUTLIERS) for (const period of periods) for (const after of [0, 1, 2, 700]) rows.add(outlier + period + after)
  return [...rows].filter((row) => row >= need && row < LENGTH)
}

/** Indicators whose value depends on all history, or on the day: checked further down. */
const anchored = ['indicator.obv', 'indicator.vwap']

const cases = indicators
  .filter((node) => !anchored.includes(node.type))
  .flatMap((node) => {
    const period = node.params.period?.form.min !== undefined
    return [{}, ...(period ? [{ period: 2 }, { period: 200 }] : [])].map((params) => ({
      node,
      params,
      name: `${node.type} ${JSON.stringify(params)}`,
    }))
  })

describe('500,000 bars on, a value is what a fresh start gives', () => {
  test.each([...cases, ...rolling()])('$name', ({ node, params }) => {
    const inputs = inputsFor(node, bars)
    const outputs = runNode(node, params, inputs)
    const values = paramsOf(node, params)
    const warmup = node.warmup(values)
    // A recursive average has forgotten its seed after `settle` rows, and an outlier that weighs a million times more after as many again.
    const settle = node.settle?.(values)
    // Supertrend's direction is forgotten with its next flip, for which there is no fixed number of rows.
    const need = settle === undefined ? warmup : Math.max(3 * settle, 1000)
    const wrong: string[] = []
    let compared = 0
    for (const row of rowsToCheck(need, [warmup - 1, warmup, settle ?? warmup])) {
      const fresh = runNode(node, params, rowsOf(inputs, row - need + 1, row + 1))
      for (const [name, output] of Object.entries(outputs)) {
        const now = output[row] ?? NaN
        const wanted = fresh[name]?.[need - 1] ?? NaN
        const size = Math.max(Math.abs(wanted), scaleOf(output))
        if (!(Math.abs(now - wanted) <= TOLERANCE * size)) wrong.push(`${name} row ${row}: ${now} against ${wanted}`)
        compared++
      }
    }
    expect(wrong).toEqual([])
    expect(compared).toBeGreaterThan(100)
  })
})

function rolling() {
  const node = indicators.find((one) => one.type === 'indicator.vwap')
  return node ? [2, 20, 200].map((period) => ({ node, params: { anchor: 'rolling', period }, name: `rolling VWAP ${period}` })) : []
}

/** Values that cross 0 are compared against a thousandth of their usual size. */
const scales = new Map<object, number>()
function scaleOf(output: Float64Array | Uint8Array): number {
  const known = scales.get(output)
  if (known !== undefined) return known
  const sample = Array.from({ length: 999 }, (_, i) => Math.abs(output[5000 + i * 490] ?? NaN)).toSorted((a, b) => a - b)
  const scale = (sample[499] ?? NaN) / 1000
  scales.set(output, scale)
  return scale
}

describe('against sums added up plainly, twice over the window', () => {
  const rowsNear = (period: number) => rowsToCheck(period, [period - 1, period])
  const close = bars.close

  test.each([2, 20, 500])('mean, standard deviation and regression of %i values', (period) => {
    const deviation = runNode(standardDeviation, { period }, { source: close }).deviation
    const bands = runNode(bollinger, { period }, { source: close })
    const line = runNode(linearRegression, { period }, { source: close })
    const wrong: string[] = []
    const compare = (what: string, row: number, now: number | undefined, wanted: number, size = Math.abs(wanted)) => {
      if (!(Math.abs((now ?? NaN) - wanted) <= TOLERANCE * size)) wrong.push(`${what} row ${row}: ${now} against ${wanted}`)
    }
    for (const row of rowsNear(period)) {
      const window = close.subarray(row - period + 1, row + 1)
      const first = window[0] ?? NaN
      const mean = first + sum(window.map((value) => value - first)) / period
      const squares = sum(window.map((value) => (value - mean) * (value - mean)))
      const middle = (period - 1) / 2
      const slope = sum(window.map((value, t) => (t - middle) * (value - mean))) / sum(window.map((_, t) => (t - middle) * (t - middle)))
      const sigma = Math.sqrt(squares / period)
      compare('deviation', row, deviation?.[row], sigma)
      compare('middle', row, bands.middle?.[row], mean)
      compare('upper', row, bands.upper?.[row], mean + 2 * sigma)
      compare('bandwidth', row, bands.bandwidth?.[row], (4 * sigma) / mean)
      compare('slope', row, line.slope?.[row], slope, Math.max(Math.abs(slope), sigma / period))
      compare('value', row, line.value?.[row], mean + slope * middle)
    }
    expect(wrong).toEqual([])
  })

  test('on-balance volume, against whole numbers without end', () => {
    const balance = runNode(obv, {}, { candles: bars }).balance
    // A double above 2^-8 times 2^60 is a whole number.
    const exact = (volume: number) => BigInt(volume * 2 ** 60)
    let total = exact(bars.volume[0] ?? NaN)
    let worst = 0
    for (let i = 1; i < LENGTH; i++) {
      const change = (close[i] ?? NaN) - (close[i - 1] ?? NaN)
      if (change !== 0) total += (change > 0 ? 1n : -1n) * exact(bars.volume[i] ?? NaN)
      if (i % 97 === 0)
        worst = Math.max(worst, Math.abs((balance?.[i] ?? NaN) - Number(total) / 2 ** 60) / Math.max(1, Math.abs(Number(total) / 2 ** 60)))
    }
    expect(worst).toBeLessThan(1e-14)
  })

  test.each(['day', 'history'])('VWAP since the %s began', (anchor) => {
    const node = indicators.find((one) => one.type === 'indicator.vwap')
    const average = node && runNode(node, { anchor }, { candles: bars }).average
    let turnover = 0
    let quantity = 0
    let worst = 0
    for (let i = 0; i < LENGTH; i++) {
      if (anchor === 'day' && i % 1440 === 0) turnover = quantity = 0
      const typical = ((bars.high[i] ?? NaN) + (bars.low[i] ?? NaN) + (close[i] ?? NaN)) / 3
      turnover += typical * (bars.volume[i] ?? NaN)
      quantity += bars.volume[i] ?? NaN
      worst = Math.max(worst, Math.abs((average?.[i] ?? NaN) / (turnover / quantity) - 1))
    }
    expect(worst).toBeLessThan(TOLERANCE)
  })
})
