import type { ReportDocument, TradeRow } from '../protocol/report.ts'
import { dayText, daysText, durationText, moneyDecimals, moneyText, numberText, percentText, priceText, timeText } from './format.ts'
import { moneyClass } from './html-figures.ts'
import { markup, type Markup } from './markup.ts'

/** A page of more rows than this is slow to open; the CSV has them all. */
const MOST_TRADES = 2_000

export function drawdownTable({ drawdowns }: ReportDocument): Markup {
  if (drawdowns.length === 0) return markup``
  const rows = drawdowns.map(
    ({ depth, days, from, trough, to }) =>
      markup`<tr>
        <td>${percentText(depth)}</td>
        <td>${daysText(days)}</td>
        <td>${dayText(from)}</td>
        <td>${dayText(trough)}</td>
        <td>${to === null ? 'not yet' : dayText(to)}</td>
      </tr>`,
  )
  return markup`<section>
    <h2>Deepest drawdowns</h2>
    <div class="panel">
      <table>
        <thead>
          ${heads('depth', 'length', 'peak', 'lowest', 'recovered')}
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`
}

/** What was assumed, cut, carried over and refused. Zeros are shown: silence would leave it open. */
export function countTable({ counts: c }: ReportDocument): Markup {
  const rows: [string, number][] = [
    ['Bars where the order of events inside the bar decided', c.ambiguousBars],
    ['Bars missing from the data', c.missingBars],
    ['Missing bars met with an order or position alive', c.gapBars],
    ['Bars without a trade', c.emptyBars],
    ['Partial fills', c.partialFills],
    ['Rests of market orders carried to the next open', c.restsToNextOpen],
    ['Market buys cut to the cash at hand', c.cuts],
    ['Orders denied', c.denied],
    ['Orders that account limits would have denied', c.wouldHaveDenied],
    ['Two orders for one slot in one step', c.sameStepIntents],
    ['Decisions on values not yet settled', c.unsettledDecisions],
    ['Bars at which equity is unknown', c.unknownEquityBars],
    ['Positions open at the end', c.openPositions],
  ]
  return markup`<div class="panel counts">
    ${rows.map(([words, count]) => markup`<div><span>${words}</span><span>${numberText(count, 0)}</span></div>`)}
  </div>`
}

export function denialTable({ denials }: ReportDocument): Markup {
  if (denials.length === 0) return markup`<div class="panel"><p class="soft">No order was denied, and none would have been.</p></div>`
  const rows = denials.map(
    ({ code, by, enforced, count, first, last }) =>
      markup`<tr>
        <td class="name">${code}</td>
        <td class="name wide">${by}</td>
        <td class="name">${enforced ? 'denied' : 'would have been'}</td>
        <td>${numberText(count, 0)}</td>
        <td>${dayText(first)}</td>
        <td>${dayText(last)}</td>
      </tr>`,
  )
  const head = markup`<tr>
    <th class="name" scope="col">code</th>
    <th class="name" scope="col">by</th>
    <th class="name" scope="col"></th>
    <th scope="col">times</th>
    <th scope="col">first</th>
    <th scope="col">last</th>
  </tr>`
  return markup`<div class="panel">
    <table>
      <caption>
        Denials
      </caption>
      <thead>
        ${head}
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`
}

export function streamTable({ streams }: ReportDocument): Markup {
  const time = (value: number | null) => (value === null ? '–' : timeText(value, true))
  const rows = streams.map(
    (stream) =>
      markup`<tr>
        <td class="name">${stream.slot}</td>
        <td class="name">${stream.instrument.symbol} ${stream.timeframe}</td>
        <td class="name wide">${stream.source}</td>
        <td>${numberText(stream.bars, 0)}</td>
        <td>${time(stream.from)}</td>
        <td>${time(stream.to)}</td>
        <td>${time(stream.firstDecision)}</td>
      </tr>`,
  )
  const head = markup`<tr>
    <th class="name" scope="col">slot</th>
    <th class="name" scope="col">market</th>
    <th class="name" scope="col">source</th>
    <th scope="col">bars</th>
    <th scope="col">from</th>
    <th scope="col">to</th>
    <th scope="col">first decision</th>
  </tr>`
  return markup`<section>
    <h2>Data</h2>
    <div class="panel">
      <table>
        <thead>
          ${head}
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>
  </section>`
}

export function tradeTable(report: ReportDocument): Markup {
  const { trades, capital, currency } = report
  if (trades.length === 0)
    return markup`<section>
      <h2>Trades</h2>
      <p class="soft">There was none.</p>
    </section>`
  const decimals = moneyDecimals(capital)
  // Open positions come last in the list and must not be the ones left out.
  const shown = trades.length > MOST_TRADES ? trades.slice(-MOST_TRADES) : trades
  const left =
    shown.length < trades.length
      ? `The last ${numberText(shown.length, 0)} of ${numberText(trades.length, 0)}; the trade list as CSV has all. `
      : ''
  const head = markup`<tr>
    <th scope="col">#</th>
    <th class="name" scope="col">side</th>
    <th class="name" scope="col">market</th>
    <th class="name" scope="col">entry</th>
    <th scope="col">price</th>
    <th class="name" scope="col">exit</th>
    <th scope="col">price</th>
    <th scope="col">held</th>
    <th scope="col">quantity</th>
    <th scope="col">costs</th>
    <th scope="col">return</th>
    <th scope="col">profit</th>
  </tr>`
  return markup`<section>
    <h2>Trades</h2>
    <div class="panel">
      <table>
        <caption>
          ${left}Times in UTC, money in ${currency}, prices averaged over the fills
        </caption>
        <thead>
          ${head}
        </thead>
        <tbody>
          ${shown.map((trade) => tradeLine(trade, decimals))}
        </tbody>
      </table>
    </div>
  </section>`
}

function tradeLine(trade: TradeRow, decimals: number): Markup {
  const costs = markup`<td title="fees ${trade.fees}, slippage ${trade.slippage}">
    ${numberText(Number(trade.fees) + Number(trade.slippage), decimals)}
  </td>`
  const exit = trade.closed ? timeText(trade.exitTime, true) : 'open'
  return markup`<tr>
    <td class="soft">${trade.number}</td>
    <td class="name">${trade.side}</td>
    <td class="name">${trade.instrument}</td>
    <td class="name" title="${trade.signal}">${timeText(trade.entryTime, true)}</td>
    <td>${priceText(trade.entryPrice)}</td>
    <td class="name" title="${trade.exitSignal}">${exit}</td>
    <td>${priceText(trade.exitPrice)}</td>
    <td>${durationText(trade.exitTime - trade.entryTime)}</td>
    <td>${trade.quantity}</td>
    ${costs}
    <td class="${moneyClass(trade.return)}">${percentText(trade.return)}</td>
    <td class="${moneyClass(trade.profit)}" title="${trade.profit}">${moneyText(trade.profit, decimals)}</td>
  </tr>`
}

function heads(...names: string[]): Markup {
  return markup`<tr>
    ${names.map((name) => markup`<th scope="col">${name}</th>`)}
  </tr>`
}
