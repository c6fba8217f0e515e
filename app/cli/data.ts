import { Option, type Command } from 'commander'
import { timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { Imported, StoredSeries } from '../../engine/protocol/data-requests.ts'
import { printable, table } from '../../engine/protocol/terminal-text.ts'
import { checkOutPaths } from './out-files.ts'
import { say, sayJson, tell } from './output.ts'
import { parseTime } from './parse.ts'
import { createProgress } from './progress.ts'
import { withEngine, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Json = { readonly json?: true }
type ImportOptions = Json & {
  readonly symbol?: string
  readonly timeframe?: Timeframe
  readonly skipBad?: true
  readonly replace?: true
  readonly progress?: true
}
type ExportOptions = { readonly source: string; readonly from?: number; readonly to?: number; readonly progress?: true }

export function define(command: Command, shell: Shell): void {
  command.addHelpText('after', '\nExample:\n  $ weir data import BTCUSDT-1h.csv --symbol BTC/USDT')
  command
    .command('import')
    .description('read a candle file (CSV or Parquet) into the workspace')
    .argument('<file>', 'columns and times are recognised; exports of Binance, Kraken, CryptoDataDownload and TradingView too')
    .option('--symbol <base/quote>', 'which market the bars are of (default: what the file or its name says)')
    .addOption(new Option('--timeframe <name>', 'what the bars are (default: the most common step between them)').choices(timeframes))
    .option('--skip-bad', 'leave broken rows out and count them; without it one broken row imports nothing')
    .option('--replace', 'let bars of the file win over stored ones that differ')
    .option('--json', 'print what came of it as one JSON document')
    .option('--progress', 'show progress even where stderr is no terminal')
    .addHelpText('after', '\nExample:\n  $ weir data import BTCUSDT-1h.csv --symbol BTC/USDT --skip-bad')
    .action((file: string, options: ImportOptions) => importFile(file, options, shell))
  command
    .command('list')
    .description('what is stored')
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir data list')
    .action((options: Json) => list(options, shell))
  command
    .command('info')
    .description('one series: its market and its gaps')
    .argument('<symbol>', 'such as BTC/USDT')
    .addArgument(command.createArgument('<timeframe>', 'such as 1h').choices(timeframes))
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir data info BTC/USDT 1h')
    .action((symbol: string, timeframe: Timeframe, options: Json) => info(symbol, timeframe, options, shell))
  command
    .command('export')
    .description('write bars to a file: Parquet if its name ends so, else CSV')
    .argument('<symbol>', 'such as BTC/USDT')
    .addArgument(command.createArgument('<timeframe>', 'such as 1h; longer bars are built from shorter ones').choices(timeframes))
    .argument('<file>', 'what is there is written over, whole or not at all')
    .option('--source <source>', 'where from: store, practice, sp500 or a file', 'store')
    .option('--from <date>', 'first bar (UTC)', parseTime)
    .option('--to <date>', 'end, itself left out', parseTime)
    .option('--progress', 'show progress even where stderr is no terminal')
    .addHelpText('after', '\nExample:\n  $ weir data export BTC/USDT 1d practice.csv --source practice --from 2024-01-01')
    .action((symbol: string, timeframe: Timeframe, file: string, options: ExportOptions) =>
      exportFile(symbol, timeframe, file, options, shell),
    )
}

async function importFile(file: string, { json, progress: shown, ...wanted }: ImportOptions, shell: Shell): Promise<void> {
  const { interrupt } = shell
  await withEngine(shell, async (engine) => {
    const progress = await createProgress(shown ?? process.stderr.isTTY)
    const reply = await engine
      .request('data.import', { file, ...wanted }, { onProgress: progress.show, signal: interrupt.signal })
      .finally(progress.end)
    interrupt.check()
    if (!reply.ok) throw new Stop(exitCodes.data, `nothing was imported: ${reply.message}`)
    if (json) sayJson(reply.imported)
    else say(importedText(reply.imported))
  })
}

function importedText(done: Imported): string {
  const { symbol, timeframe, bars, added, alreadyThere, replaced, instrument } = done
  const lines = [
    `imported ${counted(bars, 'bar')} of ${symbol} ${timeframe}, ${minute(done.from)} to ${minute(done.to)}`,
    `${added} new, ${alreadyThere} already there, ${replaced} replaced`,
  ]
  if (done.duplicates > 0) lines.push(`${counted(done.duplicates, 'row')} repeated the one before, left out`)
  if (done.rounded > 0) lines.push(`${counted(done.rounded, 'number')} of more than eight decimals, rounded`)
  if (done.reversed) lines.push('the file ran from newest to oldest and was turned round')
  if (done.derived)
    lines.push(
      `its market was worked out from the figures: tick ${instrument.tick}, lot ${instrument.lot}, calendar ${instrument.calendar}, fees ${instrument.fees.taker * 100} %`,
    )
  if (done.skipped > 0) {
    lines.push(`${counted(done.skipped, 'broken row')} left out:`, ...done.skippedRows.map((row) => `  ${row}`))
    if (done.skipped > done.skippedRows.length) lines.push(`  and ${done.skipped - done.skippedRows.length} more`)
  }
  return `${lines.map(printable).join('\n')}\n`
}

async function list({ json }: Json, shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const reply = await engine.request('data.list', {})
    if (!reply.ok) throw new Stop(exitCodes.data, reply.message)
    if (json) sayJson(reply.series)
    else if (reply.series.length === 0) say('nothing is stored yet; "weir data import FILE" reads a file, the practice market needs none\n')
    else say(listText(reply.series))
    for (const sentence of reply.damaged) tell(`weir: passed over: ${sentence}`)
  })
}

function listText(series: readonly StoredSeries[]): string {
  const rows = series.map(({ symbol, timeframe, bars, from, to, bytes }) => [
    symbol,
    timeframe,
    String(bars),
    minute(from),
    minute(to),
    (bytes / 1e6).toFixed(1),
  ])
  const left = (head: string) => ({ head, align: 'left' as const })
  const right = (head: string) => ({ head, align: 'right' as const })
  return `${table([left('symbol'), left('bars of'), right('bars'), left('from'), left('to'), right('MB')], rows).join('\n')}\n`
}

async function info(symbol: string, timeframe: Timeframe, { json }: Json, shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const reply = await engine.request('data.info', { symbol, timeframe })
    if (!reply.ok) throw new Stop(exitCodes.data, reply.message)
    const { series, gaps } = reply
    if (json) {
      sayJson({ ...series, ...gaps })
      return
    }
    const { instrument } = series
    const lines = [
      `${series.symbol} ${series.timeframe}: ${counted(series.bars, 'bar')}, ${minute(series.from)} to ${minute(series.to)}`,
      `tick ${instrument.tick}, lot ${instrument.lot}, smallest order ${instrument.minimums.quantity} ${instrument.base} and ${instrument.minimums.notional} ${instrument.quote}`,
      `fees ${rate(instrument.fees.maker)} maker, ${rate(instrument.fees.taker)} taker; ${instrument.shortable ? 'may be sold short' : 'spot'}; calendar ${instrument.calendar}`,
      `record: ${instrument.source}`,
      `${counted(gaps.missing, 'bar')} missing in ${counted(gaps.gaps.length, 'gap')}, ${gaps.unexpected} outside the calendar`,
    ]
    const rows = gaps.gaps.map((gap) => [`  ${minute(gap.from)}`, minute(gap.to), String(gap.bars)])
    const heads = [
      { head: '  gap from', align: 'left' as const },
      { head: 'to', align: 'left' as const },
      { head: 'bars', align: 'right' as const },
    ]
    say(`${[...lines.map(printable), ...(rows.length > 0 ? table(heads, rows) : [])].join('\n')}\n`)
  })
}

async function exportFile(
  symbol: string,
  timeframe: Timeframe,
  file: string,
  { source, from, to, progress: shown }: ExportOptions,
  shell: Shell,
): Promise<void> {
  const { interrupt } = shell
  await checkOutPaths([file])
  await withEngine(shell, async (engine) => {
    const progress = await createProgress(shown ?? process.stderr.isTTY)
    const asked = { source, symbol, timeframe, from: from ?? null, to: to ?? null, file }
    const reply = await engine.request('data.export', asked, { onProgress: progress.show, signal: interrupt.signal }).finally(progress.end)
    interrupt.check()
    if (!reply.ok) throw new Stop(exitCodes.data, reply.message)
    say(`wrote ${counted(reply.bars, 'bar')} to ${printable(file)}\n`)
  })
}

function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}

function rate(fraction: number): string {
  return `${Number((fraction * 100).toFixed(6))} %`
}

function counted(count: number, one: string): string {
  return `${count} ${one}${count === 1 ? '' : 's'}`
}
