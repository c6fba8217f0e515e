import { backoff } from '../exchange/backoff.ts'
import type { Clock } from '../market/clock.ts'
import type { ChannelStatus, Notice } from '../protocol/alerts.ts'
import type { Attempt, Channel } from './channel.ts'
import { createOutbox } from './outbox.ts'
import { remarkOf } from './tally.ts'

export type CourierOptions = {
  readonly channel: Channel
  readonly clock: Clock
  /** Uniform in [0, 1). */
  readonly random: () => number
  /** Milliseconds an attempt may take. */
  readonly deadline?: number
  readonly capacity?: number
}

/** Takes notices to one channel, one after the other, in its own time: whoever posts goes on at once, whatever becomes of it. */
export type Courier = {
  post(notice: Notice): void
  /** One notice beside the others, once, without another attempt. */
  tryOnce(notice: Notice): Promise<Attempt>
  status(): Omit<ChannelStatus, 'held'>
  /** Sends what waits, for at most `patience` milliseconds; nothing is taken any more. */
  close(patience: number): Promise<void>
}

const DEADLINE = 10_000
const CAPACITY = 100
const RETRIES = 3
const FIRST_WAIT = 1000

export function createCourier({ channel, clock, random, deadline = DEADLINE, capacity = CAPACITY }: CourierOptions): Courier {
  const outbox = createOutbox(capacity)
  /** What ends an attempt or a wait at once: patience is over. */
  const interrupts = new Set<() => void>()
  let isOver = false
  let work: Promise<void> | undefined
  let isClosed = false
  let state: ChannelStatus['state'] = 'untried'
  let [delivered, failed, dropped] = [0, 0, 0]
  /** Not yet said to the person. */
  let [unsaidFailed, unsaidDropped] = [0, 0]
  let lastFailure: ChannelStatus['lastFailure'] = null

  async function attempt(notice: Notice): Promise<Attempt> {
    const late = new AbortController()
    const interrupt = () => late.abort()
    const callOff = clock.at(clock.now() + deadline, interrupt)
    interrupts.add(interrupt)
    // A channel that heeds no signal must not hold up the next notice.
    const over = new Promise<Attempt>((resolve) =>
      late.signal.addEventListener('abort', () => setImmediate(resolve, { ok: false, why: 'it did not answer in time', again: true })),
    )
    try {
      return await Promise.race([channel.send(notice, late.signal, clock.now()), over])
    } catch {
      // A channel's own fault: its words might quote what it sent, so they stay here.
      return { ok: false, why: 'it failed in Weir itself', again: false }
    } finally {
      callOff()
      interrupts.delete(interrupt)
    }
  }

  async function deliver(notice: Notice): Promise<void> {
    for (let retry = 0; ; retry++) {
      const result = await attempt(notice)
      if (result.ok) return noteDelivered()
      lastFailure = { at: clock.now(), why: result.why }
      state = 'failing'
      if (!result.again || retry === RETRIES || isOver) break
      await pause(Math.max(backoff(retry, random, FIRST_WAIT), result.after ?? 0))
      if (isOver) break
    }
    failed++
    unsaidFailed++
  }

  /** What was missed is said as soon as something gets through. */
  function noteDelivered(): void {
    delivered++
    state = 'working'
    if (unsaidDropped + unsaidFailed === 0) return
    const parts = [
      ...(unsaidFailed > 0 ? [`${unsaidFailed} could not be delivered`] : []),
      ...(unsaidDropped > 0 ? [`${unsaidDropped} were dropped because too many waited`] : []),
    ]
    const sentence = `Some alerts did not reach you here: ${parts.join(', ')}. The run's own list has them.`
    const remark = { ...remarkOf('summary', sentence, clock.now(), 'warning'), alerts: unsaidDropped + unsaidFailed }
    unsaidFailed = unsaidDropped = 0
    put(remark)
  }

  function put(notice: Notice): void {
    if (!outbox.add(notice)) return
    dropped++
    unsaidDropped++
  }

  function pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        callOff()
        interrupts.delete(over)
        resolve()
      }
      const callOff = clock.at(clock.now() + milliseconds, over)
      interrupts.add(over)
    })
  }

  async function run(): Promise<void> {
    for (let notice = outbox.next(); notice; notice = outbox.next()) {
      if (isOver) failed++
      else await deliver(notice)
    }
    work = undefined
  }

  function begin(): void {
    // Never within the caller's own turn: that is a run's.
    work ??= Promise.resolve().then(run)
  }

  return {
    post(notice) {
      if (isClosed) return
      put(notice)
      begin()
    },
    async tryOnce(notice) {
      const result = await attempt(notice)
      if (result.ok) noteDelivered()
      else {
        state = 'failing'
        lastFailure = { at: clock.now(), why: result.why }
      }
      if (outbox.length > 0) begin()
      return result
    },
    status: () => ({ channel: channel.name, state, delivered, failed, dropped, waiting: outbox.length + (work ? 1 : 0), lastFailure }),
    async close(patience) {
      isClosed = true
      const callOff = clock.at(clock.now() + patience, () => {
        isOver = true
        for (const interrupt of interrupts) interrupt()
      })
      await work
      callOff()
    },
  }
}
