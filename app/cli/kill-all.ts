import { setTimeout as sleep } from 'node:timers/promises'
import type { Engine } from '../../engine/main.ts'
import type { LiveStatus, LiveSummary } from '../../engine/protocol/live-requests.ts'
import type { OrderRecord } from '../../engine/protocol/orders.ts'
import { printable } from '../../engine/protocol/terminal-text.ts'
import { say, sayJson } from './output.ts'
import { withEngine, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

/** What became of one run. */
type Killed = Pick<LiveSummary, 'run' | 'mode' | 'strategy'> & {
  /** Every order of it has a proven end, but those that guard what it holds. */
  readonly proven: boolean
  /** Stops and targets that stay. */
  readonly guards: number
  /** What is not proven, for people; empty where all is. */
  readonly unknown: readonly string[]
}

/** Between two looks at what still works. */
const LOOK_EVERY = 250

/**
 * Kills every run of the workspace, all at once, then waits for the ends of their orders to be proven. What is not proven is said: a run
 * that does not answer may be hung or gone, and what it left at an exchange nobody here knows.
 */
export async function killAll(patience: number, json: boolean, shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const { runs } = await engine.request('live.list', {})
    // One that is called lost may be at work and too busy to say so: it is asked too.
    const killed = await Promise.all(runs.filter(({ state }) => state !== 'ended').map((run) => killOne(engine, run, patience, shell)))
    const told = killed.filter((one) => one !== undefined)
    if (json) sayJson(told)
    else if (told.length === 0) say('no run is at work\n')
    else say(`${told.flatMap(linesOf).join('\n')}\n`)
    const open = told.filter(({ proven }) => !proven).length
    if (open > 0)
      throw new Stop(exitCodes.mismatch, `of ${open} ${open === 1 ? 'run' : 'runs'} not every end is proven: look at the exchange`)
  })
}

async function killOne(
  engine: Engine,
  { run, mode, strategy, state }: LiveSummary,
  patience: number,
  shell: Shell,
): Promise<Killed | undefined> {
  const done = await engine.request('live.operate', { run, act: 'kill' })
  if (!done.ok) {
    // A rehearsal that was cut short has left nothing anywhere.
    if (mode === 'paper' && state === 'lost') return undefined
    const why =
      state === 'lost'
        ? 'it was cut short, and what it left at the exchange is there: weir live --resume, or withdraw it there'
        : 'it did not answer'
    return { run, mode, strategy, proven: false, guards: 0, unknown: [why] }
  }
  let { status } = done
  const late = Date.now() + patience
  while (unproven(status).length > 0 && Date.now() < late && !shell.interrupt.signal.aborted) {
    await sleep(LOOK_EVERY)
    const now = await engine.request('live.status', { run })
    if (!now.ok) break
    status = now.status
  }
  const open = unproven(status)
  const guards = status.working.length - open.length
  return { run, mode, strategy, proven: open.length === 0, guards, unknown: open.map((order) => orderText(status, order)) }
}

/** What guards a position and is not itself in doubt stays after a kill. */
const unproven = ({ working }: LiveStatus) =>
  working.filter(({ purpose, unknown, pending }) => purpose !== 'protect' || unknown || pending === 'cancel')

/** "buy order 4: its cancel is not answered yet" */
function orderText({ ended }: LiveStatus, { sequence, side, state, unknown, pending }: OrderRecord): string {
  const why = unknown
    ? 'the outcome of the last command is not proven'
    : pending === 'cancel'
      ? 'its withdrawal is not proven'
      : ended === null
        ? `it is ${state}`
        : `it was ${state} when the run ended`
  return `${side} order ${sequence}: ${why}`
}

function linesOf({ run, mode, strategy, proven, guards, unknown }: Killed): string[] {
  const head = `${run.slice(0, 8)} ${mode} ${printable(strategy)}: `
  const stay = `${guards} ${guards === 1 ? 'order stays' : 'orders stay'} and guard${guards === 1 ? 's' : ''} what it holds`
  if (proven) return [`${head}killed, ${guards === 0 ? 'nothing of it is left at work' : stay}`]
  return [`${head}NOT PROVEN`, ...unknown.map((what) => `  ${what}`)]
}
