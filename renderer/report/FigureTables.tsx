import { figureGroups, type FigureGroup, type FigureWords, type ReportDocument } from '../../engine/protocol/report.ts'
import { say } from '../text/en.ts'
import { figureText, moneyDecimals, toneOf } from './format.ts'
import { Term } from './Term.tsx'

const moneyFigures = new Set(['profit', 'return', 'cagr', 'expectancy', 'averageReturn'])

/** Every figure by group, buy-and-hold beside those that have it, the formula one hover or focus away. */
export function FigureTables({ report }: { report: ReportDocument }) {
  return (
    <section aria-label={say('report.figures')} className="figure-groups">
      {figureGroups.map((group) => (
        <FigureTable key={group} group={group} report={report} />
      ))}
    </section>
  )
}

function FigureTable({ group, report }: { group: FigureGroup; report: ReportDocument }) {
  const figures = report.figures.filter((figure) => figure.group === group)
  const isHeld = figures.some(({ id }) => id in report.hold)
  const decimals = moneyDecimals(report.capital)
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">{say(`report.group.${group}`)}</th>
          <th scope="col">{say('report.strategy')}</th>
          {isHeld && <th scope="col">{say('report.hold')}</th>}
        </tr>
      </thead>
      <tbody>
        {figures.map((figure) => (
          <tr key={figure.id}>
            <th scope="row">
              <Term meaning={figure.formula} help={`figure:${figure.id}`}>
                {figure.title}
                <span className="unit">{unitOf(figure, report.currency)}</span>
              </Term>
            </th>
            <td className={moneyFigures.has(figure.id) ? toneOf(report.metrics[figure.id]) : undefined}>
              {figureText(figure.id, figure.measure, report.metrics[figure.id], decimals)}
            </td>
            {isHeld && (
              <td className="soft">
                {figure.id in report.hold ? figureText(figure.id, figure.measure, report.hold[figure.id], decimals) : ''}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function unitOf({ measure }: FigureWords, currency: string): string {
  return measure === 'money' ? ` ${currency}` : measure === 'bars' ? ' bars' : ''
}
