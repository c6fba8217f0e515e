import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RunOutcome } from '../../engine/protocol/run.ts'
import { buildReport } from '../../engine/report/report.ts'
import { DAY, START, UNIT, fill, order, outcome, stream, trade } from './outcomes.ts'

const metrics = (run: RunOutcome) => buildReport(run).metrics
const NO_COST = { ...outcome({ curve: [] }).binding.fillProfile, slippageBps: 0, takerFee: 0, makerFee: 0 }

describe('figures of the curve, worked out by hand', () => {
  // Returns 10 %, −10 %, +20 %: mean 1/15, deviations 1/30, −1/6, 2/15.
  const run = outcome({ curve: [100, 110, 99, 118.8] })
  const { sharpe, sortino, volatility, calmar, cagr, maxDrawdown, maxDrawdownDays, longestDrawdownDays, profit, finalEquity } = metrics(run)
  const deviation = Math.sqrt((1 / 900 + 1 / 36 + 4 / 225) / 2)

  test('return and money are exact', () => {
    expect(metrics(run).return).toBeCloseTo(0.188, 12)
    expect([profit, finalEquity]).toEqual(['18.8', '118.8'])
  })

  test('volatility and Sharpe: sample deviation of daily returns, 365 a year round the clock', () => {
    expect(volatility).toBeCloseTo(deviation * Math.sqrt(365), 12)
    expect(sharpe).toBeCloseTo((1 / 15 / deviation) * Math.sqrt(365), 12)
  })

  test('Sortino divides by the root mean square of losses over all days', () => {
    expect(sortino).toBeCloseTo((1 / 15 / Math.sqrt(0.01 / 3)) * Math.sqrt(365), 12)
  })

  test('CAGR over the time between first and last close', () => {
    expect(cagr).toBeCloseTo(1.188 ** (365.25 / 3) - 1, 3)
    expect(calmar).toBeCloseTo((cagr as number) / 0.1, 3)
  })

  test('drawdown from the peak to the first close back at it', () => {
    expect(maxDrawdown).toBeCloseTo(0.1, 12)
    expect([maxDrawdownDays, longestDrawdownDays]).toEqual([2, 2])
  })

  test('252 days a year where every instrument keeps exchange days', () => {
    const nyse = { ...stream, instrument: { ...stream.instrument, calendar: 'nyse' as const } }
    expect(metrics({ ...run, streams: [nyse] }).volatility).toBeCloseTo(deviation * Math.sqrt(252), 12)
    expect(metrics({ ...run, streams: [nyse, stream] }).volatility).toBeCloseTo(deviation * Math.sqrt(365), 12)
  })

  test('the geometric Sharpe agrees with its formula', () => {
    const g = 1.188 ** (1 / 3)
    const expected = (g ** 365 - 1) / Math.sqrt((deviation ** 2 + g ** 2) ** 365 - g ** 730)
    expect(metrics(run).sharpeGeometric).toBeCloseTo(expected, 9)
  })
})

test('intraday bars are gathered into UTC days, a close at midnight belonging to the day that ends', () => {
  const daily = outcome({ curve: [100, 110, 99, 118.8] })
  // The same day ends, with noise between them.
  const hours = [100, 90, 110, 95, 99, 130, 118.8]
  const hourly = outcome({
    curve: hours,
    streams: [{ ...stream, timeframe: '12h' }],
    times: Float64Array.from(hours, (_, i) => START + DAY + (i * DAY) / 2),
  })
  expect(metrics(hourly).sharpe).toBe(metrics(daily).sharpe)
  expect(metrics(hourly).maxDrawdown).not.toBe(metrics(daily).maxDrawdown)
})

test('weekly bars are measured by the week, 365/7 a year', () => {
  const week = outcome({
    curve: [100, 110, 99],
    streams: [{ ...stream, timeframe: '1w' }],
    times: Float64Array.from([1, 2, 3], (n) => START + n * 7 * DAY),
  })
  expect(metrics(week).volatility).toBeCloseTo(Math.sqrt(0.02) * Math.sqrt(365 / 7), 12)
})

describe('figures of the trades, worked out by hand', () => {
  const profits = [10, -5, 20, -15, 0]
  const run = outcome({
    curve: [100, 110, 105, 125, 110, 110],
    trades: [
      ...profits.map((p, i) =>
        trade({ profit: p * UNIT, fees: 3, slippage: 2, entryTime: START + (i + 1) * DAY, exitTime: START + (i + 2) * DAY }),
      ),
      trade({ closed: false, profit: 1, fees: 5, entryTime: START + 5.5 * DAY, exitTime: START + 6 * DAY }),
    ],
    orders: [order({})],
    fills: [fill({}), fill({ tradeId: 't2', ticks: 12_000 })],
  })
  const figures = metrics(run)

  test('only closed trades count', () => expect(figures.trades).toBe(5))
  test('win rate: break-even is not a win', () => expect(figures.winRate).toBe(0.4))
  test('profit factor', () => expect(figures.profitFactor).toBe(1.5))
  test('expectancy', () => expect(figures.expectancy).toBe('2'))
  test('average, best and worst trade', () => {
    expect(figures.averageReturn).toBeCloseTo(0.02, 12)
    expect([figures.bestTrade, figures.worstTrade]).toEqual([0.2, -0.15])
  })
  test('SQN', () => expect(figures.sqn).toBeCloseTo((Math.sqrt(5) * 2) / Math.sqrt((64 + 49 + 324 + 289 + 4) / 4), 12))
  test('fees and slippage of all trades, open ones included', () =>
    expect([figures.fees, figures.slippage]).toEqual(['0.0000002', '0.0000001']))
  test('turnover: notional of all fills by mean equity', () => expect(figures.turnover).toBeCloseTo(220 / 110, 12))
  test('exposure: five bars held and the last one', () => expect(figures.exposure).toBe(5 / 6))
  test('expectancy is rounded against the user', () => {
    const odd = outcome({ curve: [100], trades: [trade({ profit: -1 }), trade({ profit: 0 })] })
    expect(metrics(odd).expectancy).toBe('-0.00000001')
  })
})

describe('buy and hold', () => {
  const run = outcome({ curve: [100, 100, 100], prices: [50, 40, 100] })
  test('pays the profile costs once', () => {
    const { hold } = buildReport(run)
    expect(hold.return).toBeCloseTo((1 - 0.001 - 0.0005) * 2 - 1, 7)
    expect(Object.keys(hold)).not.toContain('winRate')
  })
  test('without costs it is the change in price', () => {
    const { hold } = buildReport({ ...run, binding: { ...run.binding, fillProfile: NO_COST } })
    expect([hold.return, hold.maxDrawdown, hold.finalEquity]).toEqual([1, 0.2, '200'])
  })
  test('starts at the first known price', () => {
    const late = { ...run, price: Float64Array.of(NaN, 40, 80), binding: { ...run.binding, fillProfile: NO_COST } }
    expect(buildReport(late).hold.finalEquity).toBe('200')
    expect(buildReport(late).equity.map((point) => point[2])).toEqual([null, '100', '200'])
  })
})

describe('what cannot be had is null, never NaN or Infinity', () => {
  test('no bars at all', () => {
    const empty = buildReport(outcome({ curve: [] }))
    expect(empty.metrics.finalEquity).toBe(null)
    expect(
      Object.entries(empty.metrics)
        .filter(([, value]) => typeof value === 'number')
        .map(([id]) => id),
    ).toEqual(
      ['maxDrawdown', 'maxDrawdownDays', 'longestDrawdownDays', 'trades', 'fees', 'slippage'].filter(
        (id) => !['fees', 'slippage'].includes(id),
      ),
    )
  })
  test('a flat curve has no Sharpe', () => {
    const { sharpe, sortino, calmar, volatility } = metrics(outcome({ curve: [100, 100, 100] }))
    expect([sharpe, sortino, calmar, volatility]).toEqual([null, null, null, 0])
  })
  test('no losing trade, no profit factor', () => expect(metrics(outcome({ curve: [100], trades: [trade({})] })).profitFactor).toBe(null))
  test('equity below zero has no returns', () => {
    const { sharpe, cagr, maxDrawdown } = metrics(outcome({ curve: [100, -10, 5] }))
    expect([sharpe, maxDrawdown]).toEqual([null, 1.1])
    expect(cagr).not.toBe(null)
  })
  test('unknown equity is passed over and counted', () => {
    const run = outcome({ curve: [100, NaN, 110] })
    expect(metrics(run).return).toBeCloseTo(0.1, 12)
    expect(buildReport(run).counts.unknownEquityBars).toBe(1)
  })
})

test('T-REPORT any curve and trades give JSON that reads back the same', () => {
  let withTrades = 0
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer({ min: -50, max: 100_000 }), fc.constant(NaN)), { maxLength: 60 }),
      fc.array(fc.record({ profit: fc.integer({ min: -1e12, max: 1e12 }), cost: fc.integer({ min: 0, max: 1e12 }) }), { maxLength: 20 }),
      (curve, trades) => {
        withTrades += trades.length
        const report = buildReport(outcome({ curve, trades: trades.map((of) => trade(of)) }))
        expect(JSON.parse(JSON.stringify(report))).toEqual(report)
      },
    ),
  )
  expect(withTrades).toBeGreaterThan(100)
})
