import { sleepOn, type Clock } from '../market/clock.ts'
import type { LiveAccount } from '../protocol/live-requests.ts'
import type { Core } from './core.ts'
import type { Alert } from './session.ts'

/** A run's account at an exchange. */
export type AccountLink = {
  /** Compares the account with the run's own ledger; answers with what stands against going on. */
  reconcile(): Promise<readonly string[]>
  /** What an earlier life of the run had asked to be withdrawn is asked again, once orders may leave. */
  goOn(): void
  /** The machine slept: everything is looked at anew. */
  wake(): Promise<void>
  /** What a person has decided about the venue is put on record, as far as it is not yet. */
  witness(): void
  /** How it stands, for people. */
  describe(): LiveAccount
  close(): void
}

/** What an account asks of a run beside its steps: to be looked at first, to be told of time, and not to be left with entries at work. */
export type TendedAccount = {
  /** Nothing leaves before this is over. What it finds halts the run, so that a person looks. */
  begin(): Promise<void>
  /** Entries are withdrawn and their ends awaited for a while; what guards a position stays. */
  leave(): Promise<void>
}

/** How often a desk with real orders is told that time has passed, milliseconds. */
const TIMER_EVERY = 10_000
/** A timer that comes so much too late was slept through. */
const SLEPT = 30_000
/** How long the end of what was withdrawn is awaited when a run ends, and how often it is looked at. */
const LONGEST_FAREWELL = 20_000
const FAREWELL_STEP = 250
const working: readonly string[] = ['new', 'sent', 'accepted', 'triggered', 'partial']

/** Of a run's core what this needs. */
type TendedCore = Pick<Core, 'operate'> & {
  readonly session: Pick<Core['session'], 'send'>
  readonly desk: Pick<Core['desk'], 'orders'>
}

export function tendAccount(account: AccountLink, core: TendedCore, clock: Clock, onAlert: (alert: Alert) => void): TendedAccount {
  let callOff = () => {}
  const say = (code: string, message: string) => onAlert({ kind: 'alert', time: clock.now(), code, message })
  core.operate('reconcile', clock.now())

  /** Time passes for the desk also while no bar comes: what has waited too long is noticed. */
  function watchTime(): void {
    const due = clock.now() + TIMER_EVERY
    callOff = clock.at(due, () => {
      const slept = clock.now() - due
      if (slept > SLEPT) {
        say('SLEPT', `This machine was away for ${Math.round(slept / 1000)} s: the account and what it missed are looked at anew.`)
        void account.wake()
      }
      core.session.send({ kind: 'timer', time: clock.now() })
      watchTime()
    })
  }

  const atWork = () => core.desk.orders().filter(({ state }) => working.includes(state))

  return {
    async begin() {
      const against = await account.reconcile()
      core.operate('reconciled', clock.now())
      if (against.length > 0) {
        core.operate('halt', clock.now())
        say('NOT_RECONCILED', `Halted before the first order: ${against.join('; ')}.`)
      }
      account.goOn()
      watchTime()
    },
    async leave() {
      core.operate('stop', clock.now())
      const rests = () => atWork().some(({ purpose }) => purpose === 'increase')
      for (let waited = 0; rests() && waited < LONGEST_FAREWELL; waited += FAREWELL_STEP) {
        await sleepOn(clock, FAREWELL_STEP)
      }
      callOff()
      const left = atWork().filter(({ purpose }) => purpose !== 'increase').length
      if (left > 0) say('LEFT_AT_VENUE', `${left} orders that guard or close what is held stay at the exchange.`)
      if (rests()) say('END_NOT_PROVEN', 'The end of an entry could not be proven: look at the exchange.')
      account.close()
    },
  }
}
