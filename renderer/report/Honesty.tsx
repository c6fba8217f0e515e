import { TriangleAlert } from 'lucide-react'
import type { ReportDocument } from '../../engine/protocol/report.ts'
import { say, type TextKey } from '../text/en.ts'
import { numberText } from './format.ts'

/** What must be heard before the figures are read: most serious first, and how many variants were tried. */
export function Remarks({
  report,
  variantsTried,
  note,
}: {
  report: ReportDocument
  variantsTried: number | null
  note: string | undefined
}) {
  return (
    <section className="remarks" aria-label={say('report.remarks')}>
      <h3>{say('report.remarks')}</h3>
      <ul>
        {report.remarks.map(({ id, weight, text }, i) => (
          <li key={`${id} ${i}`} data-weight={weight}>
            {weight === 'warning' && <TriangleAlert size={12} role="img" aria-label={say('report.warning')} />}
            {text}
          </li>
        ))}
        <li>{variantsWords(variantsTried)}</li>
        {note !== undefined && <li data-weight="warning">{note}</li>}
      </ul>
    </section>
  )
}

function variantsWords(tried: number | null): string {
  if (tried === null) return say('report.variants-unknown')
  return tried <= 1 ? say('report.variants-first') : say('report.variants', { count: numberText(tried) })
}

const countKeys = [
  'ambiguousBars',
  'missingBars',
  'gapBars',
  'emptyBars',
  'partialFills',
  'restsToNextOpen',
  'cuts',
  'denied',
  'wouldHaveDenied',
  'sameStepIntents',
  'unsettledDecisions',
  'unknownEquityBars',
  'openPositions',
] as const satisfies readonly (keyof ReportDocument['counts'])[]

/** What was guessed, cut, carried over and refused. Zeros are shown: silence would leave it open. */
export function Counts({ counts }: Pick<ReportDocument, 'counts'>) {
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">{say('report.counted')}</th>
          <th scope="col">{say('report.times')}</th>
        </tr>
      </thead>
      <tbody>
        {countKeys.map((key) => (
          <tr key={key}>
            <th scope="row">{say(`report.count.${key}` satisfies TextKey)}</th>
            <td className={counts[key] === 0 ? 'soft' : undefined}>{numberText(counts[key])}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What the simulation takes for granted. */
export function Assumptions({ assumptions }: Pick<ReportDocument, 'assumptions'>) {
  return (
    <section>
      <h3>{say('report.assumed')}</h3>
      <ul className="plain">
        {assumptions.map(({ id, text }) => (
          <li key={id}>{text}</li>
        ))}
      </ul>
    </section>
  )
}
