import { Option, type Command } from 'commander'
import type { NotRun, RequestInput } from '../../engine/protocol/requests.ts'
import { fillProfiles, riskProfiles, type FillProfile } from '../../engine/protocol/profiles.ts'
import { sayFindings, stopCode } from './findings.ts'
import { collectSlot, parseMoney, parseRate, parseTime } from './parse.ts'
import { exitCodes, Stop } from './stop.ts'

export type DataOptions = {
  readonly data?: string
  readonly slot?: Readonly<Record<string, string>>
  readonly from?: number
  readonly to?: number
}

export type RunOptions = DataOptions & {
  readonly capital?: string
  readonly profile: string
  readonly risk: string
  readonly fee?: number
  readonly progress?: true
}

/** Which candles: options of every command that reads some. */
export function addDataOptions(command: Command): Command {
  return command
    .option(
      '--data <source>',
      'candles for every slot: practice, sp500, store (what was imported), a CSV or Parquet file, each also as BASE/QUOTE@source (default: practice)',
    )
    .option('--slot <name=source>', 'candles for one slot, may be given again for others', collectSlot)
    .option('--from <date>', 'first bar, such as 2024-01-31 or 2024-01-31T14:00 (UTC)', parseTime)
    .option('--to <date>', 'end, itself left out', parseTime)
}

/** How it is run: options of every command that runs a strategy. */
export function addRunOptions(command: Command): Command {
  return addDataOptions(command)
    .option('--capital <amount>', 'starting cash in the account currency (default: 10000)', parseMoney)
    .addOption(
      new Option('--profile <name>', 'how fills are simulated').choices(fillProfiles.map(({ name }) => name)).default(fillProfiles[0].name),
    )
    .addOption(
      new Option('--risk <name>', 'which account limits hold').choices(riskProfiles.map(({ name }) => name)).default(riskProfiles[0].name),
    )
    .option('--fee <rate>', "maker and taker fee, such as 0.1% (default: the instrument's)", parseRate)
    .option('--progress', 'show progress even where stderr is no terminal')
}

/** The options as the engine asks for them. */
export function dataInput({ data, slot = {}, from, to }: DataOptions) {
  if (from !== undefined && to !== undefined && from >= to) throw new Stop(exitCodes.input, '--from must be before --to')
  return { ...(data === undefined ? {} : { data }), slots: { ...slot }, from: from ?? null, to: to ?? null }
}

export function runInput(document: unknown, options: RunOptions): RequestInput<'backtest.run'> {
  const { capital, profile, risk, fee } = options
  const fillProfile = fillProfiles.find(({ name }) => name === profile)
  const riskProfile = riskProfiles.find(({ name }) => name === risk)
  return {
    document,
    ...dataInput(options),
    ...(capital === undefined ? {} : { capital }),
    ...(fillProfile ? { fillProfile: fee === undefined ? fillProfile : withFee(fillProfile, fee) } : {}),
    ...(riskProfile ? { riskProfile } : {}),
  }
}

/** Another fee is another profile, and its name says so. */
function withFee(profile: FillProfile, fee: number): FillProfile {
  return { ...profile, name: `${profile.name}, fee ${Number((fee * 100).toFixed(8))} %`, makerFee: fee, takerFee: fee }
}

/** Ends the command that asked for a run and got none: says why and picks the exit code. */
export function stopNotRun({ findings, problems }: NotRun, file: string): Stop {
  if (problems.length > 0) {
    const lines = problems.map(({ slot, message }) => (slot === undefined || message.includes(slot) ? message : `slot ${slot}: ${message}`))
    return new Stop(exitCodes.data, lines.join('\nweir: '))
  }
  sayFindings(findings)
  return new Stop(stopCode(findings), `"${file}" was not run; correct the errors above`)
}
