import type { Channel, EngineRequests } from '../engine/protocol/channel.ts'
import type { LiveSummary } from '../engine/protocol/live-requests.ts'

export type Question = { readonly message: string; readonly detail: string; readonly buttons: readonly string[]; readonly cancelId: number }

export type LeavingOptions = {
  readonly engine: Pick<Channel<EngineRequests>, 'request'>
  /** Asks the person; answers with the number of a button. */
  readonly ask: (question: Question) => number
  readonly hide: () => void
  /** Ends the program, unless somebody stays for unsaved work. */
  readonly quit: () => void
  /** Whether a program without a window goes on, as on a Mac. */
  readonly staysOpen: boolean
}

/** What may be held back: Electron's own events. */
type Prevented = { preventDefault(): void }

export type Leaving = {
  /** The window is being closed, and with it the program. */
  closed(event: Prevented): void
  /** The program was asked to end. */
  asked(event: Prevented): void
  /** Ends without a question: the system says so, and would not wait for an answer. */
  now(): void
  /** Somebody was asked about unsaved work and stays. */
  stayed(): void
}

const KEEP = 0
const STOP = 1
/** An engine that says nothing for so long does not hold up who wants to leave, milliseconds. */
const PATIENCE = 3000

/** Nobody ends a run by closing a window: with runs at work the person is asked whether they go on, in the tray, or stop. */
export function createLeaving({ engine, ask, hide, quit, staysOpen }: LeavingOptions): Leaving {
  let quitting = false
  let isAsking = false

  async function leave(ends: boolean): Promise<void> {
    const runs = await runsAtWork(engine)
    if (runs.length > 0) {
      const answer = ask(questionOf(runs))
      if (answer === KEEP) return hide()
      if (answer !== STOP) return
    } else if (!ends && staysOpen) return hide()
    quitting = true
    quit()
  }

  function hold(event: Prevented, ends: boolean): void {
    if (quitting) return
    event.preventDefault()
    if (isAsking) return
    isAsking = true
    void leave(ends).finally(() => (isAsking = false))
  }

  return {
    closed: (event) => hold(event, false),
    asked: (event) => hold(event, true),
    now() {
      quitting = true
      quit()
    },
    stayed: () => void (quitting = false),
  }
}

async function runsAtWork(engine: LeavingOptions['engine']): Promise<readonly LiveSummary[]> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE))
  const answer = await Promise.race([engine.request('live.list', {}).catch(() => undefined), late])
  return answer?.runs.filter(({ here, state }) => here && state !== 'ended') ?? []
}

function questionOf(runs: readonly LiveSummary[]): Question {
  const [{ strategy, mode }] = runs as [LiveSummary]
  const isReal = runs.some((run) => run.mode === 'live')
  return {
    message: runs.length === 1 ? `"${strategy}" is running ${mode === 'live' ? 'LIVE' : 'on paper'}.` : `${runs.length} runs are at work.`,
    detail: isReal
      ? 'It can go on in the tray without this window. If it stops, no new order leaves and entries that still wait are withdrawn; stops that rest at the exchange stay, those watched here are no longer watched.'
      : 'It can go on in the tray without this window. If it stops, it ends in order and its journal is closed.',
    buttons: ['Keep running', runs.length === 1 ? 'Stop it and quit' : 'Stop them and quit', 'Cancel'],
    cancelId: 2,
  }
}
