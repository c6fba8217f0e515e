import { useMemo } from 'react'
import type { ReportDocument } from '../../engine/protocol/report.ts'
import { say } from '../text/en.ts'
import { drawCurve } from './curve.ts'
import { dayText, figureText, moneyDecimals, numberText, percentText } from './format.ts'

/** Equity beside buy-and-hold, and how far below its peak it stood. */
export function EquityCurve({ report }: { report: ReportDocument }) {
  const curve = useMemo(() => drawCurve(report), [report])
  const [first, last] = [report.equity[0], report.equity.at(-1)]
  if (!curve || !first || !last) return null
  const words = say('report.curve-words', {
    from: dayText(first[0]),
    to: dayText(last[0]),
    equity: figureText('finalEquity', 'money', report.metrics['finalEquity'], moneyDecimals(report.capital)),
    hold: figureText('finalEquity', 'money', report.hold['finalEquity'], moneyDecimals(report.capital)),
    currency: report.currency,
    drawdown: percentText(curve.deepest),
  })
  return (
    <figure className="curve">
      <figcaption>
        <span className="key-equity">{say('report.key-equity', { currency: report.currency })}</span>
        <span className="key-hold">{say('report.hold')}</span>
        <span className="key-drawdown">{say('report.key-drawdown')}</span>
      </figcaption>
      <svg className="curve-equity" viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label={words}>
        <path className="hold" d={curve.hold} />
        <path className="equity" d={curve.equity} />
      </svg>
      <span className="scale high">{numberText(curve.high)}</span>
      <span className="scale low">{numberText(curve.low)}</span>
      <svg className="curve-drawdown" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden>
        <path d={curve.drawdown} />
      </svg>
      <span className="scale deepest">{percentText(-curve.deepest, 1)}</span>
      <div className="curve-days">
        <span>{dayText(first[0])}</span>
        <span>{dayText(last[0])}</span>
      </div>
    </figure>
  )
}
