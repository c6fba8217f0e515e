import type { Clock } from '../market/clock.ts'

/** One look at the venue's clock, UTC milliseconds: ours when asked and when answered, the venue's in between. */
export type ClockSample = { readonly sent: number; readonly received: number; readonly server: number }

/** `offset`: what to add to our clock to get the venue's; it is off by `within` at the most. Milliseconds. */
export type ClockOffset = { readonly offset: number; readonly within: number }

const FEWEST_SAMPLES = 5
const EVERY = 10 * 60_000
const WARN_ABOVE = 1000

/** The sample with the least round trip wins, and the venue's time is taken for the middle of it. Undefined with fewer than five sound samples. */
export function offsetFrom(samples: readonly ClockSample[]): ClockOffset | undefined {
  const sound = samples.filter(({ sent, received, server }) => received >= sent && Number.isFinite(server))
  if (sound.length < FEWEST_SAMPLES) return undefined
  const best = sound.reduce((least, one) => (one.received - one.sent < least.received - least.sent ? one : least))
  return { offset: best.server - (best.sent + best.received) / 2, within: (best.received - best.sent) / 2 }
}

export type ClockState =
  | { readonly kind: 'good' | 'warn'; readonly offset: ClockOffset }
  /** Too far off for any order to be taken in time; set the machine's clock. */
  | { readonly kind: 'refuse'; readonly offset: ClockOffset }
  | { readonly kind: 'unknown'; readonly reason: string }

/** `receiveWindow` in milliseconds. */
export function judgeOffset(offset: ClockOffset, receiveWindow: number): ClockState {
  const off = Math.abs(offset.offset)
  return { kind: off > receiveWindow / 2 ? 'refuse' : off > WARN_ABOVE ? 'warn' : 'good', offset }
}

/** Keeps the venue's time: at the start, every ten minutes, and whenever the venue complains about a timestamp. */
export type ClockSync = {
  /** Looks again; two who ask at once share one look. */
  sync(): Promise<ClockState>
  readonly state: ClockState
  /** The venue's time now, as well as it is known. */
  serverNow(): number
  close(): void
}

/** `look` asks the venue for its time and answers undefined where that failed; `told` hears every new state. */
export function createClockSync(
  clock: Clock,
  receiveWindow: number,
  look: () => Promise<number | undefined>,
  told: (state: ClockState) => void,
): ClockSync {
  let state: ClockState = { kind: 'unknown', reason: 'not looked at yet' }
  let offset = 0
  let looking: Promise<ClockState> | undefined
  let next: (() => void) | undefined
  let closed = false

  async function measure(): Promise<ClockState> {
    const samples: ClockSample[] = []
    for (let i = 0; i < FEWEST_SAMPLES + 2 && samples.length < FEWEST_SAMPLES; i++) {
      const sent = clock.now()
      const server = await look()
      if (server !== undefined) samples.push({ sent, received: clock.now(), server })
    }
    const measured = offsetFrom(samples)
    // An old offset stays in use: it is nearer than none. The state says that it is not known any more.
    if (measured) offset = measured.offset
    state = measured
      ? judgeOffset(measured, receiveWindow)
      : { kind: 'unknown', reason: `${samples.length} of 5 looks at its clock succeeded` }
    if (!closed) {
      next?.()
      next = clock.at(clock.now() + EVERY, () => void sync())
      told(state)
    }
    return state
  }

  function sync(): Promise<ClockState> {
    looking ??= measure().finally(() => (looking = undefined))
    return looking
  }

  return {
    sync,
    get state() {
      return state
    },
    serverNow: () => clock.now() + offset,
    close() {
      closed = true
      next?.()
    },
  }
}
