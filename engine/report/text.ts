import { figureGroups, type FigureGroup, type ReportDocument, type TradeRow } from '../protocol/report.ts'
import {
  counted,
  dayText,
  durationText,
  daysText,
  figureText,
  moneyDecimals,
  moneyText,
  NONE,
  numberText,
  percentText,
  priceText,
  timeText,
} from './format.ts'
import { printable, shorten, table, WIDTH, wrap, type Column } from '../protocol/terminal-text.ts'
import { variantsSentence } from './variants.ts'
import { tabulateYears } from './years.ts'

/** What stands beside a report without being part of it. */
export type ReportContext = { readonly variantsTried: number | null }

export const groupTitles: Record<FigureGroup, string> = { result: 'Result', risk: 'Risk', trades: 'Trades', costs: 'Costs' }

const SHOWN_TRADES = 10
const left = (head: string): Column => ({ head, align: 'left' })
const right = (head: string): Column => ({ head, align: 'right' })

/**
 * The report for a terminal: at most 80 columns, no colour, what qualifies the result before the result.
 * Ends with a line break. Names from the strategy file are made safe to print.
 */
export function renderText(report: ReportDocument, context: ReportContext): string {
  const parts = [
    head(report),
    remarks(report, context),
    figuresTable(report),
    counts(report),
    denials(report),
    assumptions(report),
    months(report),
    drawdowns(report),
    trades(report),
  ]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
    .concat('\n')
}

function head(report: ReportDocument): string[] {
  const { strategy, streams, binding, capital, currency, from, to, bars } = report
  const range = from === null || to === null ? 'no bars' : `${timeText(from, true)} to ${timeText(to, true)}, ${counted(bars, 'bar')}`
  const sources = streams.map((stream) => `${stream.slot}: ${stream.instrument.symbol} ${stream.timeframe}, ${printable(stream.source)}`)
  return [
    ...wrap(`${printable(strategy.name)}, revision ${strategy.revision}`, ''),
    ...sources.flatMap((source) => wrap(source, '')),
    range,
    ...wrap(
      `capital ${moneyText(capital, moneyDecimals(capital))} ${currency} · fills ${printable(binding.fillProfile.name)} · risk ${printable(binding.riskProfile.name)}`,
      '',
    ),
    `run ${report.runId}`,
  ]
}

function remarks(report: ReportDocument, { variantsTried }: ReportContext): string[] {
  const said = report.remarks.flatMap(({ weight, text }) => wrap(printable(text), weight === 'warning' ? '  ! ' : '  · '))
  return ['Before you read the figures', ...said, ...wrap(variantsSentence(variantsTried), '  · ')]
}

function figuresTable(report: ReportDocument): string[] {
  const decimals = moneyDecimals(report.capital)
  const rows: string[][] = []
  for (const group of figureGroups) {
    rows.push([groupTitles[group], '', ''])
    for (const { id, title, measure } of report.figures.filter((figure) => figure.group === group)) {
      const unit = measure === 'money' ? ` ${report.currency}` : measure === 'bars' ? ' bars' : ''
      const held = id in report.hold ? figureText(id, measure, report.hold[id], decimals) : ''
      rows.push([`  ${title}${unit && `,${unit}`}`, figureText(id, measure, report.metrics[id], decimals), held])
    }
  }
  return table([left(''), right('strategy'), right('buy and hold')], rows)
}

function counts({ counts: c }: ReportDocument): string[] {
  const parts = [
    `ambiguous bars ${c.ambiguousBars}`,
    `missing bars ${c.missingBars}`,
    `gap bars met ${c.gapBars}`,
    `empty bars ${c.emptyBars}`,
    `partial fills ${c.partialFills}`,
    `rests carried on ${c.restsToNextOpen}`,
    `cuts ${c.cuts}`,
    `denied ${c.denied}`,
    `would have denied ${c.wouldHaveDenied}`,
    `unsettled decisions ${c.unsettledDecisions}`,
    `open positions ${c.openPositions}`,
  ]
  return ['Counted', ...wrap(parts.join(', '), '  ')]
}

function denials(report: ReportDocument): string[] {
  if (report.denials.length === 0) return []
  const rows = report.denials.map(({ code, by, enforced, count, first, last }) => [
    code,
    shorten(printable(by), 24),
    numberText(count, 0),
    enforced ? 'denied' : 'would have',
    dayText(first),
    dayText(last),
  ])
  return ['Denials', ...table([left('code'), left('by'), right('times'), left(''), left('first'), left('last')], rows, '  ')]
}

function assumptions(report: ReportDocument): string[] {
  return ['Assumed', ...report.assumptions.flatMap(({ text }) => wrap(printable(text), '  · '))]
}

/** A percentage in at most four characters, so that twelve months fit a line. */
function shortPercent(fraction: number | null): string {
  if (fraction === null) return NONE
  const percent = fraction * 100
  return numberText(percent, Math.abs(percent) < 9.95 ? 1 : 0)
}

function months(report: ReportDocument): string[] {
  if (report.months.length === 0) return []
  const names = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
  const cell = (text: string) => text.padStart(5)
  const rows = tabulateYears(report.months).map(
    ({ year, months: returns, total, hold }) =>
      `${year}${returns.map((x) => cell(x === null ? '' : shortPercent(x))).join('')}${shortPercent(total).padStart(7)}${shortPercent(hold).padStart(7)}`,
  )
  return ['Months, % (UTC)', `    ${names.map(cell).join('')}${'year'.padStart(7)}${'hold'.padStart(7)}`, ...rows]
}

function drawdowns(report: ReportDocument): string[] {
  if (report.drawdowns.length === 0) return []
  const rows = report.drawdowns.map(({ depth, days, from, trough, to }) => [
    percentText(depth),
    daysText(days),
    dayText(from),
    dayText(trough),
    to === null ? 'not yet' : dayText(to),
  ])
  return ['Deepest drawdowns', ...table([right('depth'), right('length'), left('peak'), left('lowest'), left('recovered')], rows, '  ')]
}

function trades(report: ReportDocument): string[] {
  if (report.trades.length === 0) return []
  const decimals = moneyDecimals(report.capital)
  const shown = report.trades.slice(-SHOWN_TRADES)
  const columns: { head: Column; cell: (trade: TradeRow) => string; dispensable?: true }[] = [
    { head: right('#'), cell: ({ number }) => String(number) },
    { head: left(''), cell: ({ side }) => side },
    { head: left('entry'), cell: ({ entryTime }) => timeText(entryTime, true) },
    { head: right('price'), cell: ({ entryPrice }) => priceText(entryPrice) },
    { head: right('exit price'), cell: ({ exitPrice }) => priceText(exitPrice), dispensable: true },
    { head: right('held'), cell: (trade) => durationText(trade.exitTime - trade.entryTime) + (trade.closed ? '' : ', open') },
    { head: right('return'), cell: (trade) => percentText(trade.return) },
    { head: right('profit'), cell: ({ profit }) => moneyText(profit, decimals) },
  ]
  const draw = (some: typeof columns) => {
    const rows = shown.map((trade) => some.map(({ cell }) => cell(trade)))
    return table(
      some.map((column) => column.head),
      rows,
      '  ',
    )
  }
  const whole = draw(columns)
  const lines = whole.every((line) => line.length <= WIDTH) ? whole : draw(columns.filter((column) => !column.dispensable))
  const { percentiles } = report.distribution
  const spread = percentiles
    ? wrap(
        `closed trades, return after costs: 5 % were below ${percentText(percentiles.p5)}, half below ${percentText(percentiles.p50)}, 5 % above ${percentText(percentiles.p95)}`,
        '  ',
      )
    : []
  const title = shown.length < report.trades.length ? `Last ${shown.length} of ${counted(report.trades.length, 'trade')}` : 'Trades'
  return [title, ...lines, ...spread]
}
