import { describe, expect, test } from 'vitest'
import { virtualClock, wallClock } from '../../engine/market/clock.ts'
import { tendAccount, type AccountLink } from '../../engine/run/account-link.ts'
import type { OrderRecord } from '../../engine/protocol/orders.ts'

/** A core that keeps what it is told, with these orders. */
function listening(orders: readonly OrderRecord[] = []) {
  const told: string[] = []
  const core = {
    operate: (act: string) => void told.push(act),
    session: { send: ({ kind }: { kind: string }) => void told.push(kind) },
    desk: { orders: () => orders },
  }
  return { told, core }
}

function account(against: readonly string[] = []) {
  const told: string[] = []
  const link: AccountLink = {
    async reconcile() {
      told.push('reconcile')
      return against
    },
    goOn: () => void told.push('go on'),
    async wake() {
      told.push('wake')
    },
    witness() {},
    describe: () => ({ venue: 'a test', stream: 'live', clockOff: 0, balances: [], foreign: [], checkedAt: null, budget: 1, beside: [] }),
    close: () => void told.push('close'),
  }
  return { told, link }
}

/** A stop that rests at the exchange. */
const stop: OrderRecord = {
  sequence: 1,
  slot: 0,
  node: 'order',
  signal: 'enter',
  reason: 'stop',
  side: 'sell',
  type: 'stop',
  purpose: 'protect',
  timeInForce: 'GTC',
  lots: 1,
  limitTicks: 0,
  triggerTicks: 90,
  trailTicks: 0,
  state: 'accepted',
  filledLots: 0,
  averageTicks: NaN,
  time: 0,
  endTime: 0,
  unknown: false,
  pending: 'none',
  cutLots: 0,
  endReason: '',
}

describe('the account behind a run', () => {
  test('is looked at before anything else; what stands against it halts the run', async () => {
    const clock = virtualClock(0)
    const { told, core } = listening()
    const alerts: string[] = []
    const tended = tendAccount(account(['the clock is off']).link, core, clock, ({ code }) => void alerts.push(code))
    expect(told).toEqual(['reconcile'])
    await tended.begin()
    expect(told).toEqual(['reconcile', 'reconciled', 'halt'])
    expect(alerts).toEqual(['NOT_RECONCILED'])
  })

  test('hears of time every ten seconds, and of a sleep', async () => {
    const clock = virtualClock(0)
    const { told, core } = listening()
    const own = account()
    const alerts: string[] = []
    // The machine stands still between the act that was due and the time at which it is done.
    let slept = 0
    const tended = tendAccount(own.link, core, { now: () => clock.now() + slept, at: clock.at }, ({ code }) => void alerts.push(code))
    await tended.begin()
    clock.advanceTo(25_000)
    expect(told.filter((kind) => kind === 'timer')).toHaveLength(2)
    expect(alerts).toEqual([])
    slept = 3_600_000
    clock.advanceTo(31_000)
    expect(alerts).toEqual(['SLEPT'])
    expect(own.told).toEqual(['reconcile', 'go on', 'wake'])
  })

  test('is left with entries withdrawn; what guards a position is said to stay', async () => {
    const clock = virtualClock(0)
    const { told, core } = listening([stop])
    const own = account()
    const alerts: string[] = []
    const tended = tendAccount(own.link, core, clock, ({ code }) => void alerts.push(code))
    await tended.begin()
    await tended.leave()
    expect(told.at(-1)).toBe('stop')
    expect(alerts).toEqual(['LEFT_AT_VENUE'])
    expect(own.told.at(-1)).toBe('close')
    expect(clock.nextAct).toBe(Infinity)
  })
})

test('a wall clock that is set back stands still, and goes on when the world has caught up', () => {
  let wall = 1000
  const clock = wallClock(() => wall)
  expect(clock.now()).toBe(1000)
  wall = 400
  expect(clock.now()).toBe(1000)
  wall = 1001
  expect(clock.now()).toBe(1001)
})
