import type { ReportDocument } from '../protocol/report.ts'
import { distributionChart, drawdownChart, equityChart } from './charts.ts'
import { counted, moneyDecimals, moneyText, timeText } from './format.ts'
import { figureTables, formulas, monthTable, spread, tiles } from './html-figures.ts'
import { style } from './html-style.ts'
import { countTable, denialTable, drawdownTable, streamTable, tradeTable } from './html-tables.ts'
import { markup, type Markup } from './markup.ts'
import type { ReportContext } from './text.ts'
import { variantsSentence } from './variants.ts'

/** Nothing is loaded and nothing runs, whatever a strategy's name contains. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

/**
 * The report as one self-contained HTML page: no script, no font, no picture, no network. Light or dark by the reader's
 * setting, and made to be printed. Every word from a strategy or data file is escaped.
 */
export function renderHtml(report: ReportDocument, context: ReportContext): string {
  const page = markup`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${report.strategy.name}: backtest report</title>
        <style>
          ${{ html: style }}
        </style>
      </head>
      <body>
        ${head(report)}
        <main>
          ${remarks(report, context)} ${tiles(report)} ${curves(report)} ${figureTables(report)} ${monthTable(report)}
          ${distribution(report)} ${drawdownTable(report)}
          <section>
            <h2>Counted and refused</h2>
            ${countTable(report)}${denialTable(report)}
          </section>
          <section>
            <h2>Assumed</h2>
            <ul class="plain">
              ${report.assumptions.map(({ text }) => markup`<li>${text}</li>`)}
            </ul>
          </section>
          ${streamTable(report)} ${tradeTable(report)} ${formulas(report)}
        </main>
        <footer>
          Run ${report.runId} · plan ${report.planHash} · bound ${report.boundHash} · Weir ${report.engineVersion}. A backtest is not a
          forecast.
        </footer>
      </body>
    </html> `
  return `${page.html.trimEnd()}\n`
}

function head({ strategy, streams, from, to, bars, capital, currency, binding, marks }: ReportDocument): Markup {
  const range = from === null || to === null ? 'no bars' : `${timeText(from, true)} to ${timeText(to, true)}, ${counted(bars, 'bar')}`
  const facts = [
    ...streams.slice(0, 4).map((stream) => `${stream.instrument.symbol} ${stream.timeframe}, ${stream.source}`),
    range,
    `capital ${moneyText(capital, moneyDecimals(capital))} ${currency}`,
    `fills ${binding.fillProfile.name}`,
    `risk ${binding.riskProfile.name}`,
  ]
  const list =
    marks.length > 0
      ? markup`<ul class="marks">
          ${marks.map((mark) => markup`<li>${mark}</li>`)}
        </ul>`
      : markup``
  return markup`<header>
    <h1>${strategy.name} <small>revision ${strategy.revision}</small></h1>
    <p class="facts">${facts.map((fact) => markup`<span>${fact}</span>`)}</p>
    ${list}
  </header>`
}

function remarks(report: ReportDocument, { variantsTried }: ReportContext): Markup {
  const items = report.remarks.map(({ weight, text }) => markup`<li class="${weight}">${text}</li>`)
  return markup`<section class="remarks">
    <h2>Before you read the figures</h2>
    <ul>
      ${items}
      <li>${variantsSentence(variantsTried)}</li>
    </ul>
  </section>`
}

function curves(report: ReportDocument): Markup {
  if (report.equity.every(([, equity]) => equity === null)) return markup``
  return markup`<section>
    <h2>Equity and drawdown</h2>
    <div class="panel chart">
      <p class="key">
        <span><i class="equity"></i>strategy, ${report.currency}</span><span><i class="hold"></i>buy and hold</span>
      </p>
      ${equityChart(report)}${drawdownChart(report)}
    </div>
  </section>`
}

function distribution(report: ReportDocument): Markup {
  if (report.distribution.bins.length === 0) return markup``
  return markup`<section>
    <h2>Returns of closed trades</h2>
    <div class="panel chart">${distributionChart(report)}${spread(report)}</div>
  </section>`
}
