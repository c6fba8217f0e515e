import type { RunComparison } from '../../engine/protocol/runs.ts'
import { figureText, moneyDecimals, NONE } from '../report/format.ts'
import { say } from '../text/en.ts'
import type { Overlay } from './overlay.ts'

/** Two runs side by side: what was not the same going in, both curves, every figure of either. */
export function Comparison({ comparison, overlay }: { comparison: RunComparison; overlay: Overlay | undefined }) {
  const { a, b, figures, differences, cut } = comparison
  const names = [
    say('runs.name', { name: a.strategy.name, id: a.runId.slice(0, 6) }),
    say('runs.name', { name: b.strategy.name, id: b.runId.slice(0, 6) }),
  ] as const
  return (
    <>
      {overlay && (
        <figure className="curve">
          <figcaption>
            <span className="key-equity">{names[0]}</span>
            <span className="key-hold">{names[1]}</span>
          </figcaption>
          <svg className="curve-equity" viewBox="0 0 1000 1000" preserveAspectRatio="none" role="img" aria-label={say('runs.overlay')}>
            <path className="hold" d={overlay.b} />
            <path className="equity" d={overlay.a} />
          </svg>
        </figure>
      )}
      <h3>{differences.length === 0 ? say('runs.same') : say('runs.differences')}</h3>
      {differences.length > 0 && (
        <div className="scroll-x" role="region" aria-label={say('runs.differences')} tabIndex={0}>
          <table className="figures">
            <thead>
              <tr>
                <th scope="col">{say('runs.what')}</th>
                <th scope="col">{names[0]}</th>
                <th scope="col">{names[1]}</th>
              </tr>
            </thead>
            <tbody>
              {differences.map(({ what, a: left, b: right }) => (
                <tr key={what}>
                  <th scope="row">{what}</th>
                  <td>{left}</td>
                  <td>{right}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {cut && <p className="soft">{say('runs.cut')}</p>}
        </div>
      )}
      <h3>{say('report.figures')}</h3>
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">{say('runs.figure')}</th>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map(({ id, title, measure, a: left, b: right }) => (
            <tr key={id}>
              <th scope="row">{title}</th>
              <td>{left === null ? NONE : figureText(id, measure, left, moneyDecimals(a.capital))}</td>
              <td>{right === null ? NONE : figureText(id, measure, right, moneyDecimals(b.capital))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}
