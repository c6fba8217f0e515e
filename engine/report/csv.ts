import { textOf } from '../money/decimal.ts'
import type { TradeRow } from '../protocol/report.ts'
import type { RunOutcome } from '../protocol/run.ts'
import { holdCurve } from './basis.ts'
import { scaleOf } from './exact-text.ts'

/** Rows handed over at once: a million rows never stand in memory as one text. */
const CHUNK = 10_000

const tradeHead =
  'number,slot,instrument,side,entry_signal,exit_signal,entry_time,exit_time,quantity,entries,entry_price,exit_price,profit,fees,slippage,cost,return,bars_held,closed'

/** Trades as CSV (RFC 4180 fields, lines end in a line feed). Times are ISO 8601 UTC, money exact in the account currency, return a fraction. */
export function* tradesCsv(trades: readonly TradeRow[]): Generator<string> {
  yield `${tradeHead}\n`
  yield* chunks(trades.length, (i) => {
    const t = trades[i]
    const words = [t.slot, t.instrument, t.side, t.signal, t.exitSignal].map(field)
    const numbers = [
      t.quantity,
      t.entries,
      t.entryPrice ?? '',
      t.exitPrice ?? '',
      t.profit,
      t.fees,
      t.slippage,
      t.cost,
      t.return ?? '',
      t.barsHeld,
    ]
    return [t.number, ...words, iso(t.entryTime), iso(t.exitTime), ...numbers, t.closed].join(',')
  })
}

/** Every bar of the run: close time, equity, and what buying and holding would be worth. Empty where it is not known. */
export function* equityCsv(outcome: RunOutcome): Generator<string> {
  const { times, equity } = outcome
  const hold = holdCurve(outcome)
  const scale = scaleOf(outcome.unit)
  const text = (value: number) => (value === value ? textOf(value, scale) : '')
  yield 'time,equity,hold\n'
  yield* chunks(times.length, (i) => `${iso(times[i])},${text(equity[i])},${text(hold[i])}`)
}

function* chunks(rows: number, line: (row: number) => string): Generator<string> {
  for (let from = 0; from < rows; from += CHUNK) {
    let text = ''
    for (let i = from; i < Math.min(from + CHUNK, rows); i++) text += `${line(i)}\n`
    yield text
  }
}

/**
 * One field. Names come from a strategy file, which may come from anywhere: what a spreadsheet would take for a formula gets a
 * leading apostrophe, so that opening the file computes nothing.
 */
function field(text: string): string {
  const inert = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
