import type { Glance } from '../../engine/protocol/glance.ts'
import { percentText, numberText, timeText, toneOf } from '../report/format.ts'
import { say } from '../text/en.ts'

/** What is known of a template's result so far. */
export type Computed =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'running'; readonly share: number }
  | { readonly kind: 'here'; readonly glance: Glance }
  | { readonly kind: 'failed'; readonly reason: string }

/** A template's result: return, largest drawdown, trades, and the curve behind them. */
export function TemplateResult({ computed }: { computed: Computed }) {
  if (computed.kind === 'waiting') return <p className="template-result soft">{say('files.gallery-waiting')}</p>
  if (computed.kind === 'running') {
    return (
      <p className="template-result soft">
        <progress value={computed.share} max={1} aria-label={say('files.gallery-computing')} /> {say('files.gallery-computing')}
      </p>
    )
  }
  if (computed.kind === 'failed') return <p className="template-result soft">{say('files.gallery-failed', { reason: computed.reason })}</p>
  const { glance } = computed
  const span = [glance.from, glance.to].map((time) => (time === null ? '' : timeText(time).slice(0, 10))).join(' – ')
  return (
    <div className="template-result">
      <Curve values={glance.equity} />
      <dl>
        <div>
          <dt>{say('report.tile.return')}</dt>
          <dd className={toneOf(glance.return)}>{percentText(glance.return)}</dd>
        </div>
        <div>
          <dt>{say('report.tile.drawdown')}</dt>
          <dd>{percentText(glance.maxDrawdown)}</dd>
        </div>
        <div>
          <dt>{say('report.tile.trades')}</dt>
          <dd>{glance.trades === null ? '–' : numberText(glance.trades)}</dd>
        </div>
      </dl>
      <p className="soft">{span}</p>
    </div>
  )
}

const [WIDTH, HEIGHT] = [240, 40]

function Curve({ values }: { values: readonly number[] }) {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const x = (i: number) => (i / Math.max(1, values.length - 1)) * WIDTH
  const y = (value: number) => HEIGHT - 2 - ((value - low) / Math.max(high - low, 1e-9)) * (HEIGHT - 4)
  const line = values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('')
  const start = values[0]
  return (
    <svg
      className="template-curve"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={say('files.gallery-curve')}
    >
      {start !== undefined && <line x1={0} x2={WIDTH} y1={y(start)} y2={y(start)} />}
      <path d={line} />
    </svg>
  )
}
