import { afterAll, expect, test } from 'vitest'
import { openEngine } from '../../engine/main.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { Superseded } from '../../engine/run/queue.ts'
import { largeStrategy } from '../kit/large-strategy.ts'
import { edited, sampleStrategy } from '../kit/strategy.ts'

const engine = openEngine({ computer: computeHere() })
afterAll(() => engine.close())

const range = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2020, 6, 1) }

async function run(document: unknown, input: object = {}) {
  const reply = await engine.request('backtest.run', { document, data: 'practice', ...range, ...input })
  if (reply.kind === 'not-run') throw new Error(JSON.stringify(reply))
  return reply
}

test('decisions begin with the range, and history before it has settled every value', async () => {
  const { outcome } = await run(sampleStrategy())
  expect(outcome.times[0]).toBe(range.from + 3_600_000)
  expect(outcome.times.at(-1)).toBe(range.to)
  expect(outcome.streams[0]).toMatchObject({ slot: 'main', firstDecision: range.from + 3_600_000 })
  expect(outcome.streams[0]!.historyStart).toBeLessThan(range.from)
  expect(outcome.unsettledDecisions).toBe(0)
  expect(outcome.orders.length).toBeGreaterThan(20)
})

test('the same run has the same id and the same trades; another range has another id', async () => {
  const [first, again, other] = [
    await run(sampleStrategy()),
    await run(sampleStrategy()),
    await run(sampleStrategy(), { to: Date.UTC(2020, 5, 1) }),
  ]
  expect(again.outcome.runId).toBe(first.outcome.runId)
  expect(again.outcome.trades).toEqual(first.outcome.trades)
  expect(other.outcome.runId).not.toBe(first.outcome.runId)
})

test('values of every wire are told for any bar after a run', async () => {
  const { outcome, wires } = await run(sampleStrategy())
  const time = outcome.times[1000]!
  const { values } = await engine.request('values.at', { run: outcome.runId, time })
  expect(Object.keys(values).sort()).toEqual(wires)
  const { wires: ranges, unknown } = await engine.request('values.range', {
    run: outcome.runId,
    wires: ['fast.average', 'no.such'],
    from: time - 19 * 3_600_000,
    to: time,
  })
  expect(unknown).toEqual(['no.such'])
  expect(ranges[0]!.values).toHaveLength(20)
  expect(ranges[0]!.values.at(-1)).toBe(values['fast.average'])
  const closes = (await engine.request('values.range', { run: outcome.runId, wires: ['bars.close'], from: time - 9 * 3_600_000, to: time }))
    .wires[0]!.values
  const [last] = (await engine.request('values.range', { run: outcome.runId, wires: ['fast.average'], from: 0, to: time, last: 3 })).wires
  expect(last).toEqual({ ...ranges[0], times: ranges[0]!.times.slice(-3), values: ranges[0]!.values.slice(-3) })
  expect(values['fast.average']).toBeCloseTo([...closes].reduce((sum, close) => sum + close, 0) / 10, 9)
})

test('a window is sent the head of the very run, no columns', async () => {
  const { outcome } = await run(sampleStrategy())
  const shown = await engine.request('backtest.show', { document: sampleStrategy(), data: 'practice', ...range })
  const { runId, strategy, streams, denials, marks } = outcome
  expect(shown).toMatchObject({ kind: 'run', outcome: { runId, strategy, streams, denials, marks, lastClose: outcome.times.at(-1) } })
  expect(Object.values(shown.kind === 'run' ? shown.outcome : {}).some(ArrayBuffer.isView)).toBe(false)
})

test('why is answered for the end of a long chain of conditions', async () => {
  const document = largeStrategy(250)
  const { outcome } = await run(document)
  const answer = await engine.request('run.why', { run: outcome.runId, node: 'enter', time: outcome.times.at(-1)! })
  if (!answer.ok) throw new Error(answer.message)
  expect(answer.why.says).toBe(0)
  // One in two of its pairs is a condition above a number no price comes to: all of them, and the one that is asked for, stand in the way.
  expect(answer.why.reasons.length).toBeGreaterThan(0)
})

test('an evicted column gives the same values as a kept one', async () => {
  const small = openEngine({ computer: computeHere(), columnBound: 1 })
  const ask = async (one: typeof engine) => {
    const reply = await one.request('backtest.run', { document: sampleStrategy(), data: 'practice', ...range })
    if (reply.kind === 'not-run') throw new Error('not run')
    return one.request('values.range', { run: reply.outcome.runId, wires: [...reply.wires], from: range.from, to: range.to })
  }
  expect(await ask(small)).toEqual(await ask(engine))
  await small.close()
})

test('a run that cannot be is answered with findings or problems, never thrown', async () => {
  const broken = edited(sampleStrategy(), { unwire: ['fast.source'] })
  expect(await engine.request('backtest.run', { document: broken })).toMatchObject({
    kind: 'not-run',
    findings: [{ code: 'wire.missing' }],
  })
  expect(await engine.request('backtest.run', { document: 'a poem' })).toMatchObject({
    kind: 'not-run',
    findings: [{ code: 'document.unreadable' }],
  })
  expect(await engine.request('backtest.run', { document: sampleStrategy(), data: 'no-such-source' })).toMatchObject({
    kind: 'not-run',
    problems: [{ slot: 'main' }],
  })
  expect(await engine.request('backtest.run', { document: sampleStrategy(), slots: { hedge: 'practice' } })).toMatchObject({
    kind: 'not-run',
    problems: [{ slot: 'hedge' }],
  })
  expect(await engine.request('backtest.run', { document: sampleStrategy(), from: range.to, to: range.from })).toMatchObject({
    kind: 'not-run',
  })
  const short = await engine.request('backtest.run', {
    document: edited(sampleStrategy(), { set: { 'nodes.enter.params.side': 'short' } }),
    data: 'practice',
  })
  expect(short).toMatchObject({ kind: 'not-run', findings: [{ code: 'market.short-on-spot' }] })
})

test('malformed input to a request is refused and changes nothing', async () => {
  await expect(engine.request('values.at', { run: 7 } as never)).rejects.toThrow(/time|run/)
})

test('of runs that wait, the latest wins', async () => {
  const asked = [1, 2, 3].map((period) => run(edited(sampleStrategy(), { set: { 'nodes.fast.params.period': 5 + period } })))
  const [first, second, third] = await Promise.allSettled(asked)
  expect(first!.status).toBe('fulfilled')
  expect(third!.status).toBe('fulfilled')
  expect(second!.status === 'rejected' && second!.reason).toBeInstanceOf(Superseded)
})

test('the values of a run long gone are said to be gone', async () => {
  await expect(engine.request('values.at', { run: 'long-gone', time: 0 })).rejects.toThrow('run it again')
})
