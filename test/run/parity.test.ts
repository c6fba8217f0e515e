import { describe, expect, test } from 'vitest'
import { barLength } from '../../nodes/define/timeframe.ts'
import { nobody } from '../../engine/desk/others.ts'
import type { VirtualClock } from '../../engine/market/clock.ts'
import type { Feed, FeedEvent } from '../../engine/market/feed.ts'
import type { ParityCause } from '../../engine/protocol/parity.ts'
import { compareWithBacktest } from '../../engine/run/parity.ts'
import { readSession, type RecordedSession } from '../../engine/run/parity-journal.ts'
import { PlanFault } from '../../engine/run/plan-host.ts'
import { hostPlanHere } from '../../engine/run/plan-host.ts'
import { replay } from '../../engine/run/replay.ts'
import { paperVenue } from '../../engine/run/paper-venue.ts'
import type { Trade } from '../../engine/protocol/orders.ts'
import type { RealtimeRun } from '../../engine/run/realtime.ts'
import { noRules } from '../desk/kit.ts'
import { keepRecords, runOnPaper, type Kept } from '../kit/paper.ts'
import { examples, openExample, run } from '../properties/example-runs.ts'

const numbered = (records: readonly Kept[]) => records.map((record, seq) => ({ seq, ...record }))

/** A feed whose events pass through `change`, which may hold them back or tell others. */
function meddling(
  change: (event: FeedEvent, tell: (event: FeedEvent) => Promise<void>, clock: VirtualClock) => Promise<void>,
  grace = 2000,
) {
  return (feed: Feed): Feed => ({
    ...feed,
    grace,
    start(streams, from, tell) {
      feed.start(streams, from, (event) => change(event, async (told) => tell(told), feed.clock as VirtualClock))
    },
  })
}

type Meddling = Parameters<typeof meddling>[0]

/** A paper session of the SMA cross with something planted in it, and its comparison. */
async function sessionOf(
  change: Meddling,
  act: (run: RealtimeRun) => void = () => {},
  options: Partial<Parameters<typeof runOnPaper>[3]> = {},
) {
  const example = await openExample('sma-cross', 90)
  const { times } = run(example)
  const length = times[1] - times[0]
  const recorder = keepRecords()
  const paper = runOnPaper(example, times[200] - length, recorder, { feedOf: meddling(change), ...options })
  act(paper)
  await paper.ended
  const session = readSession(numbered(recorder.records))!
  expect(replay(numbered(recorder.records)).differences, 'T-REPLAY').toEqual([])
  return { session, recorder, paper }
}

function causesOf(session: RecordedSession): ParityCause[] {
  const { differences, unexplained } = compareWithBacktest(session)
  expect(unexplained).toBe(0)
  expect(differences.length).toBeGreaterThan(0)
  return [...new Set(differences.flatMap(({ causes }) => causes.map(({ cause }) => cause)))]
}

/** The rows on which the untouched run sends an order: what happens there matters. */
async function decisiveBars(): Promise<number[]> {
  const example = await openExample('sma-cross', 90)
  const { times, orders } = run(example)
  const length = barLength(example.plan.streams[0].timeframe)
  return orders.filter(({ time }) => time > times[260]).map(({ time }) => time - length)
}

describe('T-PARITY: a session without incident has nothing to explain', () => {
  test.each(examples.slice(0, 6))('%s', async (name, days) => {
    const example = await openExample(name, Math.ceil(days / 3))
    const { times } = run(example)
    const recorder = keepRecords()
    await runOnPaper(example, times[Math.floor(times.length / 4)] - (times[1] - times[0]), recorder).ended
    const report = compareWithBacktest(readSession(numbered(recorder.records))!)
    expect(report).toMatchObject({ differences: [], unexplained: 0 })
    expect(report.steps).toBeGreaterThan(20)
  })
})

describe('T-PARITY REQ-73: each cause that is planted is found, and no other', () => {
  test('late bar', async () => {
    const [first, second] = await decisiveBars()
    const { session, paper } = await sessionOf(async (event, tell, clock) => {
      if (event.kind === 'bar' && (event.bar.time === first || event.bar.time === second)) clock.advanceTo(clock.now() + 5000)
      await tell(event)
    })
    expect(paper.status().late).toBe(2)
    expect(causesOf(session)).toEqual(['late bar'])
  })

  test('late bar, and its exit is made up for on the next one', async () => {
    const { times, orders } = run(await openExample('sma-cross', 90))
    const hour = times[1] - times[0]
    const exit = orders.find(({ purpose, time }) => purpose === 'reduce' && time > times[260])!
    const { session, paper } = await sessionOf(async (event, tell, clock) => {
      if (event.kind === 'bar' && event.bar.time === exit.time - hour) clock.advanceTo(clock.now() + 5000)
      await tell(event)
    })
    const late = paper.desk.orders().filter(({ reason }) => reason.startsWith('late exit: '))
    expect(late).toMatchObject([{ purpose: 'reduce', state: 'filled' }])
    // Its own close was over when it came.
    expect(late[0].time).toBe(exit.time + hour)
    expect(causesOf(session)).toEqual(['late bar'])
  })

  test('gap', async () => {
    const [bar] = await decisiveBars()
    let missing: FeedEvent | undefined
    const { session } = await sessionOf(async (event, tell) => {
      if (event.kind === 'bar' && event.bar.time === bar) missing = event
      else await tell(event)
    })
    // What the venue says today holds the bar the session never saw.
    const example = await openExample('sma-cross', 90)
    expect(missing).toBeDefined()
    const report = compareWithBacktest(session, [example.streams[0].candles])
    expect(report.unexplained).toBe(0)
    expect(report.differences.flatMap(({ causes }) => causes.map(({ cause }) => cause))).toContain('gap')
  })

  test('revised bar', async () => {
    const bars = await decisiveBars()
    const { session, paper } = await sessionOf(async (event, tell) => {
      if (event.kind === 'bar' && event.bar.time === bars[2]) {
        const { bar } = event
        // First told wrong, so that the averages do not cross; then put right.
        const close = bar.close > bar.open ? bar.close * 0.9 : bar.close * 1.1
        await tell({ ...event, bar: { ...bar, close, high: Math.max(bar.high, close), low: Math.min(bar.low, close) } })
      }
      await tell(event)
    })
    expect(paper.status().revised).toBe(1)
    expect(causesOf(session)).toEqual(['revised bar'])
  })

  test('manual act', async () => {
    const bars = await decisiveBars()
    let live: RealtimeRun | undefined
    const { session } = await sessionOf(
      async (event, tell) => {
        if (event.kind === 'bar' && event.bar.time === bars[3]) live!.operate('stop')
        await tell(event)
      },
      (run) => (live = run),
    )
    expect(session.orders.length).toBeGreaterThan(0)
    expect(causesOf(session)).toEqual(['manual act'])
  })

  test('other strategy', async () => {
    const bars = await decisiveBars()
    const { binding } = await openExample('sma-cross', 90)
    // Another run takes up the one market the account may be in, for a while.
    const taken = { ...nobody, markets: 1, working: 1 }
    let now = 0
    const { session, recorder } = await sessionOf(
      async (event, tell) => {
        if (event.kind === 'bar') now = event.bar.time
        await tell(event)
      },
      undefined,
      {
        binding: { ...binding, riskProfile: { ...noRules, maxOpenSlots: 1 } },
        others: () => (now >= bars[2] && now < bars[5] ? taken : undefined),
      },
    )
    // Said when it changes, not at every step.
    expect(recorder.records.filter(({ kind, body }) => kind === 'event' && (body as { kind: string }).kind === 'others')).toHaveLength(2)
    expect(session.orders.length).toBeGreaterThan(2)
    expect(causesOf(session)).toEqual(['other strategy'])
  })

  test('strategy that fails', async () => {
    const bars = await decisiveBars()
    const { session, paper } = await sessionOf((event, tell) => tell(event), undefined, {
      hostPlan: (config) => {
        const host = hostPlanHere(config)
        return {
          ...host,
          step: (steps, patience) => (steps.at(-1)!.time > bars[4] ? Promise.reject(new PlanFault('planted')) : host.step(steps, patience)),
        }
      },
    })
    expect(paper.status()).toMatchObject({ fault: 'planted' })
    expect(session.orders.length).toBeGreaterThan(2)
    expect(causesOf(session)).toEqual(['strategy fault'])
  })

  /** What the exchange does with the trades of one order, and what that is called. */
  const fates: readonly (readonly [ParityCause, (trade: Trade) => readonly Trade[]])[] = [
    ['latency', (trade) => [{ ...trade, ticks: trade.ticks + 3 }]],
    ['latency', (trade) => [{ ...trade, time: trade.time + 1500 }]],
    ['fee', (trade) => [{ ...trade, fee: Math.ceil(trade.fee * 0.75) }]],
    ['rounding', (trade) => [{ ...trade, fee: trade.fee - 1 }]],
    [
      'partial fill',
      (trade) => [
        { ...trade, lots: 1, fee: 1 },
        { ...trade, tradeId: `${trade.tradeId}-rest`, lots: trade.lots - 1, fee: trade.fee - 1 },
      ],
    ],
  ]
  test.each(fates)('%s', async (cause, fate) => {
    const { binding } = await openExample('sma-cross', 90)
    let trades = 0
    const { session } = await sessionOf((event, tell) => tell(event), undefined, {
      openVenue: (wiring) =>
        paperVenue(binding.fillProfile)({
          ...wiring,
          emit: (fact) => (fact.kind === 'trade' && ++trades === 3 ? fate(fact) : [fact]).forEach(wiring.emit),
        }),
    })
    expect(trades).toBeGreaterThan(4)
    // At an exchange it is the exchange that says what became of an order; a simulated one has no say.
    expect(causesOf({ ...session, start: { ...session.start, mode: 'live' } })).toEqual([cause])
    expect(compareWithBacktest(session).unexplained).toBeGreaterThan(0)
  })

  test('several at once', async () => {
    const bars = await decisiveBars()
    const { session } = await sessionOf(async (event, tell, clock) => {
      if (event.kind === 'bar' && event.bar.time === bars[0]) clock.advanceTo(clock.now() + 5000)
      if (event.kind === 'bar' && event.bar.time === bars[5]) await tell({ ...event, bar: { ...event.bar, close: event.bar.open } })
      await tell(event)
    })
    expect(causesOf(session).sort()).toEqual(['late bar', 'revised bar'])
  })
})

describe('T-PARITY: what no recorded fact explains is unexplained', () => {
  test.each([
    [
      'an order a tick off',
      (session: RecordedSession) => ({
        ...session,
        orders: session.orders.map((order, i) => (i === 3 ? { ...order, lots: order.lots + 1 } : order)),
      }),
    ],
    [
      'a fill a tick off',
      (session: RecordedSession) => ({
        ...session,
        fills: session.fills.map((fill, i) => (i === 3 ? { ...fill, ticks: fill.ticks + 1 } : fill)),
      }),
    ],
    ['a fill too many', (session: RecordedSession) => ({ ...session, fills: [...session.fills, session.fills.at(-1)!] })],
    ['an order lost', (session: RecordedSession) => ({ ...session, orders: session.orders.slice(0, -1) })],
  ] as const)('%s', async (_, plant) => {
    const [first] = await decisiveBars()
    // A late bar lies there as a tempting cause.
    const { session } = await sessionOf(async (event, tell, clock) => {
      if (event.kind === 'bar' && event.bar.time === first) clock.advanceTo(clock.now() + 5000)
      await tell(event)
    })
    expect(compareWithBacktest(session).unexplained).toBe(0)
    expect(compareWithBacktest(plant(session)).unexplained).toBeGreaterThan(0)
  })
})
