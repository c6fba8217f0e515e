import { expect, test } from 'vitest'
import { createClockSync, judgeOffset, offsetFrom } from '../../engine/exchange/clock-sync.ts'
import { virtualClock } from '../../engine/market/clock.ts'

test('REQ-50 the least round trip wins, and the middle of it is the venue\u2019s time', () => {
  const slow = { sent: 0, received: 900, server: 5000 }
  const samples = [slow, slow, slow, slow, { sent: 1000, received: 1040, server: 1320 }]
  expect(offsetFrom(samples)).toEqual({ offset: 300, within: 20 })
  expect(offsetFrom(samples.slice(1))).toBeUndefined()
  // A wall clock that went back in between spoils a sample.
  expect(offsetFrom([...samples.slice(1), { sent: 1000, received: 900, server: 1 }])).toBeUndefined()
})

test('warns above a second, refuses above half the receive window, either way', () => {
  const judge = (offset: number) => judgeOffset({ offset, within: 1 }, 5000).kind
  expect([1000, 1001, -1001, 2500, 2501, -2501].map(judge)).toEqual(['good', 'warn', 'warn', 'warn', 'refuse', 'refuse'])
})

test('F17 REQ-50 looks again every ten minutes and when asked, and keeps the old offset when looking fails', async () => {
  const clock = virtualClock(0)
  let skew = 3000
  let looks = 0
  const states: string[] = []
  const look = async () => {
    looks++
    return Number.isNaN(skew) ? undefined : clock.now() + skew
  }
  const sync = createClockSync(clock, 5000, look, (state) => states.push(state.kind))
  await Promise.all([sync.sync(), sync.sync()])
  expect([looks, sync.serverNow()]).toEqual([5, 3000])
  skew = 10
  clock.advanceTo(600_000)
  await sync.sync()
  expect([looks, sync.serverNow()]).toEqual([10, 600_010])
  skew = NaN
  await sync.sync()
  expect(states).toEqual(['refuse', 'good', 'unknown'])
  expect(sync.serverNow()).toBe(600_010)
  sync.close()
  expect(clock.nextAct).toBe(Infinity)
})
