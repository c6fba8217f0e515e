import type { Clock } from '../market/clock.ts'

/** Longest wait a timer of the runtime takes. */
const LONGEST_WAIT = 2 ** 31 - 1

/** The clock a person lives by. A wait lasts as long as it was when it began, also when the clock is set meanwhile. */
export const wallClock: Clock = {
  now: Date.now,
  at(time, act) {
    const due = performance.now() + time - Date.now()
    let timer: NodeJS.Timeout
    const wait = () => {
      const left = due - performance.now()
      timer = left > 0 ? setTimeout(wait, Math.min(Math.ceil(left), LONGEST_WAIT)) : setTimeout(act, 0)
    }
    wait()
    return () => clearTimeout(timer)
  },
}
