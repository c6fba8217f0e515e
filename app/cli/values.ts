import type { Command } from 'commander'
import { checkOutPaths, createOutFiles } from './out-files.ts'
import { say, tell } from './output.ts'
import { parseWires } from './parse.ts'
import { createProgress } from './progress.ts'
import { readStrategy } from './read-strategy.ts'
import { addRunOptions, runInput, stopNotRun, type RunOptions } from './run-options.ts'
import { withEngine, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'
import { wiresCsv } from './wires-csv.ts'

type Options = RunOptions & { readonly wires: readonly string[]; readonly out?: string }

const ALL_TIME = 8.64e15

export function define(command: Command, shell: Shell): void {
  addRunOptions(command)
    .argument('<file>', 'the strategy')
    .requiredOption('--wires <wires>', 'outputs to write, as node.port separated by commas', parseWires)
    .option('--out <file>', 'write to a file instead of the terminal')
    .addHelpText(
      'after',
      '\nCSV with one row per bar of the finest clock among the wires, named by its close (UTC). A wire on a slower clock keeps its last known value;\nmissing and unknown are empty, conditions are 0 or 1.\n\nExample:\n  $ weir values my.weir --wires fast.average,slow.average,up.result --out values.csv',
    )
    .action((file: string, options: Options) => values(file, options, shell))
}

async function values(file: string, options: Options, shell: Shell): Promise<void> {
  const { interrupt } = shell
  await checkOutPaths([options.out])
  const read = await readStrategy(file)
  if ('findings' in read) throw stopNotRun({ kind: 'not-run', findings: read.findings, problems: [] }, file)
  for (const note of read.notes) tell(`weir: ${note}`)
  await withEngine(shell, async (engine) => {
    const progress = await createProgress(options.progress ?? process.stderr.isTTY)
    const reply = await engine
      .request('backtest.run', runInput(read.document, options), { onProgress: progress.show, signal: interrupt.signal })
      .finally(progress.end)
    interrupt.check()
    if (reply.kind === 'not-run') throw stopNotRun(reply, file)
    const asked = { run: reply.outcome.runId, wires: [...options.wires], from: -ALL_TIME, to: ALL_TIME }
    const { wires, unknown } = await engine.request('values.range', asked)
    if (unknown.length > 0)
      throw new Stop(exitCodes.input, `the strategy has no wire ${unknown.join(', ')}; it has ${reply.wires.join(', ')}`)
    const [first] = reply.outcome.times
    await write(() => wiresCsv(wires, first ?? ALL_TIME), options.out, shell)
  })
}

async function write(csv: () => Iterable<string>, out: string | undefined, { interrupt }: Shell): Promise<void> {
  interrupt.check()
  if (out === undefined) {
    for (const piece of csv()) say(piece)
    return
  }
  const files = createOutFiles()
  try {
    await files.add(out, csv())
    interrupt.check()
    await files.commit()
  } catch (error) {
    await files.discard()
    throw error
  }
}
