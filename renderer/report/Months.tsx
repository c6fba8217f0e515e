import type { ReportDocument } from '../../engine/protocol/report.ts'
import { say } from '../text/en.ts'
import { numberText, percentText, toneOf } from './format.ts'
import { shadeOf, tabulateYears } from './years.ts'

const monthName = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' })
const monthNames = Array.from({ length: 12 }, (_, i) => monthName.format(Date.UTC(2024, i)))

/** Returns by UTC calendar month, in percent; the sign says what the shade says. */
export function Months({ months }: Pick<ReportDocument, 'months'>) {
  if (months.length === 0) return null
  return (
    <section>
      <h3>{say('report.months')}</h3>
      <div className="scroll-x" role="region" aria-label={say('report.months')} tabIndex={0}>
        <table className="figures heat">
          <thead>
            <tr>
              <th scope="col">{say('report.year')}</th>
              {monthNames.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">{say('report.whole-year')}</th>
              <th scope="col">{say('report.hold')}</th>
            </tr>
          </thead>
          <tbody>
            {tabulateYears(months).map(({ year, months: cells, total, hold }) => (
              <tr key={year}>
                <th scope="row">{year}</th>
                {cells.map((value, i) => (
                  <td key={monthNames[i]} data-shade={value === null ? undefined : shadeOf(value)}>
                    {value === null ? '' : numberText(value * 100, 1)}
                  </td>
                ))}
                <td className={toneOf(Math.round((total ?? 0) * 1000))}>{percentText(total, 1)}</td>
                <td className="soft">{percentText(hold, 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
