import type { Command } from 'commander'
import type { Engine } from '../../engine/main.ts'
import type { ReportForm } from '../../engine/protocol/report-requests.ts'
import { sayFindings } from './findings.ts'
import { checkOutPaths, createOutFiles } from './out-files.ts'
import { say, sayJson, tell } from './output.ts'
import { createProgress } from './progress.ts'
import { readStrategy } from './read-strategy.ts'
import { addRunOptions, runInput, stopNotRun, type RunOptions } from './run-options.ts'
import { withEngine, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Options = RunOptions & { readonly json?: true; readonly trades?: string; readonly equity?: string; readonly report?: string }

export function define(command: Command, shell: Shell): void {
  addRunOptions(command)
    .argument('<file>', 'the strategy')
    .option('--json', 'print the whole report as one JSON document: the same bytes every time for the same run')
    .option('--trades <file>', 'write the trades as CSV')
    .option('--equity <file>', 'write the equity at every bar as CSV')
    .option('--report <file>', 'write the report as one HTML page')
    .addHelpText(
      'after',
      '\nExample:\n  $ weir backtest examples/strategies/sma-cross.weir --data practice --from 2020-01-01 --to 2024-01-01 --report report.html',
    )
    .action((file: string, options: Options) => backtest(file, options, shell))
}

async function backtest(file: string, options: Options, shell: Shell): Promise<void> {
  const { interrupt } = shell
  await checkOutPaths([options.trades, options.equity, options.report])
  const read = await readStrategy(file)
  if ('findings' in read) {
    if (options.json) sayJson({ format: 'weir-not-run', findings: read.findings, problems: [] })
    throw stopNotRun({ kind: 'not-run', findings: read.findings, problems: [] }, file)
  }
  for (const note of read.notes) tell(`weir: ${note}`)
  await withEngine(shell, async (engine) => {
    const started = performance.now()
    const progress = await createProgress(options.progress ?? process.stderr.isTTY)
    const reply = await engine
      .request('backtest.run', runInput(read.document, options), { onProgress: progress.show, signal: interrupt.signal })
      .finally(progress.end)
    interrupt.check()
    if (reply.kind === 'not-run') {
      if (options.json) sayJson({ format: 'weir-not-run', findings: reply.findings, problems: reply.problems })
      throw stopNotRun(reply, file)
    }
    sayFindings(reply.findings)
    const seconds = (performance.now() - started) / 1000
    await deliver(engine, reply.outcome.runId, options, shell)
    tell(`weir: ${reply.outcome.times.length} bars in ${seconds.toFixed(2)} s`)
  })
}

/** Writes all that was asked for: files first and all or none, then the terminal. */
async function deliver(engine: Engine, run: string, options: Options, { interrupt }: Shell): Promise<void> {
  const shown = await engine.request('report.get', { run, orders: options.json === true })
  if (!shown.ok) throw new Stop(exitCodes.fault, shown.message)
  const files = createOutFiles()
  try {
    const write = async (path: string | undefined, form: ReportForm) => {
      if (path !== undefined) await files.add(path, await pieces(engine, run, form))
    }
    await write(options.trades, 'trades.csv')
    await write(options.equity, 'equity.csv')
    await write(options.report, 'html')
    interrupt.check()
    await files.commit()
  } catch (error) {
    await files.discard()
    throw error
  }
  if (options.json) sayJson(shown.report)
  else for (const piece of await pieces(engine, run, 'text')) say(piece)
  if (shown.note !== undefined) tell(`weir: ${shown.note}`)
  tell(
    `weir: run ${run.slice(0, 8)}, ${shown.variantsTried === null ? 'variants tried not counted' : `variants tried: ${shown.variantsTried}`}`,
  )
}

async function pieces(engine: Engine, run: string, form: ReportForm): Promise<Iterable<string>> {
  const reply = await engine.request('report.write', { run, form })
  if (!reply.ok) throw new Stop(exitCodes.fault, reply.message)
  return reply.pieces
}
