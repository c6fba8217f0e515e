import { ImageDown, Maximize2, RotateCw, ZoomIn, ZoomOut } from 'lucide-react'
import { chartOf, layers, type ChartStore } from '../stores/chart.ts'
import { isStale } from '../stores/run.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import { ChartStage } from './ChartStage.tsx'
import { lineColourName } from './palette.ts'
import type { Plot } from './plots.ts'
import { handOver, pictureOf } from './save-picture.ts'
import './chart.css'

/** Candles, indicators, trades and equity of the last good result; one time cursor with the canvas. */
export function ChartPanel({ tab }: { tab: Tab }) {
  const { engine } = useWindow()
  const chart = chartOf(engine, tab)
  const info = useRead(chart, ({ info: one }) => one)
  const failure = useRead(chart, (state) => state.failure)
  const run = useRead(tab.run, (state) => state)
  const document = useRead(tab.document, (state) => state.document)
  const stale = isStale(run, document)
  if (!info || info.bars === 0) return <Nothing tab={tab} chart={chart} />
  return (
    <div className="chart" data-stale={stale || undefined}>
      <Toolbar chart={chart} onSave={stale ? undefined : () => void save(tab, chart)} />
      <ChartStage chart={chart} marks={run.result?.outcome.marks ?? []} />
      {run.running && <progress className="chart-progress" value={run.running.share} max={1} aria-label={run.running.doing} />}
      {!stale && failure !== undefined && (
        <p className="chart-note notice" data-kind="error" role="alert">
          {failure}{' '}
          <Button kind="quiet" onPress={chart.reload}>
            <RotateCw aria-hidden /> {say('chart.again')}
          </Button>
        </p>
      )}
    </div>
  )
}

/** Before the first result: why there is none, and what to do. */
function Nothing({ tab, chart }: { tab: Tab; chart: ChartStore }) {
  const { running, result, failure: failed, problems, findings } = useRead(tab.run, (state) => state)
  const failure = useRead(chart, (state) => state.failure)
  if (running || (result && failure === undefined)) {
    return (
      <div className="empty" role="status">
        <p>{say(running ? 'chart.computing' : 'chart.loading')}</p>
        <progress {...(running ? { value: running.share } : {})} max={1} aria-label={running?.doing ?? say('chart.loading')} />
      </div>
    )
  }
  const errors = findings.filter(({ severity }) => severity === 'error')
  const why = [failure, failed, ...problems.map(({ message }) => message), ...errors.map(({ message }) => message)].filter(
    (one) => one !== undefined,
  )
  return (
    <div className="empty">
      <p>{say(why.length > 0 ? 'chart.no-result' : 'chart.empty')}</p>
      {why.slice(0, 3).map((message) => (
        <p key={message} className="notice" data-kind="error" role="alert">
          {message}
        </p>
      ))}
      <Button kind="primary" onPress={() => void tab.run.run()}>
        {say('run.run')}
      </Button>
    </div>
  )
}

/** An old result is not handed out as the current one: then `onSave` is left out. */
function Toolbar({ chart, onSave }: { chart: ChartStore; onSave: (() => void) | undefined }) {
  const info = useRead(chart, (state) => state.info)
  const slot = useRead(chart, (state) => state.slot)
  const plots = useRead(chart, (state) => state.plots)
  const open = useRead(chart, (state) => state.open)
  const shown = useRead(chart, (state) => state.layers)
  return (
    <div className="chart-tools" role="toolbar" aria-label={say('chart.tools')}>
      {info && info.slots.length > 1 && (
        <select className="input" aria-label={say('chart.market')} value={slot} onChange={(event) => chart.setSlot(event.target.value)}>
          {info.slots.map(({ name, symbol }) => (
            <option key={name} value={name}>
              {name}: {symbol}
            </option>
          ))}
        </select>
      )}
      {groupsOf(plots).map(({ key, title, wires, index }) => {
        const on = wires.some((wire) => open.has(wire))
        return (
          <button key={key} type="button" className="chart-chip" aria-pressed={on} onClick={() => chart.toggleWire(wires, !on)}>
            <b style={{ background: lineColourName(index) }} />
            {title}
          </button>
        )
      })}
      <span className="chart-gap" />
      {layers.map((layer) => (
        <button key={layer} type="button" className="chart-chip" aria-pressed={shown.has(layer)} onClick={() => chart.toggleLayer(layer)}>
          {say(`chart.layer-${layer}`)}
        </button>
      ))}
      <Button kind="quiet" label={say('chart.zoom-in')} onPress={() => zoom(chart, 1 / 1.4)}>
        <ZoomIn aria-hidden />
      </Button>
      <Button kind="quiet" label={say('chart.zoom-out')} onPress={() => zoom(chart, 1.4)}>
        <ZoomOut aria-hidden />
      </Button>
      <Button kind="quiet" label={say('chart.fit')} onPress={() => chart.fit()}>
        <Maximize2 aria-hidden />
      </Button>
      <Button kind="quiet" label={say('chart.save')} isDisabled={!onSave} onPress={() => onSave?.()}>
        <ImageDown aria-hidden />
      </Button>
    </div>
  )
}

/** Saves what is in view as a picture that says what it is of. */
async function save(tab: Tab, chart: ChartStore): Promise<void> {
  const host = window.document.querySelector<HTMLElement>('.chart-stage')
  const { result } = tab.run.getState()
  if (!host || !result) return
  const state = chart.getState()
  const market = state.info?.slots.find(({ name }) => name === state.slot)
  const { strategy, marks } = result.outcome
  const title = [strategy.name, `${market?.symbol ?? ''} ${market?.timeframe ?? ''}`, ...marks].join('  ·  ')
  const picture = await pictureOf(state, host, title)
  if (picture) handOver(picture, `${strategy.name.toLowerCase().replace(/[^a-z0-9]+/g, '-')}-chart.png`)
}

/** Around the middle of what is in view. */
function zoom(chart: ChartStore, factor: number): void {
  const { from, to } = chart.getState().range
  chart.zoom((from + to) / 2, factor)
}

/** One switch a node: its lines come and go together. */
function groupsOf(plots: readonly Plot[]) {
  const groups = new Map<string, { key: string; title: string; wires: string[]; index: number }>()
  for (const [index, { node, title, wire }] of plots.entries()) {
    const group = groups.get(node) ?? { key: node, title, wires: [], index }
    group.wires.push(wire)
    groups.set(node, group)
  }
  return [...groups.values()]
}
