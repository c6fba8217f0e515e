import type { LiveStatus } from '../../engine/protocol/live-requests.ts'
import type { ParityReport } from '../../engine/protocol/parity.ts'
import { printable, wrap } from '../../engine/protocol/terminal-text.ts'

/** The comparison of a session with its backtest, as lines. */
export function parityLines({ steps, orders, fills, differences, unexplained }: ParityReport): string[] {
  const checked = `${steps} steps, ${orders} orders and ${fills} fills compared with the backtest of the same bars`
  if (steps === 0) return ['Parity  no step was taken: there is nothing to compare']
  if (differences.length === 0) return wrap(`${checked}: equal, to the unit.`, 'Parity  ')
  const head = wrap(
    `${checked}: ${differences.length} ${differences.length === 1 ? 'difference' : 'differences'}, ${unexplained === 0 ? 'each with a proven cause.' : `${unexplained} unexplained.`}`,
    'Parity  ',
  )
  const rows = differences.flatMap(({ what, recorded, backtest, causes }) => [
    ...wrap(`${what}: ${recorded ?? 'none'}; in the backtest ${backtest ?? 'none'}`, '  - '),
    ...(causes.length === 0 ? ['    unexplained'] : causes.flatMap(({ cause, fact }) => wrap(`${cause}: ${fact}`, '    '))),
  ])
  return [...head, ...rows.map(printable)]
}

/** How a run stands, as lines. */
export function statusLines(status: LiveStatus): string[] {
  const { run, mode, strategy, state, feed, equity, currency, positions, working, orders, fills, denials, alerts, fault, journal, parity } =
    status
  return [
    `${mode} run ${run.slice(0, 8)}: ${strategy.name}, ${state}`,
    `  time      ${new Date(status.now).toISOString().slice(0, 19).replace('T', ' ')} UTC, begun ${new Date(status.from).toISOString().slice(0, 16).replace('T', ' ')}`,
    `  market    ${feed.name} (${feed.state})`,
    `  equity    ${equity ?? 'unknown'} ${currency}`,
    `  orders    ${orders}, of them ${working.length} working; fills ${fills}, denials ${denials}`,
    ...positions.map(
      ({ symbol, quantity, entryPrice, price, profit }) =>
        `  position  ${quantity} ${symbol} from ${entryPrice}, now ${price}, profit ${profit ?? 'unknown'} ${currency}`,
    ),
    ...(fault === null ? [] : [`  failed    ${fault.split('\n')[0]}`]),
    ...alerts.slice(-5).map(({ code, message }) => `  alert     ${code}: ${message}`),
    ...(journal
      ? [
          `  journal   ${journal.records} records, ${journal.signed ? 'signed' : 'unsigned'}, in ${journal.folder}${journal.failed === null ? '' : `, FAILED: ${journal.failed}`}`,
        ]
      : []),
    ...(parity ? parityLines(parity).map((line) => `  ${line}`) : []),
  ].map(printable)
}
