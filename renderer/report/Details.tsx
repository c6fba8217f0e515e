import type { ReportDocument } from '../../engine/protocol/report.ts'
import { denialWords } from '../text/denials.ts'
import { say } from '../text/en.ts'
import { dayText, daysText, NONE, numberText, percentText, timeText } from './format.ts'
import { Term } from './Term.tsx'

/** Who refused what, how often; a press on a node leads to it. */
export function Denials({ denials, onNode }: Pick<ReportDocument, 'denials'> & { onNode: (path: string) => void }) {
  if (denials.length === 0) return <p className="soft">{say('report.no-denials')}</p>
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">{say('report.denials')}</th>
          <th scope="col">{say('report.by')}</th>
          <th scope="col">{say('report.times')}</th>
          <th scope="col">{say('report.first')}</th>
          <th scope="col">{say('report.last')}</th>
        </tr>
      </thead>
      <tbody>
        {denials.map(({ code, by, enforced, count, first, last }) => (
          <tr key={`${code} ${by} ${enforced}`}>
            <th scope="row">
              <Term meaning={`${denialWords[code].title}. ${denialWords[code].help}`} help={`denial:${code}`}>
                {code}
              </Term>
              {!enforced && <span className="soft"> {say('report.only-reported')}</span>}
            </th>
            <td>
              {by === 'desk' ? (
                say('report.desk')
              ) : (
                <button type="button" className="link" onClick={() => onNode(by)}>
                  {by}
                </button>
              )}
            </td>
            <td>{numberText(count)}</td>
            <td>{dayText(first)}</td>
            <td>{dayText(last)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

export function Drawdowns({ drawdowns }: Pick<ReportDocument, 'drawdowns'>) {
  if (drawdowns.length === 0) return null
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">{say('report.drawdowns')}</th>
          <th scope="col">{say('report.length')}</th>
          <th scope="col">{say('report.peak')}</th>
          <th scope="col">{say('report.lowest')}</th>
          <th scope="col">{say('report.recovered')}</th>
        </tr>
      </thead>
      <tbody>
        {drawdowns.map(({ depth, days, from, trough, to }) => (
          <tr key={from}>
            <th scope="row">{percentText(depth)}</th>
            <td>{daysText(days)}</td>
            <td>{dayText(from)}</td>
            <td>{dayText(trough)}</td>
            <td>{to === null ? say('report.not-yet') : dayText(to)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The bars the run read, each stream with what was found in it. */
export function Streams({ streams }: Pick<ReportDocument, 'streams'>) {
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">{say('report.data')}</th>
          <th scope="col">{say('report.source')}</th>
          <th scope="col">{say('report.bars')}</th>
          <th scope="col">{say('report.from')}</th>
          <th scope="col">{say('report.to')}</th>
          <th scope="col">{say('report.first-decision')}</th>
        </tr>
      </thead>
      <tbody>
        {streams.map(({ slot, timeframe, instrument, source, bars, from, to, firstDecision }) => (
          <tr key={`${slot} ${timeframe}`}>
            <th scope="row">
              {slot}: {instrument.symbol} {timeframe}
            </th>
            <td>{source}</td>
            <td>{numberText(bars)}</td>
            <td>{timeText(from)}</td>
            <td>{timeText(to)}</td>
            <td>{firstDecision === null ? NONE : timeText(firstDecision)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
