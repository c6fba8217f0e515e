import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { Attempt, Channel } from '../../engine/alerts/channel.ts'
import { createCourier, type CourierOptions } from '../../engine/alerts/courier.ts'
import { createOutbox } from '../../engine/alerts/outbox.ts'
import { webhookChannel } from '../../engine/alerts/webhook.ts'
import { wallClock } from '../../engine/alerts/wall-clock.ts'
import { virtualClock } from '../../engine/market/clock.ts'
import { severities, type Notice } from '../../engine/protocol/alerts.ts'
import { receiver, statuses } from './receiver.ts'
import { sampleAlert } from './sample-alert.ts'

const key = async () => 'a-key-that-is-long-enough'
const atOnce = { clock: wallClock, random: () => 0 }
const hook = (origin: string, change: Partial<CourierOptions> = {}) =>
  createCourier({ channel: webhookChannel({ address: origin, secret: key }), ...atOnce, ...change })
const failing: Attempt = { ok: false, why: 'planted', again: true }

/** A channel that answers what it is told to, and keeps what it was given. */
function planted(answer: (notice: Notice, signal: AbortSignal) => Promise<Attempt>): Channel & { readonly got: Notice[] } {
  const got: Notice[] = []
  return {
    name: 'webhook',
    got,
    send(notice, signal) {
      got.push(notice)
      return answer(notice, signal)
    },
  }
}

describe('an attempt that fails', () => {
  test('is made again three times, signed anew, and then given up', async () => {
    const { received, origin } = await receiver(statuses(500))
    const courier = hook(origin)
    courier.post(sampleAlert())
    await courier.close(5000)
    expect(received).toHaveLength(4)
    expect(courier.status()).toMatchObject({ state: 'failing', delivered: 0, failed: 1, lastFailure: { why: 'it answered 500' } })
  })

  test('that then works is delivered once', async () => {
    const { received, origin } = await receiver(statuses(503, 429, 200))
    const courier = hook(origin)
    courier.post(sampleAlert())
    await courier.close(5000)
    expect(received).toHaveLength(3)
    expect(courier.status()).toMatchObject({ state: 'working', delivered: 1, failed: 0 })
  })

  test('for good is not made again, and what was missed is said when something gets through', async () => {
    const { received, origin } = await receiver(statuses(400, 200))
    const courier = hook(origin)
    courier.post(sampleAlert())
    courier.post(sampleAlert({ sentence: 'second' }))
    await courier.close(5000)
    expect(received.map(({ body }) => JSON.parse(body).notice)).toMatchObject([
      {},
      { sentence: 'second' },
      { kind: 'summary', severity: 'warning', alerts: 1, sentence: expect.stringContaining('1 could not be delivered') },
    ])
  })

  test('waits with full jitter, or as long as it is asked to', async () => {
    const clock = virtualClock(0)
    const channel = planted(async () => failing)
    const courier = createCourier({ channel, clock, random: () => 0.5 })
    courier.post(sampleAlert())
    const times: number[] = []
    for (let attempt = 1; attempt <= 4; attempt++) {
      await vi.waitFor(() => expect(channel.got).toHaveLength(attempt))
      times.push(clock.now())
      await vi.waitFor(() => expect(attempt === 4 || clock.nextAct < clock.now() + 10_000).toBe(true))
      if (attempt < 4) clock.advanceTo(clock.nextAct)
    }
    // Half of 1, 2 and 4 seconds.
    expect(times).toEqual([0, 500, 1500, 3500])

    const patient = planted(async () => ({ ...failing, after: 9000 }))
    const asked = createCourier({ channel: patient, clock, random: () => 0 })
    const begun = clock.now()
    asked.post(sampleAlert())
    await vi.waitFor(() => expect(clock.nextAct).toBe(begun + 9000))
  })
})

describe('a channel that hangs', () => {
  test('is given up at the deadline, also when it heeds no signal', async () => {
    const hung = await receiver(() => {})
    const deaf = planted(() => new Promise(() => {}))
    for (const courier of [hook(hung.origin, { deadline: 40 }), createCourier({ channel: deaf, ...atOnce, deadline: 40 })]) {
      courier.post(sampleAlert())
      await courier.close(5000)
      expect(courier.status()).toMatchObject({ failed: 1, lastFailure: { why: 'it did not answer in time' } })
    }
    expect(hung.received).toHaveLength(4)
  })

  test('has ten seconds', async () => {
    const clock = virtualClock(0)
    const courier = createCourier({ channel: planted(() => new Promise(() => {})), clock, random: () => 0 })
    courier.post(sampleAlert())
    await vi.waitFor(() => expect(clock.nextAct).toBe(10_000))
  })

  test('holds up nobody: posting returns before anything is sent, and closing waits no longer than it is told', async () => {
    const deaf = planted(() => new Promise(() => {}))
    const courier = createCourier({ channel: deaf, ...atOnce })
    for (let i = 0; i < 1000; i++) courier.post(sampleAlert())
    expect(deaf.got).toHaveLength(0)
    await courier.close(20)
    const { delivered, failed, dropped, waiting } = courier.status()
    expect([delivered, failed + dropped, waiting]).toEqual([0, 1000, 0])
    courier.post(sampleAlert())
    expect(courier.status().waiting).toBe(0)
  })

  test('that throws is a failure without its words', async () => {
    const courier = createCourier({ channel: planted(() => Promise.reject(new Error('canary'))), ...atOnce })
    courier.post(sampleAlert())
    await courier.close(1000)
    expect(JSON.stringify(courier.status())).not.toContain('canary')
    expect(courier.status()).toMatchObject({ failed: 1 })
  })
})

describe('the queue', () => {
  test('drops what matters least, and says how many when something gets through', async () => {
    let isUp = false
    const channel = planted(async () => (isUp ? { ok: true } : { ...failing, again: false }))
    const courier = createCourier({ channel, ...atOnce, capacity: 3 })
    courier.post(sampleAlert({ severity: 'critical', sentence: 'halt' }))
    for (let i = 0; i < 10; i++) courier.post(sampleAlert())
    courier.post(sampleAlert({ severity: 'warning', sentence: 'stale' }))
    expect(courier.status()).toMatchObject({ dropped: 9 })
    isUp = true
    await courier.close(1000)
    expect(channel.got.map(({ sentence }) => sentence)).toEqual([
      'halt',
      'Bought 0.5 BTC/USDT at 42000 (order 1).',
      'stale',
      expect.stringContaining('9 were dropped because too many waited'),
    ])
  })

  test('never holds more than it may, keeps the order, and lets go of nothing worse than what it keeps', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...severities), { maxLength: 60 }), fc.integer({ min: 1, max: 8 }), (all, capacity) => {
        const outbox = createOutbox(capacity)
        const kept: Notice[] = []
        for (const severity of all) {
          const notice = sampleAlert({ severity })
          kept.push(notice)
          const gone = outbox.add(notice)
          if (gone) kept.splice(kept.indexOf(gone), 1)
          const rank = ({ severity: of }: Notice) => severities.indexOf(of)
          if (outbox.length > capacity || (gone && kept.some((one) => rank(one) < rank(gone)))) return false
        }
        return kept.every((notice) => outbox.next() === notice) && outbox.next() === undefined
      }),
    )
  })
})
