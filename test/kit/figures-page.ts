import { figureGroups } from '../../engine/protocol/report.ts'
import { figures } from '../../engine/report/figures.ts'
import { groupTitles } from '../../engine/report/text.ts'

/** docs/figures.md, from the report's own table. */
export function figuresPage(notice: string): string {
  const sections = figureGroups.map((group) => {
    const own = figures.filter((figure) => figure.group === group)
    const rows = own.map(
      ({ title, id, measure, ofCurve, formula, source }) =>
        `| ${[title, `\`${id}\``, measure, ofCurve ? 'yes' : '', cell(formula), source].join(' | ')} |`,
    )
    return `## ${groupTitles[group]}\n\n| figure | key | measure | held too | formula | source |\n|---|---|---|---|---|---|\n${rows.join('\n')}`
  })
  return `${['# The figures of a report', notice, introduction, ...sections].join('\n\n')}\n`
}

/** A bar would end the table's cell. */
const cell = (text: string) => text.replaceAll('|', '\\|')

const introduction = `Every report, wherever it is shown, computes its figures by this table. In the JSON document they stand under \`metrics\`, and under \`hold\` for
buying the main slot's instrument at the first close and holding it, the profile's taker fee and slippage paid once ("held too").

**Which Sharpe.** Programs differ, and so do their numbers. \`sharpe\` is the arithmetic mean of daily returns over their sample standard deviation, times the square
root of the days in a year, risk-free rate 0. Days are UTC days, from the last equity known on one to the last known on the next; a year has 365 of them for markets open round
the clock and 252 where every market of the run keeps exchange days. Bars longer than a day are observations themselves, 365 days ÷ their length a year.
\`sharpeGeometric\` is what backtesting.py calls Sharpe, for comparison.

**Money** is exact decimal text, computed in whole units of the account currency; a mean is rounded down to the unit. A \`fraction\` of 0.12 is 12 %. A figure that
cannot be had (no trade, no loss to divide by, less than a day) is \`null\`, never 0.

Only + − × ÷ and √, and the product's own exp, log and power, are used: the same run has the same figures to the last bit on every machine.`
