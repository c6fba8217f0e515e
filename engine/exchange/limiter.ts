import type { Clock } from '../market/clock.ts'

/** What goes first when a venue's limits are tight (TRADING §7). The first three may use the whole of a limit, the rest leave a fifth of it. */
export const priorities = ['cancel', 'look-up', 'exit', 'entry', 'account', 'market'] as const
export type Priority = (typeof priorities)[number]
const reserved: readonly Priority[] = ['cancel', 'look-up', 'exit']
const OPEN_SHARE = 0.8
/** Most that may wait of what can be asked for again; whatever withdraws, guards or finds out waits as long as it takes. */
const MOST_WAITING: Readonly<Partial<Record<Priority, number>>> = { market: 200, account: 200 }

/** One limit of a venue: at most `capacity` in any `window` milliseconds. "weight": 6000 in 60,000. */
export type Limit = { readonly name: string; readonly capacity: number; readonly window: number }

/** What a request takes of each limit, by the limit's name. */
export type Cost = Readonly<Record<string, number>>

/** `late`: it was not let through by its deadline and must not be sent any more. */
export type Admission = 'go' | 'late'

/** The one gate before every request to a venue from this address. */
export type Limiter = {
  /**
   * Answers once the request may leave, those of higher priority first, in order of asking within one priority.
   * `deadline` on the limiter's clock. Throws RangeError for a cost no limit can ever bear and for a limit it does not know.
   */
  admit(priority: Priority, cost: Cost, deadline?: number): Promise<Admission>
  /** What the venue says is used of a limit: when it counts more than we do, someone else shares this address. */
  learn(limit: string, used: number): void
  /** 429: no request that costs of this limit before `until`. */
  pause(limit: string, until: number): void
  /** 418: no request at all before `until`, cancels included. */
  ban(until: number): void
  /** When the ban ends; 0 for none. */
  readonly bannedUntil: number
  /** Share of the tightest limit that is not used up just now, from 0 to 1. */
  readonly left: number
}

type Use = { readonly time: number; readonly amount: number }
type State = Limit & { uses: Use[]; pausedUntil: number }
type Waiting = { readonly cost: Cost; readonly answer: (admission: Admission) => void; readonly forget: () => void }

/**
 * A sliding window for each limit: no window of the venue, wherever it begins, sees more than the limit. `clock` must never go back,
 * so that a wall clock that is set neither stalls a cancel nor lets a burst through.
 */
export function createLimiter(clock: Clock, limits: readonly Limit[]): Limiter {
  const states = new Map<string, State>(limits.map((limit) => [limit.name, { ...limit, uses: [], pausedUntil: 0 }]))
  const queues = new Map<Priority, Waiting[]>(priorities.map((priority) => [priority, []]))
  let bannedUntil = 0
  let timer: (() => void) | undefined

  function stateOf(name: string): State {
    const state = states.get(name)
    if (!state) throw new RangeError(`There is no limit "${name}"; this venue has ${[...states.keys()].join(', ')}.`)
    return state
  }

  const share = (priority: Priority, { capacity }: Limit) => (reserved.includes(priority) ? capacity : Math.floor(capacity * OPEN_SHARE))

  /** Earliest time at which `cost` fits into every limit. */
  function fitsAt(priority: Priority, cost: Cost): number {
    const now = clock.now()
    let at = Math.max(now, bannedUntil)
    for (const [name, amount] of Object.entries(cost)) {
      if (amount === 0) continue
      const state = stateOf(name)
      at = Math.max(at, state.pausedUntil)
      state.uses = state.uses.filter(({ time }) => time + state.window > now)
      let used = state.uses.reduce((sum, use) => sum + use.amount, 0)
      for (const use of state.uses) {
        if (used + amount <= share(priority, state)) break
        used -= use.amount
        at = Math.max(at, use.time + state.window)
      }
    }
    return at
  }

  function pump(): void {
    timer?.()
    timer = undefined
    for (const priority of priorities) {
      const queue = queues.get(priority)!
      while (queue.length > 0) {
        const [first] = queue
        const at = fitsAt(priority, first!.cost)
        if (at > clock.now()) {
          // Nothing of a lower priority passes: it would take what this one waits for. A pause of one limit alone holds nobody else up.
          if (!onlyPaused(first!.cost)) return void (timer = clock.at(at, pump))
          timer ??= clock.at(at, pump)
          break
        }
        queue.shift()
        for (const [name, amount] of Object.entries(first!.cost)) {
          if (amount > 0) stateOf(name).uses.push({ time: clock.now(), amount })
        }
        first!.forget()
        first!.answer('go')
      }
    }
  }

  const onlyPaused = (cost: Cost) =>
    bannedUntil <= clock.now() && Object.entries(cost).some(([name, amount]) => amount > 0 && stateOf(name).pausedUntil > clock.now())

  return {
    async admit(priority, cost, deadline) {
      for (const [name, amount] of Object.entries(cost)) {
        const state = stateOf(name)
        if (!(amount >= 0 && amount <= share(priority, state)))
          throw new RangeError(`A request that takes ${amount} of ${name} can never pass: ${share(priority, state)} is the most.`)
      }
      const queue = queues.get(priority)!
      if (queue.length >= (MOST_WAITING[priority] ?? Infinity)) return 'late'
      return new Promise((resolve) => {
        const late = () => {
          queue.splice(queue.indexOf(waiting), 1)
          resolve('late')
          pump()
        }
        const forget = deadline === undefined ? () => undefined : clock.at(deadline, late)
        const waiting: Waiting = { cost, answer: resolve, forget }
        queue.push(waiting)
        pump()
      })
    },
    learn(name, used) {
      const state = stateOf(name)
      const now = clock.now()
      state.uses = state.uses.filter(({ time }) => time + state.window > now)
      const ours = state.uses.reduce((sum, use) => sum + use.amount, 0)
      if (used > ours) state.uses.push({ time: now, amount: used - ours })
    },
    pause(name, until) {
      const state = stateOf(name)
      state.pausedUntil = Math.max(state.pausedUntil, until)
      pump()
    },
    ban(until) {
      bannedUntil = Math.max(bannedUntil, until)
      pump()
    },
    get left() {
      const now = clock.now()
      const used = ({ uses, window }: State) => uses.reduce((sum, { time, amount }) => (time + window > now ? sum + amount : sum), 0)
      return Math.min(1, ...[...states.values()].map((state) => Math.max(0, 1 - used(state) / state.capacity)))
    },
    get bannedUntil() {
      return bannedUntil > clock.now() ? bannedUntil : 0
    },
  }
}
