import { describe, expect, test } from 'vitest'
import { closeFill, fillProfiles, liveDefault1, nextOpen } from '../../engine/protocol/profiles.ts'
import { reportSchema } from '../../engine/protocol/report.ts'
import type { RunOutcome } from '../../engine/protocol/run.ts'
import { equityCsv, tradesCsv } from '../../engine/report/csv.ts'
import { roundedText, stepWriter } from '../../engine/report/exact-text.ts'
import { figures } from '../../engine/report/figures.ts'
import { renderHtml } from '../../engine/report/html.ts'
import { buildReport } from '../../engine/report/report.ts'
import { renderText } from '../../engine/report/text.ts'
import { thin } from '../../engine/report/thinning.ts'
import { ratioTicks, timeTicks, valueTicks } from '../../engine/report/ticks.ts'
import { DAY, START, UNIT, fill, order, outcome, stream, trade } from './outcomes.ts'

/** A run in which everything happened that a report must say. */
const eventful = outcome({
  curve: [100, 110, 99, 118.8, 120.12345678],
  trades: [
    trade({ profit: 10.5 * UNIT, fees: 123, slippage: 45 }),
    trade({ side: 'short', profit: -7, fees: 1, entryTime: START + 3 * DAY, exitTime: START + 4 * DAY }),
    trade({ closed: false, profit: -2 * UNIT, entryTime: START + 4 * DAY, exitTime: START + 5 * DAY }),
  ],
  orders: [
    order({}),
    order({
      sequence: 2,
      type: 'limit',
      limitTicks: 12_345,
      state: 'canceled',
      filledLots: 0,
      averageTicks: NaN,
      cutLots: 3,
    }),
  ],
  fills: [fill({})],
  denials: [
    { time: START + DAY, slot: 0, by: 'max-position', signal: 'entry', code: 'MAX_POSITION', value: 2, limit: 1, enforced: true },
    { time: START + 2 * DAY, slot: 0, by: 'max-position', signal: 'entry', code: 'MAX_POSITION', value: NaN, limit: 1, enforced: true },
    { time: START + 2 * DAY, slot: 0, by: 'desk', signal: 'entry', code: 'EXPOSURE', value: 0.9, limit: 0.15, enforced: false },
  ],
  counts: { ambiguousBars: 11, gapBars: 12, partialFills: 13, restsToNextOpen: 14, cuts: 15, sameStepIntents: 16 },
  unsettledDecisions: 17,
  streams: [{ ...stream, missing: 18, empty: 19 }],
  marks: ['repaints', 'simulated market'],
})
const report = buildReport(eventful)
const text = renderText(report, { variantsTried: 21 })
const page = renderHtml(report, { variantsTried: 21 })

describe('the document', () => {
  test('is what its schema says', () => expect(reportSchema.parse(report)).toEqual(report))
  test('same run, same bytes', () => expect(JSON.stringify(buildReport({ ...eventful }))).toBe(JSON.stringify(report)))
  test('has every figure of the table, in its order', () => {
    expect(Object.keys(report.metrics)).toEqual(figures.map(({ id }) => id))
    expect(report.figures.map(({ id }) => id)).toEqual(figures.map(({ id }) => id))
  })
  test('money is exact', () => {
    expect(report.metrics['finalEquity']).toBe('120.12345678')
    expect(report.trades.map(({ profit, fees }) => [profit, fees])).toEqual([
      ['10.5', '0.00000123'],
      ['-0.00000007', '0.00000001'],
      ['-2', '0'],
    ])
    expect(report.orders[1]).toMatchObject({ limit: '123.45', quantity: '1', cut: '0.00003', averagePrice: null })
  })
  test('denials by code and node, the enforced ones first', () => {
    expect(report.denials.map(({ code, by, enforced, count }) => [code, by, enforced, count])).toEqual([
      ['MAX_POSITION', 'max-position', true, 2],
      ['EXPOSURE', 'desk', false, 1],
    ])
    expect(report.denialRows[1].value).toBe(null)
  })
  test('months compound to the whole', () => {
    const growth = report.months.reduce((product, month) => product * (1 + (month.return ?? 0)), 1)
    expect(growth - 1).toBeCloseTo(report.metrics['return'] as number, 12)
  })
  test('a close at midnight belongs to the month that ends', () => {
    const january = outcome({ curve: Array.from({ length: 31 }, () => 100) })
    expect(buildReport(january).months).toEqual([{ year: 2024, month: 1, return: 0, hold: expect.closeTo(-0.0015, 12) }])
  })
})

describe('what must be said is said', () => {
  const numbers = [11, 12, 13, 14, 15, 16, 17, 18, 19]
  test.each([
    ['text', text],
    ['page', page],
  ])('in the %s: counts, denials, open positions, marks, variants', (_, written) => {
    for (const number of numbers) expect(written).toMatch(new RegExp(`\\b${number}\\b`))
    for (const word of [
      'MAX_POSITION',
      'EXPOSURE',
      'would have been denied',
      'Still open',
      'Repaints',
      'simulated',
      '21 different results',
    ])
      expect(written).toContain(word)
  })
  test('costs stand beside the profit', () => {
    const costs = text.slice(text.indexOf('Costs'))
    expect(costs).toMatch(/Fees, USDT +0\.01\n/)
    expect(page).toMatch(/Profit after costs[\s\S]{0,200}fees 0\.01, slippage 0\.01/)
  })
  test('nothing counted is still shown as zero', () => {
    const quiet = renderText(buildReport(outcome({ curve: [100, 100] })), { variantsTried: null })
    expect(quiet).toContain('ambiguous bars 0')
    expect(quiet).toContain('denied 0')
    expect(quiet).toContain('Not one trade was closed.')
    expect(quiet).toContain('not counted')
  })
  test('commissions paid in an asset that was not traded are said, with what they are counted as, and what is not', () => {
    const paid = { asset: 'BNB', amount: '0.00125', rate: '600' }
    const fills = [
      fill({ fee: 0.75 * UNIT, paid }),
      fill({ fee: 0.756 * UNIT, paid }),
      fill({ fee: 0, paid: { ...paid, rate: null } }),
      fill({}),
    ]
    const { remarks } = buildReport(outcome({ curve: [100], fills }))
    const text = (id: string) => remarks.find((one) => one.id === id)?.text
    expect(text('feesElsewhere')).toMatch(/of 2 fills were paid in BNB and are counted as 1\.51 USDT/)
    expect(text('feesUnpriced')).toMatch(/of 1 fill were paid in BNB, whose worth was not known/)
    expect(buildReport(outcome({ curve: [100], fills: [fill({})] })).remarks.map(({ id }) => id)).not.toContain('feesElsewhere')
  })
  test('every profile has its assumptions in words, and optimism is called so', () => {
    const words = fillProfiles.map((fillProfile) => {
      const run = outcome({ curve: [100] })
      return buildReport({ ...run, binding: { ...run.binding, fillProfile, riskProfile: liveDefault1 } })
    })
    expect(new Set(words.map(({ assumptions }) => JSON.stringify(assumptions))).size).toBe(fillProfiles.length)
    const of = (name: string) => words.find(({ binding }) => binding.fillProfile.name === name)!
    expect(of(nextOpen.name).remarks.map(({ id }) => id)).toContain('noCosts')
    expect(of(closeFill.name).remarks.map(({ id }) => id)).toContain('closeFill')
    expect(of('honest-bar-1').remarks.map(({ id }) => id)).not.toContain('noCosts')
  })
})

describe('the terminal report', () => {
  test('fits 80 columns and ends with a line break', () => {
    const long = buildReport({
      ...eventful,
      strategy: { id: 's', name: 'a strategy with a rather long name '.repeat(4), revision: 1 },
      times: Float64Array.from(eventful.times, (time) => time + 60_000),
      trades: [
        trade({ entryPrice: 123_456.78, exitPrice: 1e6, profit: -12_345 * UNIT, entryTime: START + 61_000, exitTime: START + 400.7 * DAY }),
      ],
    })
    for (const line of renderText(long, { variantsTried: 1_000_000 }).split('\n')) expect([line, line.length <= 80]).toEqual([line, true])
    expect(text.endsWith('\n')).toBe(true)
  })
  test('says what qualifies the figures before the figures', () => {
    expect(text.indexOf('Before you read')).toBeGreaterThan(0)
    expect(text.indexOf('Before you read')).toBeLessThan(text.indexOf('Profit'))
  })
})

describe('hostile names', () => {
  const name = `<img src=x onerror=alert(1)>"'&\u001b[31m\u202e`
  const hostile: RunOutcome = {
    ...eventful,
    strategy: { id: 's', name, revision: 1 },
    streams: [{ ...stream, source: name }],
    trades: [trade({ signal: name, exitSignal: `=HYPERLINK("x"),"`, closed: true }), trade({ signal: '-1+1', exitSignal: 'a\nb' })],
    denials: [{ time: START, slot: 0, by: name, signal: name, code: 'STATE', value: 0, limit: 0, enforced: true }],
    marks: [name],
  }
  const document = buildReport(hostile)
  test('are text in the page: no element, no control character, no script', () => {
    const written = renderHtml(document, { variantsTried: 1 })
    expect(written).not.toContain('<img')
    for (const character of ['\u001b', '\u202e']) expect(written).not.toContain(character)
    expect(written).not.toMatch(/<script|<link|url\(|https?:/)
    expect(written).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;')
  })
  test('cannot steer a terminal', () => {
    // oxlint-disable-next-line no-control-regex
    expect(renderText(document, { variantsTried: 1 })).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/)
  })
  test('compute nothing in a spreadsheet', () => {
    const csv = [...tradesCsv(document.trades)].join('')
    expect(csv).toContain(`"'=HYPERLINK(""x""),"""`)
    expect(csv).toContain(`,'-1+1,"a\nb",`)
  })
})

describe('CSV', () => {
  test('every bar of the equity, exact, empty where unknown', () => {
    const run = outcome({ curve: [100, NaN, 100.00000001], prices: [50, 100, 100] })
    expect([...equityCsv(run)].join('').split('\n')).toEqual([
      'time,equity,hold',
      '2024-01-02T00:00:00.000Z,100,99.85',
      '2024-01-03T00:00:00.000Z,,199.7',
      '2024-01-04T00:00:00.000Z,100.00000001,199.7',
      '',
    ])
  })
  test('as many fields in each row as in the head', () => {
    const lines = [...tradesCsv(report.trades)].join('').trimEnd().split('\n')
    expect(lines).toHaveLength(1 + report.trades.length)
    for (const line of lines) expect(line.split(',')).toHaveLength(19)
  })
})

describe('the page', () => {
  test('is one document that loads nothing', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true)
    expect(page).toContain('default-src &#39;none&#39;')
    expect(page).not.toMatch(/<script|<link|<img|\son\w+=|url\(|https?:/)
  })
  test('opens with no bars, no trades and no equity known', () => {
    for (const curve of [[], [NaN], [100]])
      expect(renderHtml(buildReport(outcome({ curve })), { variantsTried: null })).not.toMatch(/NaN|Infinity|undefined/)
  })
  test('draws the curve without a hole where nothing is missing', () => expect(page).not.toMatch(/NaN|Infinity|undefined/))
})

test('thinning keeps ends, peaks and troughs and says its rule', () => {
  const values = Float64Array.from({ length: 100_003 }, (_, i) => 1000 + ((i * 7919) % 997))
  values[33_333] = 5
  values[66_666] = 99_999
  values[50_000] = NaN
  const { rows, rule } = thin(values)
  expect(rows.length).toBeLessThanOrEqual(4_000)
  expect(rows.length).toBeGreaterThan(3_500)
  expect([rows[0], rows[rows.length - 1]]).toEqual([0, 100_002])
  expect(rows).toContain(33_333)
  expect(rows).toContain(66_666)
  expect(rows.every((row, i) => i === 0 || row > rows[i - 1])).toBe(true)
  expect(rule).toContain('lowest and the highest')
  expect(thin(values.subarray(0, 10_000)).rows).toHaveLength(10_000)
})

describe('exact text', () => {
  test.each([
    [3, '0.05', '0.15'],
    [-1, '0.00000001', '-0.00000001'],
    [9_007_199_254_740_991, '0.001', '9007199254740.991'],
    [40, '0.25', '10'],
    [7, '5', '35'],
  ])('%d steps of %s are %s', (count, step, expected) => expect(stepWriter(step)(count)).toBe(expected))
  test.each([
    ['1.999', 2, 'down', '1.99'],
    ['1.991', 2, 'up', '2.00'],
    ['-0.001', 2, 'down', '-0.01'],
    ['-0.001', 2, 'up', '0.00'],
    ['5', 2, 'down', '5.00'],
    ['0.5', 0, 'up', '1'],
  ] as const)('%s to %d decimals %s is %s', (text, decimals, rounding, expected) =>
    expect(roundedText(text, decimals, rounding)).toBe(expected),
  )
})

describe('axes', () => {
  test.each([
    [0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]],
    [9_400, 15_100, [10_000, 12_000, 14_000]],
    [-0.19, 0, [-0.15, -0.1, -0.05, 0]],
  ])('even lines from %d to %d', (low, high, ticks) =>
    expect(valueTicks(low, high, 5).map((value) => Number(value.toFixed(9)) + 0)).toEqual(ticks),
  )
  test.each([
    [9_000, 230_000, [10_000, 20_000, 50_000, 100_000, 200_000]],
    [0.4, 60_000, [1, 10, 100, 1_000, 10_000]],
    [100, 400, [100, 200]],
  ])('lines by ratio from %d to %d', (low, high, ticks) => expect(ratioTicks(low, high)).toEqual(ticks))
  test('instants are round and within', () => {
    for (const days of [0.5, 3, 20, 90, 400, 4_000]) {
      const ticks = timeTicks(START + 12_345, START + 12_345 + days * DAY)
      expect(ticks.length).toBeGreaterThan(1)
      expect(ticks.length).toBeLessThanOrEqual(10)
      expect(ticks.every(({ time }) => time > START && time <= START + 12_345 + days * DAY && time % 3_600_000 === 0)).toBe(true)
    }
  })
  test('a curve that grows many times over is drawn by ratio and says so', () => {
    const grown = renderHtml(buildReport(outcome({ curve: [100, 1_000, 5_000] })), { variantsTried: 1 })
    expect(grown).toContain('ratio scale')
    expect(page).not.toContain('ratio scale')
    expect(grown).not.toMatch(/NaN|Infinity/)
  })
})
