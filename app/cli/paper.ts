import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Engine } from '../../engine/main.ts'
import { fillProfiles, riskProfiles } from '../../engine/protocol/profiles.ts'
import { byName, deliver, follow } from './follow-run.ts'
import { sayFindings } from './findings.ts'
import { tell } from './output.ts'
import { collectSlot, parseDuration, parseMoney, parseTime } from './parse.ts'
import { readStrategy } from './read-strategy.ts'
import { stopNotRun } from './run-options.ts'
import { keysOf, withEngine, type Shell } from './shell.ts'

type Options = {
  readonly feed?: string
  readonly slot?: Readonly<Record<string, string>>
  readonly from?: number
  readonly for?: number
  readonly speed: number
  readonly capital?: string
  readonly profile: string
  readonly risk: string
  readonly json?: true
}

export function define(command: Command, shell: Shell): void {
  command
    .argument('<file>', 'the strategy')
    .option(
      '--feed <source>',
      'market data: practice, recorded candles as --data takes them elsewhere, or live: binance, or demo@127.0.0.1:8790 for the demo exchange (default: practice)',
    )
    .option('--slot <name=source>', 'market data for one slot, may be given again for others', collectSlot)
    .option('--from <date>', 'what time it is when the run begins (default: now)', parseTime)
    .option('--for <duration>', "how long it runs, in the run's own time, such as 30m, 2h or 7d (default: until Ctrl-C)", parseDuration)
    .option('--speed <factor>', 'how many times as fast as real time, or "max" (default: 1)', parseSpeed, 1)
    .option('--capital <amount>', 'starting cash in the account currency (default: 10000)', parseMoney)
    .addOption(
      new Option('--profile <name>', 'how fills are simulated').choices(fillProfiles.map(({ name }) => name)).default(fillProfiles[0].name),
    )
    .addOption(
      new Option('--risk <name>', 'which account limits hold').choices(riskProfiles.map(({ name }) => name)).default(riskProfiles[0].name),
    )
    .option('--json', 'print the whole report and its comparison with the backtest as one JSON document')
    .addHelpText(
      'after',
      '\nAnother terminal can look and stop: weir status, weir stop latest, weir kill latest. Ctrl-C ends the run in order.\n\nExample:\n  $ weir paper examples/strategies/sma-cross.weir --feed practice --speed 3600 --for 7d',
    )
    .action((file: string, options: Options) => paper(file, options, shell))
}

async function paper(file: string, options: Options, shell: Shell): Promise<void> {
  const read = await readStrategy(file)
  if ('findings' in read) throw stopNotRun({ kind: 'not-run', findings: read.findings, problems: [] }, file)
  for (const note of read.notes) tell(`weir: ${note}`)
  const work = async (engine: Engine) => {
    const started = await engine.request('paper.start', {
      document: read.document,
      ...(options.feed === undefined ? {} : { data: options.feed }),
      slots: { ...options.slot },
      from: options.from ?? null,
      duration: options.for ?? null,
      speed: Number.isFinite(options.speed) ? options.speed : null,
      ...(options.capital === undefined ? {} : { capital: options.capital }),
      ...byName('fillProfile', fillProfiles, options.profile),
      ...byName('riskProfile', riskProfiles, options.risk),
    })
    if (started.kind === 'not-run') throw stopNotRun(started, file)
    sayFindings(started.findings)
    tell(`weir: paper run ${started.run.slice(0, 8)} has begun: no order of it can reach an exchange`)
    const status = await follow(engine, started.run, shell)
    await deliver(engine, status, options.json === true)
  }
  await withEngine(shell, work, { keys: keysOf(shell) })
}

/** "60", or "max" for as fast as it can be followed. */
export function parseSpeed(text: string): number {
  if (text === 'max') return Infinity
  const speed = /^\d{1,7}(\.\d{1,3})?$/.test(text) ? Number(text) : NaN
  if (!(speed >= 0.001 && speed <= 1e6)) throw new InvalidArgumentError('Write a factor up to 1000000, such as 60, or max.')
  return speed
}
