import { describe, expect, test } from 'vitest'
import { runBacktest } from '../../engine/run/backtest.ts'
import { replay } from '../../engine/run/replay.ts'
import { keepRecords, runOnPaper } from '../kit/paper.ts'
import { examples, openExample, run, type Example } from '../properties/example-runs.ts'

/** The backtest of the same bars, deciding from `from` on. */
function backtestFrom({ document, plan, binding, streams }: Example, from: number) {
  return runBacktest({
    document,
    plan,
    binding: { ...binding, from },
    streams,
    store: { get: () => undefined, put() {} },
    canceled: () => false,
  }).outcome
}

const seen = { fills: 0, denials: 0, types: new Set<string>(), sides: new Set<string>(), slots: new Set<number>() }

describe('T-PARITY REQ-73: recorded candles through paper give exactly what the backtest of them gives', () => {
  test.each(examples)('%s', async (name, days) => {
    const example = await openExample(name, days)
    const { times } = run(example)
    const length = times[1] - times[0]
    // A few rows in: what lies before is history, as it is when a run begins.
    const from = times[Math.floor(times.length / 8)] - length
    const recorder = keepRecords()
    const paper = runOnPaper(example, from, recorder)
    await paper.ended
    const live = paper.outcome()
    const whole = backtestFrom(example, from)
    const plainly = (orders: typeof live.orders) => orders.map((order) => ({ ...order }))
    expect(plainly(live.orders)).toEqual(plainly(whole.orders))
    expect(live.fills).toEqual(whole.fills)
    expect(live.trades).toEqual(whole.trades)
    expect(live.denials).toEqual(whole.denials)
    expect([...live.times]).toEqual([...whole.times])
    expect([...live.equity]).toEqual([...whole.equity])
    expect(live.streams.map(({ dataKey }) => dataKey)).toEqual(whole.streams.map(({ dataKey }) => dataKey))
    // Whatever left had been made safe before.
    expect(recorder.synced).toBe(recorder.records.length)
    const again = replay(recorder.records.map((record, seq) => ({ seq, ...record })))
    expect(again.differences, 'T-REPLAY').toEqual([])
    expect(again.steps).toBe(live.times.length)
    expect(again.commands).toBeGreaterThanOrEqual(live.orders.length)
    expect(again.decisions).toBeGreaterThanOrEqual(live.trades.length)
    seen.fills += live.fills.length
    seen.denials += live.denials.length
    for (const { type, side, slot } of live.orders) {
      seen.types.add(type)
      seen.sides.add(side)
      seen.slots.add(slot)
    }
  })

  test('the cases were not empty', () => {
    expect(seen.fills).toBeGreaterThan(100)
    expect(seen.denials).toBeGreaterThan(20)
    expect([...seen.sides].sort()).toEqual(['buy', 'sell'])
    expect(seen.slots).toEqual(new Set([0, 1]))
    for (const type of ['market', 'limit', 'stop', 'trailing-stop']) expect(seen.types).toContain(type)
  })
})

describe('T-REPLAY', () => {
  test('a record that was changed is found', async () => {
    const example = await openExample('sma-cross', 60)
    const { times } = run(example)
    const recorder = keepRecords()
    await runOnPaper(example, times[100] - (times[1] - times[0]), recorder).ended
    const numbered = recorder.records.map((record, seq) => ({ seq, ...record }))
    expect(replay(numbered).differences).toEqual([])
    const at = (kind: string, has: (body: never) => boolean) =>
      numbered.findIndex((record) => record.kind === kind && has(record.body as never))
    const cases: readonly [string, number, (body: Record<string, never>) => unknown][] = [
      ['a close', at('bars', ({ time }: { time: number }) => time > times[200]), (body) => changeClose(body)],
      [
        'an order',
        at('command', ({ kind }: { kind: string }) => kind === 'submit'),
        (body) => ({ ...body, order: { ...(body.order as object), lots: 1 } }),
      ],
      [
        'a fill',
        at('event', ({ kind, fact }: { kind: string; fact: { kind: string } }) => kind === 'fact' && fact.kind === 'trade'),
        (body) => ({ ...body, fact: { ...(body.fact as { lots: number }), lots: (body.fact as { lots: number }).lots - 1 } }),
      ],
    ]
    for (const [what, index, change] of cases) {
      expect(index, what).toBeGreaterThan(0)
      const changed = numbered.map((record, i) => (i === index ? { ...record, body: change(record.body as never) } : record))
      expect(replay(changed).differences, what).not.toEqual([])
    }
  })
})

function changeClose(body: { readonly bars?: readonly { readonly bar: { readonly close: number } }[] }): unknown {
  return { ...body, bars: body.bars!.map((one) => ({ ...one, bar: { ...one.bar, close: one.bar.close * 3 } })) }
}
