/** The one seam through which time enters: UTC milliseconds now, and acts at a time to come. */
export type Clock = {
  now(): number
  /** Calls `act` once it is `time` or later, never from within `at`. Answers with what calls it off. */
  at(time: number, act: () => void): () => void
}

/** Resolves once so many milliseconds have passed on a clock. */
export const sleepOn = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => void clock.at(clock.now() + milliseconds, resolve))

/** Longest wait a timer of the runtime takes. */
const LONGEST_WAIT = 2 ** 31 - 1

/** A clock that shows `start` now and runs `speed` times as fast as the machine's. */
export function fasterClock(start: number, speed: number): Clock {
  // The monotonic clock carries it: a wall clock that is set does not make a run jump.
  const begun = performance.now()
  const now = () => start + (performance.now() - begun) * speed
  return {
    now,
    at(time, act) {
      let timer: NodeJS.Timeout
      const wait = () => {
        const left = (time - now()) / speed
        timer = left > 0 ? setTimeout(wait, Math.min(left, LONGEST_WAIT)) : setTimeout(act, 0)
      }
      wait()
      return () => clearTimeout(timer)
    },
  }
}

/** How long a timer of the wall clock may be asleep beside the world: a machine that slept finds out within this. */
const LONGEST_NAP = 5000

/** A wall clock that is behind by more than this was set back, milliseconds; by less it is being put right. */
const SET_BACK = 1000

/**
 * The world's own time as `wall` tells it, for runs that trade in it. A machine that sleeps finds the time moved on when it wakes, with everything
 * that was due meanwhile due now. A clock that is put right by a little stands still until the world has caught up; one that is set back goes on as
 * if it had not been: what waits for a second waits for a second. `passed`: milliseconds of the machine's own, which never go back.
 */
export function wallClock(wall: () => number, passed: () => number = () => performance.now()): Clock {
  let latest = -Infinity
  let lookedAt = passed()
  /** What the wall was set back by. */
  let back = 0
  const now = () => {
    const at = passed()
    const carried = latest + (at - lookedAt)
    lookedAt = at
    let time = wall() + back
    // Set forward again: first of all what it had been set back by.
    if (back > 0 && time - carried > SET_BACK) {
      const forth = Math.min(back, time - carried)
      back -= forth
      time -= forth
    }
    if (carried - time > SET_BACK) {
      back += carried - time
      time = carried
    }
    return (latest = Math.max(latest, time))
  }
  return {
    now,
    at(time, act) {
      let timer: NodeJS.Timeout
      const wait = () => {
        const left = time - now()
        timer = left > 0 ? setTimeout(wait, Math.min(left, LONGEST_NAP)) : setTimeout(act, 0)
      }
      wait()
      return () => clearTimeout(timer)
    },
  }
}

/** A clock that moves when it is told to: for runs as fast as they can go, and for tests. */
export type VirtualClock = Clock & {
  /** Acts that are due, in order of their times, each at its own time; then it is `time`. */
  advanceTo(time: number): void
  /** When the next act is due; Infinity for none. */
  readonly nextAct: number
}

export function virtualClock(start: number): VirtualClock {
  let now = start
  let acts: { readonly time: number; readonly act: () => void }[] = []
  const earliest = () =>
    acts.reduce<(typeof acts)[number] | undefined>((first, one) => (first && first.time <= one.time ? first : one), undefined)
  return {
    now: () => now,
    at(time, act) {
      const entry = { time, act }
      acts.push(entry)
      return () => void (acts = acts.filter((one) => one !== entry))
    },
    advanceTo(time) {
      for (;;) {
        const due = earliest()
        if (!due || due.time > time) break
        acts = acts.filter((one) => one !== due)
        now = Math.max(now, due.time)
        due.act()
      }
      now = Math.max(now, time)
    },
    get nextAct() {
      return earliest()?.time ?? Infinity
    },
  }
}

/** A clock on which everything that was to come can be called off at once: nothing that was closed keeps a process alive. */
export type ClosableClock = Clock & { close(): void }

export function closableClock(clock: Clock): ClosableClock {
  const pending = new Set<() => void>()
  let isClosed = false
  return {
    now: () => clock.now(),
    at(time, act) {
      if (isClosed) return () => {}
      const callOff = clock.at(time, () => {
        pending.delete(callOff)
        act()
      })
      pending.add(callOff)
      return () => {
        pending.delete(callOff)
        callOff()
      }
    },
    close() {
      isClosed = true
      for (const callOff of pending) callOff()
      pending.clear()
    },
  }
}
