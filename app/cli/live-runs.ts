import type { Command } from 'commander'
import type { Act, LiveSummary } from '../../engine/protocol/live-requests.ts'
import { printable, table } from '../../engine/protocol/terminal-text.ts'
import { statusLines } from './live-text.ts'
import { killAll } from './kill-all.ts'
import { say, sayJson, tell } from './output.ts'
import { parseDuration } from './parse.ts'
import { withEngine, type CommandFile, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Json = { readonly json?: true }

/** `weir status`: runs at work in any process of this workspace, and what became of past ones. */
export const status: CommandFile = {
  define(command: Command, shell: Shell) {
    command
      .argument('[run]', 'first digits of a run, or latest; without one, all')
      .option('--json', 'print as one JSON document')
      .addHelpText('after', '\nExample:\n  $ weir status latest')
      .action((run: string | undefined, options: Json) => (run === undefined ? list(options, shell) : show(run, options, shell)))
  },
}

async function list({ json }: Json, shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const { runs } = await engine.request('live.list', {})
    if (json) sayJson(runs)
    else if (runs.length === 0) say('no runs yet; "weir paper" begins one\n')
    else say(listTable(runs))
  })
}

function listTable(runs: readonly LiveSummary[]): string {
  const words = { lost: 'ended without saying so' } as const
  const rows = runs.map(({ run, mode, strategy, from, state }) => [
    run.slice(0, 8),
    mode,
    printable(strategy),
    new Date(from).toISOString().slice(0, 16).replace('T', ' '),
    state === 'lost' ? words.lost : state,
  ])
  return `${table(
    ['run', 'mode', 'strategy', 'begun', 'state'].map((head) => ({ head, align: 'left' as const })),
    rows,
  ).join('\n')}\n`
}

async function show(run: string, { json }: Json, shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const found = await engine.request('live.status', { run })
    if (!found.ok) throw new Stop(exitCodes.input, found.message)
    if (json) sayJson(found.status)
    else say(`${statusLines(found.status).join('\n')}\n`)
  })
}

/** `weir stop`: acts on a run, wherever it is at work. */
function acting(act: Act, does: string, said: string): CommandFile {
  return {
    define(command: Command, shell: Shell) {
      command
        .argument('<run>', 'first digits of a run, or latest')
        .option('--json', 'print how it stands then as one JSON document')
        .addHelpText('after', `\n${does}\n\nExample:\n  $ weir ${act} latest`)
        .action((run: string, options: Json) => actOn(run, act, said, options, shell))
    },
  }
}

async function actOn(run: string, act: Act, said: string, { json }: { readonly json?: true | undefined }, shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const done = await engine.request('live.operate', { run, act })
    if (!done.ok) throw new Stop(exitCodes.input, done.message)
    if (json) sayJson(done.status)
    else say(`${statusLines(done.status).join('\n')}\n`)
    tell(`weir: run ${done.status.run.slice(0, 8)} ${said}`)
  })
}

export const stop = acting(
  'stop',
  'No new exposure leaves once this is acknowledged. Orders that would add to a position are withdrawn; what protects one stays.',
  'is stopped: no new exposure leaves any more',
)
/** `weir kill`: one run, or with `--all` every one of this workspace. */
export const kill: CommandFile = {
  define(command: Command, shell: Shell) {
    command
      .argument('[run]', 'first digits of a run, or latest')
      .option('--all', 'every paper and live run of this workspace, whichever process it is at work in')
      .option('--wait <duration>', 'with --all: how long to wait for the proven end of every order', parseDuration, 30_000)
      .option('--json', 'print how it stands then as one JSON document')
      .addHelpText(
        'after',
        '\nLike stop, and exits that rest are withdrawn as well. Stops and targets that guard a position stay: a position is never left bare. With --all it ends with 6 where an end is not proven, and says which.\n\nExample:\n  $ weir kill latest',
      )
      .action((run: string | undefined, { all, wait, json }: KillOptions) => {
        if ((run === undefined) === (all === undefined)) throw new Stop(exitCodes.input, 'say which run, or --all')
        return run === undefined ? killAll(wait, json === true, shell) : actOn(run, 'kill', KILLED, { json }, shell)
      })
  },
}
const KILLED = 'is killed: no new order leaves; what guards a position stays'
type KillOptions = { readonly all?: true; readonly wait: number; readonly json: true | undefined }
