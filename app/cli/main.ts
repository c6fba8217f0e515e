import { homedir } from 'node:os'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { listenForInterrupt, type Interrupt } from './interrupt.ts'
import { endWhenNobodyReads, tell } from './output.ts'
import type { CommandFile, Shell } from './shell.ts'
import { exitCodes, exitWords, Stop } from './stop.ts'
import { readVersion } from './version.ts'

/** Every command with its line in `weir --help`. A file is read only when its command is the one wanted: help and starting stay quick. */
const commands: readonly { readonly name: string; readonly summary: string; readonly load: () => Promise<CommandFile> }[] = [
  { name: 'backtest', summary: 'run a strategy over candles and report what it would have done', load: () => import('./backtest.ts') },
  {
    name: 'paper',
    summary: 'run a strategy on live market data with simulated fills, and prove that it equals its backtest',
    load: () => import('./paper.ts'),
  },
  {
    name: 'live',
    summary: 'run a strategy with real orders at an exchange, after a check list and its name typed',
    load: () => import('./live.ts'),
  },
  { name: 'status', summary: 'show the runs that live, and how one stands', load: async () => (await import('./live-runs.ts')).status },
  { name: 'stop', summary: 'let no new exposure leave a run any more', load: async () => (await import('./live-runs.ts')).stop },
  { name: 'kill', summary: 'stop a run and withdraw its resting exits too', load: async () => (await import('./live-runs.ts')).kill },
  { name: 'verify', summary: 'say whether a journal is whole', load: async () => (await import('./journals.ts')).verify },
  {
    name: 'replay',
    summary: 'decide a session again from its journal, byte for byte',
    load: async () => (await import('./journals.ts')).replay,
  },
  { name: 'parity', summary: 'compare a session with the backtest of its bars', load: async () => (await import('./journals.ts')).parity },
  { name: 'journals', summary: 'list, export and prune the journals of runs', load: () => import('./kept-journals.ts') },
  { name: 'check', summary: 'say everything that is wrong or doubtful in a strategy', load: () => import('./check.ts') },
  { name: 'values', summary: 'write out the value of any wire at every bar', load: () => import('./values.ts') },
  { name: 'nodes', summary: 'show the catalogue of nodes a strategy is made of', load: () => import('./nodes.ts') },
  { name: 'runs', summary: 'list, show, compare and delete past runs', load: () => import('./runs.ts') },
  { name: 'data', summary: 'import, list and export candles', load: () => import('./data.ts') },
  {
    name: 'alerts',
    summary: 'show what is told of runs, try the channels, and keep their secrets in the keychain',
    load: () => import('./alerts.ts'),
  },
  {
    name: 'keys',
    summary: 'keep keys of exchanges in the keychain, list, test and remove them; take a changed identity',
    load: () => import('./keys.ts'),
  },
  {
    name: 'demo-exchange',
    summary: 'serve an exchange to practise on, which speaks the protocol of a real one and can go wrong on demand',
    load: () => import('./demo-exchange.ts'),
  },
  { name: 'new', summary: 'write an example strategy to start from', load: () => import('./new.ts') },
  { name: 'start', summary: 'open the window; without one in the build, run the example', load: () => import('./start.ts') },
]

/** The command named, options of the program passed over; what follows `help` is the one to be explained. */
function findWanted(words: readonly string[]): string | undefined {
  for (let i = 0; i < words.length; i++) {
    if (words[i] === '--workspace') i++
    else if (words[i] !== 'help' && !words[i].startsWith('-')) return words[i]
  }
  return undefined
}

async function run(words: readonly string[], interrupt: Interrupt): Promise<void> {
  const program = new Command('weir')
    .description('Wire a trading strategy as a graph, see what it would have done, rehearse it on paper, run it live.')
    .version(readVersion())
    .option('--workspace <folder>', 'where imported data and past runs are kept', join(homedir(), 'Weir'))
    .addHelpText('after', `\nExit codes:\n${exitWords.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`).join('\n')}`)
    .addHelpText('after', '\nExample:\n  $ weir backtest examples/strategies/sma-cross.weir')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`weir: ${text.replace(/^error: /, '')}`) })
  const shell: Shell = { interrupt, workspace: () => program.opts<{ workspace: string }>().workspace }
  const wanted = findWanted(words)
  for (const { name, summary, load } of commands) {
    const command = program.command(name).description(summary)
    if (name === wanted) (await load()).define(command, shell)
  }
  await program.parseAsync(words, { from: 'user' })
}

/** The exit code for what ended a command, said on stderr where it is more than "done". */
function codeFor(error: unknown, interrupt: Interrupt): number {
  if (interrupt.signal.aborted && !(error instanceof Stop)) {
    try {
      interrupt.check()
    } catch (stop) {
      return codeFor(stop, interrupt)
    }
  }
  if (error instanceof Stop) {
    if (error.message !== '') tell(`weir: ${error.message}`)
    return error.code
  }
  // Commander has said what is wrong; asking for help or the version is not.
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.input
  const account = error instanceof Error ? (error.stack ?? error.message) : String(error)
  tell(`weir: a fault in Weir, not in your strategy or data; nothing was written. Please report it with these lines:\n${account}`)
  return exitCodes.fault
}

endWhenNobodyReads()
const interrupt = listenForInterrupt()
try {
  await run(process.argv.slice(2), interrupt)
} catch (error) {
  process.exitCode = codeFor(error, interrupt)
}
