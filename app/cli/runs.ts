import type { Command } from 'commander'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { readDocument } from '../../nodes/strategy/parse.ts'
import type { FigureValue } from '../../engine/protocol/report.ts'
import type { RunComparison, RunSummary } from '../../engine/protocol/runs.ts'
import { printable, shorten, table } from '../../engine/protocol/terminal-text.ts'
import { checkOutPaths, createOutFiles } from './out-files.ts'
import { say, sayJson, tell } from './output.ts'
import { withEngine, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Json = { readonly json?: true }
type ShowOptions = Json & { readonly report?: string; readonly strategy?: string }

export function define(command: Command, shell: Shell): void {
  command.addHelpText('after', '\nA run is named by the first digits of its id, or "latest".\n\nExample:\n  $ weir runs show latest')
  command
    .command('list')
    .description('past runs, latest first')
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir runs list')
    .action((options: Json) => list(options, shell))
  command
    .command('show')
    .description('the report of a past run')
    .argument('<run>', 'its first digits, or latest')
    .option('--json', 'print the whole record as one JSON document')
    .option('--report <file>', 'write the report as one HTML page')
    .option('--strategy <file>', 'write the strategy exactly as it ran')
    .addHelpText('after', '\nExample:\n  $ weir runs show 3f9a --strategy as-it-ran.weir')
    .action((run: string, options: ShowOptions) => show(run, options, shell))
  command
    .command('compare')
    .description('two runs side by side: their figures and what differed going in')
    .argument('<a>', 'first digits of a run, or latest')
    .argument('<b>', 'first digits of another')
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir runs compare 3f9a latest')
    .action((a: string, b: string, options: Json) => compare(a, b, options, shell))
  command
    .command('delete')
    .description('forget runs; the count of variants tried stays')
    .argument('<run...>', 'first digits of each')
    .addHelpText('after', '\nExample:\n  $ weir runs delete 3f9a 77c0')
    .action((runs: string[]) => remove(runs, shell))
}

async function list({ json }: Json, shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const { runs, skipped } = await engine.request('runs.list', {})
    if (json) sayJson(runs)
    else if (runs.length === 0) say('no runs yet; "weir backtest" makes one\n')
    else say(listTable(runs))
    for (const sentence of skipped) tell(`weir: passed over: ${sentence}`)
  })
}

function listTable(runs: readonly RunSummary[]): string {
  const rows = runs.map(({ runId, savedAt, strategy, from, to, bars, metrics }) => [
    runId.slice(0, 8),
    minute(savedAt),
    `${shorten(printable(strategy.name), 24)} r${strategy.revision}`,
    from === null || to === null ? '–' : `${minute(from).slice(0, 10)} to ${minute(to).slice(0, 10)}`,
    String(bars),
    percent(metrics['return']),
    percent(metrics['maxDrawdown']),
    String(metrics['trades'] ?? '–'),
  ])
  const right = (head: string) => ({ head, align: 'right' as const })
  const left = (head: string) => ({ head, align: 'left' as const })
  return `${table([left('run'), left('made'), left('strategy'), left('range'), right('bars'), right('return'), right('drawdown'), right('trades')], rows).join('\n')}\n`
}

async function show(run: string, { json, report, strategy }: ShowOptions, shell: Shell): Promise<void> {
  await checkOutPaths([report, strategy])
  await withEngine(shell, async (engine) => {
    const found = await engine.request('runs.show', { run })
    if (!found.ok) throw new Stop(exitCodes.input, found.message)
    const write = async (form: 'text' | 'html') => {
      const written = await engine.request('report.write', { run: found.record.runId, form })
      if (!written.ok) throw new Stop(exitCodes.input, written.message)
      return written.pieces
    }
    const files = createOutFiles()
    try {
      if (report !== undefined) await files.add(report, await write('html'))
      if (strategy !== undefined) await files.add(strategy, [strategyText(found.record.document)])
      shell.interrupt.check()
      await files.commit()
    } catch (error) {
      await files.discard()
      throw error
    }
    if (json) sayJson(found.record)
    else for (const piece of await write('text')) say(piece)
  })
}

function strategyText(document: unknown): string {
  const read = readDocument(document)
  if ('findings' in read) throw new Stop(exitCodes.findings, `the recorded strategy cannot be read: ${read.findings[0].message}`)
  return formatDocument(read.document)
}

async function compare(a: string, b: string, { json }: Json, shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const reply = await engine.request('runs.compare', { a, b })
    if (!reply.ok) throw new Stop(exitCodes.input, reply.message)
    if (json) sayJson(reply.comparison)
    else say(comparisonText(reply.comparison))
  })
}

function comparisonText({ a, b, figures, differences, cut }: RunComparison): string {
  const name = (run: RunSummary) => `${run.runId.slice(0, 8)} ${shorten(printable(run.strategy.name), 20)}`
  const lines = table(
    [
      { head: '', align: 'left' },
      { head: name(a), align: 'right' },
      { head: name(b), align: 'right' },
    ],
    figures.map(({ title, measure, a: first, b: second }) => [title, figureText(measure, first), figureText(measure, second)]),
  )
  const rows = differences.map(({ what, a: first, b: second }) => [
    `  ${shorten(printable(what), 44)}`,
    shorten(printable(first), 24),
    shorten(printable(second), 24),
  ])
  const heads = [
    { head: 'What differed', align: 'left' as const },
    { head: a.runId.slice(0, 8), align: 'left' as const },
    { head: b.runId.slice(0, 8), align: 'left' as const },
  ]
  const differed = rows.length === 0 ? ['Nothing differed going in: the same run twice.'] : table(heads, rows)
  return `${[...lines, '', ...differed, ...(cut ? ['  and more'] : [])].join('\n')}\n`
}

async function remove(runs: readonly string[], shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const failed: string[] = []
    for (const run of runs) {
      const reply = await engine.request('runs.delete', { run })
      if (reply.ok) say(`deleted ${reply.runId}\n`)
      else failed.push(reply.message)
    }
    if (failed.length > 0) throw new Stop(exitCodes.input, failed.join('\nweir: '))
  })
}

function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}

function percent(value: FigureValue | undefined): string {
  return typeof value === 'number' ? `${(value * 100).toFixed(2)} %` : '–'
}

function figureText(measure: string, value: FigureValue): string {
  if (value === null) return '–'
  if (typeof value === 'string') return value
  if (measure === 'fraction') return percent(value)
  return measure === 'count' ? String(value) : value.toFixed(measure === 'days' || measure === 'bars' ? 1 : 2)
}
