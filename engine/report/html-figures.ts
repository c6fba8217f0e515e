import { figureGroups, type FigureGroup, type FigureWords, type ReportDocument } from '../protocol/report.ts'
import { daysText, figureText, moneyDecimals, moneyText, NONE, numberText, percentText } from './format.ts'
import { markup, type Markup } from './markup.ts'
import { groupTitles } from './text.ts'
import { tabulateYears } from './years.ts'

/** Colour of money won and lost; its sign says the same without colour. A fraction that is written as 0.0 % has neither. */
export function moneyClass(value: number | string | null | undefined): string {
  if (typeof value === 'number' && Math.abs(value) < 0.0005) return ''
  const number = Number(value ?? 0)
  return number > 0 ? 'gain' : number < 0 ? 'loss' : ''
}

/** The few figures to read first. Profit never stands without what it cost. */
export function tiles(report: ReportDocument): Markup {
  const { metrics, hold, currency } = report
  const decimals = moneyDecimals(report.capital)
  const money = (id: string) => figureText(id, 'money', metrics[id], decimals)
  const fraction = (id: string, from = metrics) => figureText(id, 'fraction', from[id], 2)
  const days = metrics['maxDrawdownDays']
  return markup`<section class="tiles" aria-label="In short">
    <div class="tile">
      <span>Profit after costs</span><b class="${moneyClass(metrics['profit'])}">${money('profit')} ${currency}</b><span>fees ${money('fees')}, slippage ${money('slippage')}</span>
    </div>
    <div class="tile">
      <span>Return</span><b class="${moneyClass(metrics['return'])}">${fraction('return')}</b><span>buy and hold ${fraction('return', hold)}</span>
    </div>
    <div class="tile">
      <span>Max drawdown</span><b>${fraction('maxDrawdown')}</b><span>lasting ${typeof days === 'number' ? daysText(days) : NONE}</span>
    </div>
    <div class="tile">
      <span>Sharpe</span><b>${figureText('sharpe', 'ratio', metrics['sharpe'], 2)}</b><span>buy and hold ${figureText('sharpe', 'ratio', hold['sharpe'], 2)}</span>
    </div>
    <div class="tile">
      <span>Closed trades</span><b>${figureText('trades', 'count', metrics['trades'], 0)}</b><span>${fraction('winRate')} won, ${report.counts.openPositions} open</span>
    </div>
  </section>`
}

/** All figures by group, buy-and-hold beside those that have it; the formula is one hover away and printed at the end. */
export function figureTables(report: ReportDocument): Markup {
  return markup`<section>
    <h2>Figures</h2>
    <div class="groups">${figureGroups.map((group) => figureTable(report, group))}</div>
  </section>`
}

function figureTable(report: ReportDocument, group: FigureGroup): Markup {
  const decimals = moneyDecimals(report.capital)
  const figures = report.figures.filter((figure) => figure.group === group)
  const isHeld = figures.some(({ id }) => id in report.hold)
  const row = ({ id, title, measure, formula }: FigureWords) => {
    const unit = measure === 'money' ? `, ${report.currency}` : measure === 'bars' ? ', bars' : ''
    const held = isHeld ? markup`<td class="soft">${figureText(id, measure, report.hold[id], decimals)}</td>` : markup``
    return markup`<tr>
      <th class="name" scope="row" title="${formula}">${title}${unit}</th>
      <td>${figureText(id, measure, report.metrics[id], decimals)}</td>
      ${held}
    </tr>`
  }
  const held = isHeld ? markup`<th scope="col">buy and hold</th>` : markup``
  return markup`<div class="panel">
    <table>
      <thead>
        <tr>
          <th class="name" scope="col">${groupTitles[group]}</th>
          <th scope="col">strategy</th>
          ${held}
        </tr>
      </thead>
      <tbody>
        ${figures.map(row)}
      </tbody>
    </table>
  </div>`
}

/** What each figure means, in the order of the tables. */
export function formulas({ figures }: ReportDocument): Markup {
  return markup`<section>
    <h2>How the figures are computed</h2>
    <dl>
      ${figures.map(
        ({ title, formula }) =>
          markup`<dt>${title}</dt>
            <dd>${formula}</dd>`,
      )}
    </dl>
  </section>`
}

const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Returns by calendar month. The shade grows at 2 % and 6 %. */
export function monthTable({ months }: ReportDocument): Markup {
  const cell = (value: number | null) => {
    if (value === null) return markup`<td></td>`
    const size = Math.abs(value)
    const shade = size < 0.0005 ? '' : `${value > 0 ? 'g' : 'l'}${size < 0.02 ? 1 : size < 0.06 ? 2 : 3}`
    return markup`<td class="${shade}">${numberText(value * 100, 1)}</td>`
  }
  const rows = tabulateYears(months).map(
    ({ year, months: cells, total, hold }) =>
      markup`<tr>
        <th class="name" scope="row">${year}</th>
        ${cells.map(cell)}
        <td class="sum ${moneyClass(total)}">${percentText(total, 1)}</td>
        <td class="sum soft">${percentText(hold, 1)}</td>
      </tr>`,
  )
  return markup`<section>
    <h2>Months</h2>
    <div class="panel">
      <table class="heat">
        <caption>
          Return in percent, UTC calendar months
        </caption>
        <thead>
          <tr>
            <th></th>
            ${monthNames.map((name) => markup`<th scope="col">${name}</th>`)}
            <th class="sum" scope="col">year</th>
            <th class="sum" scope="col">hold</th>
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`
}

/** Percentiles of closed trades, in words for beneath the chart. */
export function spread({ distribution: { percentiles: p }, currency, metrics, capital }: ReportDocument): Markup {
  if (p === null) return markup``
  const expectancy = typeof metrics['expectancy'] === 'string' ? moneyText(metrics['expectancy'], moneyDecimals(capital)) : NONE
  return markup`<p class="soft">
    Of the returns after costs 5 % were below ${percentText(p.p5)}, a quarter below ${percentText(p.p25)}, half below ${percentText(p.p50)},
    a quarter above ${percentText(p.p75)}, 5 % above ${percentText(p.p95)}. A trade earned ${expectancy} ${currency} on average.
  </p>`
}
