import type { ReportDocument } from '../../engine/protocol/report.ts'
import { say } from '../text/en.ts'
import { percentText } from './format.ts'

/** How the returns of closed trades are spread. */
export function Distribution({ distribution: { bins, percentiles } }: Pick<ReportDocument, 'distribution'>) {
  if (bins.length === 0 || percentiles === null) return null
  const most = bins.reduce((top, { count }) => Math.max(top, count), 1)
  const { p5, p25, p50, p75, p95 } = percentiles
  const spread = say('report.spread', {
    p5: percentText(p5),
    p25: percentText(p25),
    p50: percentText(p50),
    p75: percentText(p75),
    p95: percentText(p95),
  })
  return (
    <section>
      <h3>{say('report.distribution')}</h3>
      <div className="bins" role="img" aria-label={spread}>
        {bins.map(({ from, to, count }) => (
          <div
            key={from}
            className={from < 0 ? 'bin-loss' : 'bin-gain'}
            title={say('report.bin', { from: percentText(from), to: percentText(to), count })}
            style={{ height: `${(count / most) * 100}%` }}
          />
        ))}
      </div>
      <div className="curve-days">
        <span>{percentText(bins[0]!.from)}</span>
        <span>{percentText(bins.at(-1)!.to)}</span>
      </div>
      <p className="soft">{spread}</p>
    </section>
  )
}
