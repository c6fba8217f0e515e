import type { ReportDocument } from '../../engine/protocol/report.ts'
import { say } from '../text/en.ts'
import { daysText, figureText, moneyDecimals, NONE, toneOf } from './format.ts'

/** The few figures to read first. Profit never stands without what it cost. */
export function Tiles({ report }: { report: ReportDocument }) {
  const { metrics, hold, currency, counts } = report
  const decimals = moneyDecimals(report.capital)
  const money = (id: string) => figureText(id, 'money', metrics[id], decimals)
  const fraction = (id: string, from = metrics) => figureText(id, 'fraction', from[id], 2)
  const days = metrics['maxDrawdownDays']
  return (
    <section className="tiles" aria-label={say('report.short')}>
      <Tile title={say('report.tile.profit')} value={`${money('profit')} ${currency}`} tone={toneOf(metrics['profit'])}>
        {say('report.tile.costs', { fees: money('fees'), slippage: money('slippage') })}
      </Tile>
      <Tile title={say('report.tile.return')} value={fraction('return')} tone={toneOf(metrics['return'])}>
        {say('report.tile.hold', { value: fraction('return', hold) })}
      </Tile>
      <Tile title={say('report.tile.drawdown')} value={fraction('maxDrawdown')}>
        {say('report.tile.lasting', { days: typeof days === 'number' ? daysText(days) : NONE })}
      </Tile>
      <Tile title={say('report.tile.sharpe')} value={figureText('sharpe', 'ratio', metrics['sharpe'], 2)}>
        {say('report.tile.hold', { value: figureText('sharpe', 'ratio', hold['sharpe'], 2) })}
      </Tile>
      <Tile title={say('report.tile.trades')} value={figureText('trades', 'count', metrics['trades'], 0)}>
        {say('report.tile.won', { share: fraction('winRate'), open: counts.openPositions })}
      </Tile>
    </section>
  )
}

function Tile({ title, value, tone, children }: { title: string; value: string; tone?: string | undefined; children: string }) {
  return (
    <div className="tile">
      <span>{title}</span>
      <b className={tone}>{value}</b>
      <span>{children}</span>
    </div>
  )
}
