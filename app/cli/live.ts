import { Option, type Command } from 'commander'
import type { ArmingList } from '../../engine/protocol/live-requests.ts'
import { fillProfiles, riskProfiles } from '../../engine/protocol/profiles.ts'
import { printable } from '../../engine/protocol/terminal-text.ts'
import { sayFindings } from './findings.ts'
import { byName, deliver, follow } from './follow-run.ts'
import { say, sayJson, tell } from './output.ts'
import { collectSlot, parseDuration, parseMoney } from './parse.ts'
import { readStrategy } from './read-strategy.ts'
import { stopNotRun } from './run-options.ts'
import { keysOf, withEngine, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Options = {
  readonly key: string
  readonly at?: string
  readonly slot?: Readonly<Record<string, string>>
  readonly for?: number
  readonly capital?: string
  readonly resume?: string
  readonly profile: string
  readonly risk: string
  readonly arm?: string
  readonly override?: readonly 'KEY_RIGHTS'[]
  readonly json?: true
}

export function define(command: Command, shell: Shell): void {
  command
    .argument('[file]', 'the strategy')
    .requiredOption('--key <name>', 'which key of the keychain it trades with; weir keys list shows them')
    .option('--capital <amount>', 'what the run may use of the account, in its currency', parseMoney)
    .option('--resume <run>', 'go on with a live run that ended without being ended, by its first digits or latest')
    .option('--at <address>', 'where the demo exchange is, such as 127.0.0.1:8790 (for a key of the venue "demo")')
    .option('--slot <name=instrument>', 'another instrument for a slot, such as main=ETH/USDT; may be given again for others', collectSlot)
    .option('--for <duration>', 'how long it runs, such as 30m, 2h or 7d (default: until Ctrl-C)', parseDuration)
    .addOption(
      new Option('--profile <name>', 'how its backtest simulates fills')
        .choices(fillProfiles.map(({ name }) => name))
        .default(fillProfiles[0].name),
    )
    .addOption(
      new Option('--risk <name>', 'which account limits hold').choices(riskProfiles.map(({ name }) => name)).default('live-default-1'),
    )
    .option('--arm <name>', 'arms it: the name of the strategy, typed as it is. Without it the check list is shown and nothing begins')
    .addOption(
      new Option('--override <check...>', 'arm although this check is red; it is written into the journal').choices(['KEY_RIGHTS']),
    )
    .option('--json', 'print the check list, or the whole report, as one JSON document')
    .addHelpText(
      'after',
      '\nAnother terminal can look and stop: weir status, weir stop latest, weir kill latest. Ctrl-C ends the run in order: entries are withdrawn, what guards a position stays at the exchange.\n\nOne process holds a key. Several strategies on one account are armed one after the other in the window (weir start), where they share its limits.\n\nExample:\n  $ weir live examples/strategies/sma-cross.weir --key practice --at 127.0.0.1:8790 --capital 1000',
    )
    .action((file: string | undefined, options: Options) =>
      options.resume === undefined ? live(file, options, shell) : resume(options.resume, options, shell),
    )
}

async function resume(run: string, options: Options, shell: Shell): Promise<void> {
  await withEngine(
    shell,
    async (engine) => {
      const started = await engine.request('live.resume', {
        run,
        key: options.key,
        ...(options.at === undefined ? {} : { address: options.at }),
      })
      if (started.kind === 'not-run') throw stopNotRun(started, run)
      tell(`weir: live run ${started.run.slice(0, 8)} goes on: its account is looked at first`)
      await deliver(engine, await follow(engine, started.run, shell), options.json === true)
    },
    { keys: keysOf(shell) },
  )
}

async function live(file: string | undefined, options: Options, shell: Shell): Promise<void> {
  const { capital } = options
  if (file === undefined) throw new Stop(exitCodes.input, 'say which strategy: weir live FILE, or --resume RUN')
  if (capital === undefined) throw new Stop(exitCodes.input, 'say what the run may use of the account: --capital 1000')
  const read = await readStrategy(file)
  if ('findings' in read) throw stopNotRun({ kind: 'not-run', findings: read.findings, problems: [] }, file)
  for (const note of read.notes) tell(`weir: ${note}`)
  await withEngine(
    shell,
    async (engine) => {
      const wish = {
        document: read.document,
        key: options.key,
        ...(options.at === undefined ? {} : { address: options.at }),
        slots: { ...options.slot },
        duration: options.for ?? null,
        capital,
        ...byName('fillProfile', fillProfiles, options.profile),
        ...byName('riskProfile', riskProfiles, options.risk),
      }
      if (options.arm === undefined) {
        const checked = await engine.request('live.check', wish)
        if (checked.kind === 'not-run') throw stopNotRun(checked, file)
        if (options.json) sayJson(checked.list)
        else say(checkList(checked.list))
        if (checked.list.checks.some(({ ok }) => !ok)) throw new Stop(exitCodes.input, 'not every check is green: nothing was begun')
        tell(`weir: everything is green; begin with --arm ${JSON.stringify(checked.list.strategy)}`)
        return
      }
      const started = await engine.request('live.start', { ...wish, armed: options.arm, overrides: [...(options.override ?? [])] })
      if (started.kind === 'not-run') throw stopNotRun(started, file)
      sayFindings(started.findings)
      tell(`weir: live run ${started.run.slice(0, 8)} has begun: its orders are real`)
      const status = await follow(engine, started.run, shell)
      await deliver(engine, status, options.json === true)
    },
    { keys: keysOf(shell) },
  )
}

/** The check list for a terminal, and the most that can go wrong. */
function checkList({ strategy, currency, checks, worst }: ArmingList): string {
  const { positions, notional, ordersPerMinute, loss, drawdown } = worst
  const money = (amount: number) => `${amount.toFixed(2)} ${currency}`
  return [
    `Before "${printable(strategy)}" trades with real orders:`,
    '',
    ...checks.map(({ code, ok, sentence }) => `  ${ok ? 'ok ' : 'NO '}  ${code.padEnd(11)} ${printable(sentence)}`),
    '',
    'At the very most:',
    `  ${positions} ${positions === 1 ? 'position' : 'positions'} at once, together worth ${money(notional)}`,
    ordersPerMinute === null ? '  no limit on orders a minute' : `  ${ordersPerMinute} orders a minute`,
    `  ${money(loss)} lost if every stop slips to nothing`,
    ...(drawdown === null ? [] : [`  nothing is added any more once it has lost ${(drawdown * 100).toFixed(0)} % from its peak`]),
    '',
  ].join('\n')
}
