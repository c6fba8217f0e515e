import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import { setImmediate } from 'node:timers/promises'
import { backoff } from '../../engine/exchange/backoff.ts'
import { createLimiter, priorities, type Priority } from '../../engine/exchange/limiter.ts'
import { virtualClock } from '../../engine/market/clock.ts'

const limits = [
  { name: 'weight', capacity: 10, window: 1000 },
  { name: 'orders', capacity: 5, window: 500 },
]

/** A limiter on a clock of its own, and what left when. */
function gate() {
  const clock = virtualClock(0)
  const limiter = createLimiter(clock, limits)
  const left: string[] = []
  const ask = (name: string, priority: Priority, weight: number, deadline?: number) =>
    void limiter.admit(priority, { weight }, deadline).then((answer) => left.push(`${name} ${answer} ${clock.now()}`))
  const settle = async (time: number) => {
    for (let now = clock.now(); now <= time; now += 50) {
      clock.advanceTo(now)
      await setImmediate()
    }
  }
  return { clock, limiter, left, ask, settle }
}

describe('the limiter of a venue', () => {
  test('REQ-53 lets the more urgent go first and keeps a fifth for cancels, look-ups and exits', async () => {
    const { left, ask, settle } = gate()
    ask('a', 'market', 8)
    ask('market', 'market', 1)
    ask('account', 'account', 1)
    ask('entry', 'entry', 1)
    ask('exit', 'exit', 1)
    ask('cancel', 'cancel', 1)
    await settle(2000)
    expect(left).toEqual(['a go 0', 'exit go 0', 'cancel go 0', 'entry go 1000', 'account go 1000', 'market go 1000'])
  })

  test('REQ-51 418 stops every request until the ban is over, cancels too', async () => {
    const { limiter, left, ask, settle } = gate()
    limiter.ban(3000)
    ask('cancel', 'cancel', 1)
    await settle(2950)
    expect(left).toEqual([])
    expect(limiter.bannedUntil).toBe(3000)
    await settle(3100)
    expect(left).toEqual(['cancel go 3000'])
    expect(limiter.bannedUntil).toBe(0)
  })

  test('REQ-51 429 pauses its own limit and no other', async () => {
    const { limiter, left, ask, settle, clock } = gate()
    limiter.pause('orders', 700)
    void limiter.admit('exit', { orders: 1 }).then(() => left.push(`order ${clock.now()}`))
    ask('read', 'account', 1)
    await settle(1000)
    expect(left).toEqual(['read go 0', 'order 700'])
  })

  test('an entry that waited past its deadline is late and is not let through afterwards', async () => {
    const { limiter, left, ask, settle } = gate()
    limiter.ban(3000)
    ask('entry', 'entry', 1, 2000)
    await settle(4000)
    expect(left).toEqual(['entry late 2000'])
  })

  test('counts what others on the address use once the venue tells it', async () => {
    const { limiter, left, ask, settle } = gate()
    limiter.learn('weight', 8)
    ask('entry', 'entry', 1)
    ask('cancel', 'cancel', 2)
    await settle(1200)
    expect(left).toEqual(['cancel go 0', 'entry go 1000'])
  })

  test('refuses at once what could never pass', async () => {
    const { limiter } = gate()
    await expect(limiter.admit('entry', { weight: 9 })).rejects.toThrow('8 is the most')
    await expect(limiter.admit('cancel', { wait: 1 })).rejects.toThrow('no limit "wait"')
  })

  test('no window of the venue, wherever it begins, sees more than the limit', async () => {
    let waited = 0
    const asks = fc.array(fc.tuple(fc.constantFrom(...priorities), fc.integer({ min: 1, max: 8 }), fc.integer({ min: 0, max: 8 })), {
      minLength: 5,
      maxLength: 25,
    })
    await fc.assert(
      fc.asyncProperty(asks, async (requests) => {
        const { clock, limiter, settle } = gate()
        const sent: { time: number; weight: number }[] = []
        for (const [priority, weight, pause] of requests) {
          const asked = clock.now()
          void limiter.admit(priority, { weight }).then(() => {
            sent.push({ time: clock.now(), weight })
            if (clock.now() > asked) waited++
          })
          await settle(clock.now() + pause * 50)
        }
        await settle(clock.now() + 40_000)
        expect(sent.length).toBe(requests.length)
        for (const { time } of sent) {
          const inside = sent.filter((one) => one.time >= time && one.time < time + 1000)
          expect(inside.reduce((sum, one) => sum + one.weight, 0)).toBeLessThanOrEqual(10)
        }
      }),
      { numRuns: 40 },
    )
    expect(waited).toBeGreaterThan(0)
  })
})

test('a read that failed waits up to twice as long each time, 30 seconds at the most', () => {
  const most = () => 0.999999
  expect([0, 1, 2, 3].map((attempt) => backoff(attempt, most))).toEqual([499, 999, 1999, 3999])
  expect(backoff(50, most)).toBe(29_999)
  expect(backoff(3, () => 0)).toBe(0)
})
