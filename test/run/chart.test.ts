import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openEngine } from '../../engine/main.ts'
import type { RequestInput } from '../../engine/protocol/requests.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { readFileSync } from 'node:fs'

const strategy = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../examples/strategies/${name}.weir`, import.meta.url), 'utf8'))

async function ran(name: string, columnBound?: number, parts: Partial<RequestInput<'backtest.run'>> = {}) {
  const engine = openEngine({ computer: computeHere(), ...(columnBound === undefined ? {} : { columnBound }) })
  const from = Date.UTC(2024, 0, 1)
  const reply = await engine.request('backtest.run', { document: strategy(name), from, to: from + 200 * 86_400_000, ...parts })
  if (reply.kind !== 'run') throw new Error(JSON.stringify(reply))
  const had = await engine.request('chart.info', { run: reply.outcome.runId })
  if (!had.ok) throw new Error(had.message)
  return { engine, outcome: reply.outcome, wires: reply.wires, info: had.info, run: reply.outcome.runId }
}

const numbers = (data: Float64Array | Uint8Array) => Array.from(data, (value) => (data instanceof Uint8Array && value === 2 ? NaN : value))
const present = (values: readonly number[]) => values.filter((value) => !Number.isNaN(value))

for (const bound of [undefined, 20_000]) {
  test(`buckets of a wire are those of its rows, ${bound === undefined ? 'kept' : 'let go and computed again'}`, async () => {
    const { engine, run, info, wires } = await ran('macd', bound)
    const whole = await engine.request('values.range', { run, wires: [...wires], from: info.start, to: info.end })
    const onBase = whole.wires.filter(({ values }) => values.length === info.bars)
    expect(onBase.length).toBeGreaterThan(5)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...onBase),
        fc.nat(info.bars),
        fc.nat(info.bars),
        fc.integer({ min: 1, max: 4000 }),
        async (wire, a, b, points) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b)]
          const had = await engine.request('chart.wire', { run, wire: wire.wire, from, to, points })
          if (!had.ok) throw new Error(had.message)
          const { line } = had
          const all = numbers(wire.values)
          const rowsOf = (i: number) => present(all.slice(line.from + i * line.size, line.from + (i + 1) * line.size))
          const folded = (fold: (rows: number[]) => number) =>
            Float64Array.from(line.min, (_, i) => (rowsOf(i).length === 0 ? NaN : fold(rowsOf(i))))
          expect(line.min).toEqual(folded((rows) => Math.min(...rows)))
          expect(line.max).toEqual(folded((rows) => Math.max(...rows)))
          expect(line.last).toEqual(folded((rows) => rows.at(-1)!))
          expect(line.times).toEqual(Float64Array.from(line.min, (_, i) => wire.times[line.from + i * line.size]!))
        },
      ),
      { numRuns: 15 },
    )
    await engine.close()
  })
}

test('candles keep every extreme and all volume', async () => {
  const { engine, run, info } = await ran('sma-cross')
  const ask = async (from: number, to: number, points: number) => {
    const had = await engine.request('chart.candles', { run, slot: 'main', from, to, points })
    if (!had.ok) throw new Error(had.message)
    return had.candles
  }
  const exact = await ask(0, info.bars, 4000)
  expect(info.bars).toBeGreaterThan(4000)
  const rows: { open: number; high: number; low: number; close: number; volume: number }[] = []
  for (let from = 0; from < info.bars; from += 4000) {
    const part = await ask(from, Math.min(info.bars, from + 4000), 4000)
    expect(part.size).toBe(1)
    for (let i = 0; i < part.open.length; i++)
      rows.push({ open: part.open[i]!, high: part.high[i]!, low: part.low[i]!, close: part.close[i]!, volume: part.volume[i]! })
  }
  expect(rows.length).toBe(info.bars)
  for (let i = 0; i < exact.open.length; i++) {
    const own = rows.slice(i * exact.size, (i + 1) * exact.size)
    expect(exact.high[i]).toBe(Math.max(...own.map(({ high }) => high)))
    expect(exact.low[i]).toBe(Math.min(...own.map(({ low }) => low)))
    expect(exact.open[i]).toBe(own[0]!.open)
    expect(exact.close[i]).toBe(own.at(-1)!.close)
    expect(exact.volume[i]).toBeCloseTo(
      own.reduce((sum, { volume }) => sum + volume, 0),
      6,
    )
  }
  await engine.close()
})

test('equity and drawdown are those of the outcome', async () => {
  const { engine, run, info, outcome } = await ran('sma-cross')
  const had = await engine.request('chart.equity', { run, from: 0, to: info.bars, points: 100 })
  if (!had.ok) throw new Error(had.message)
  const { equity } = had
  const whole = Array.from({ length: info.bars }, (_, bar) =>
    bar < info.firstBar ? NaN : outcome.equity[bar - info.firstBar]! / outcome.unit,
  )
  let peak = -Infinity
  const drawdown = whole.map((value) => {
    if (value > peak) peak = value
    return 1 - value / peak
  })
  for (let i = 0; i < equity.last.length; i++) {
    const part = (values: readonly number[]) => present(values.slice(i * equity.size, (i + 1) * equity.size))
    if (part(whole).length === 0) continue
    expect(equity.min[i]).toBe(Math.min(...part(whole)))
    expect(equity.max[i]).toBe(Math.max(...part(whole)))
    expect(equity.drawdown[i]).toBeCloseTo(Math.max(...part(drawdown)), 12)
  }
  await engine.close()
})

test('every fill stands on a bar that had its price, on the bar it was proven in or the open after its decision', async () => {
  for (const name of ['sma-cross', 'bollinger-breakout', 'grid', 'dca-ladder']) {
    const { engine, run, info, outcome } = await ran(name)
    const had = await engine.request('chart.marks', { run, slot: 'main', from: 0, to: info.bars, points: 4000 })
    if (!had.ok) throw new Error(had.message)
    const { fills, positions, levels } = had.marks
    expect(outcome.fills.length).toBeGreaterThan(0)
    expect(fills.count.reduce((sum, one) => sum + one, 0)).toBe(outcome.fills.length)
    expect(positions.count.reduce((sum, one) => sum + one, 0)).toBe(outcome.trades.length)
    for (let i = 0; i < fills.bar.length; i++) {
      const bar = fills.bar[i]!
      const one = await engine.request('chart.bar', { run, slot: 'main', wires: [], at: { bar } })
      if (!one.ok) throw new Error(one.message)
      // Slippage may carry a price a little beyond the bar's own.
      expect(fills.price[i]!).toBeLessThanOrEqual(one.at.high * 1.01)
      expect(fills.price[i]!).toBeGreaterThanOrEqual(one.at.low * 0.99)
      expect(bar).toBeGreaterThanOrEqual(fills.decided[i]!)
    }
    for (let i = 0; i < positions.from.length; i++) expect(positions.to[i]!).toBeGreaterThanOrEqual(positions.from[i]!)
    for (let i = 0; i < levels.from.length; i++) expect(levels.price[i]!).toBeGreaterThan(0)
    const few = await engine.request('chart.marks', { run, slot: 'main', from: 0, to: info.bars, points: 3 })
    if (!few.ok) throw new Error(few.message)
    for (const table of Object.values(few.marks)) expect(table.count.length).toBeLessThanOrEqual(3)
    await engine.close()
  }
})

test('a bar is found by its number and by its time; a run that is gone is said', async () => {
  const { engine, run, info } = await ran('sma-cross')
  const byNumber = await engine.request('chart.bar', { run, slot: 'main', wires: ['fast.average'], at: { bar: 3000 } })
  if (!byNumber.ok) throw new Error(byNumber.message)
  const byTime = await engine.request('chart.bar', { run, slot: 'main', wires: ['fast.average'], at: { time: byNumber.at.time + 1 } })
  expect(byTime).toEqual(byNumber)
  const values = await engine.request('values.at', { run, time: byNumber.at.time })
  expect(byNumber.at.wires['fast.average']).toBe(values.values['fast.average'])
  const beyond = await engine.request('chart.bar', { run, slot: 'main', wires: [], at: { bar: 1e9 } })
  if (!beyond.ok) throw new Error(beyond.message)
  expect(beyond.at.bar).toBe(info.bars - 1)
  expect(await engine.request('chart.info', { run: 'gone' })).toMatchObject({ ok: false })
  expect(await engine.request('chart.candles', { run, slot: 'other', from: 0, to: 10, points: 5 })).toMatchObject({ ok: false })
  await expect(engine.request('chart.candles', { run, slot: 'main', from: 0, to: 10, points: 5000 })).rejects.toThrow(/4000/)
  await engine.close()
})

test('a slot of a longer timeframe stands where its bars close', async () => {
  const { engine, run, info } = await ran('multi-timeframe-rsi')
  const had = await engine.request('chart.candles', { run, slot: info.slots[0]!.name, from: 0, to: 200, points: 4000 })
  if (!had.ok) throw new Error(had.message)
  const { span } = info.slots[0]!
  const placed = Array.from(had.candles.close, (value) => !Number.isNaN(value))
  expect(placed.filter(Boolean).length).toBeGreaterThanOrEqual(Math.floor(200 / span) - 1)
  await engine.close()
})
