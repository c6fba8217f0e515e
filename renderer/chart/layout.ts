import type { ChartState, Loaded } from '../stores/chart.ts'
import type { Plot } from './plots.ts'
import type { Range } from './view-range.ts'

/** Width of the value axis, height of the time axis, in CSS pixels. */
export const AXIS_WIDTH = 72
export const AXIS_HEIGHT = 20

/** A strip of the chart with a value axis of its own. Heights in CSS pixels from the top of the picture. */
export type Pane = {
  readonly kind: 'price' | 'node' | 'equity' | 'drawdown'
  /** Node path for panes of a node; its kind for the others. */
  readonly key: string
  readonly title: string
  readonly plots: readonly Plot[]
  readonly top: number
  readonly height: number
}

const weights = { price: 5, node: 1.7, equity: 1.7, drawdown: 1 } as const

/** The panes there are, from the top: candles, one a node, equity, drawdown. */
export function layoutPanes(
  { plots, open, layers, slot, info }: Pick<ChartState, 'plots' | 'open' | 'layers' | 'slot' | 'info'>,
  height: number,
): Pane[] {
  const shown = plots.filter(({ wire }) => open.has(wire))
  const symbol = info?.slots.find(({ name }) => name === slot)?.symbol ?? ''
  const nodes = [...new Set(shown.filter(({ place }) => place === 'pane').map(({ node }) => node))]
  const wanted: Omit<Pane, 'top' | 'height'>[] = [
    { kind: 'price', key: 'price', title: symbol, plots: shown.filter(({ place }) => place === 'price') },
    ...nodes.map((node) => {
      const own = shown.filter((plot) => plot.place === 'pane' && plot.node === node)
      return { kind: 'node', key: node, title: own[0]!.title, plots: own } as const
    }),
    ...(layers.has('equity')
      ? [
          { kind: 'equity', key: 'equity', title: 'equity', plots: [] } as const,
          { kind: 'drawdown', key: 'drawdown', title: 'drawdown', plots: [] } as const,
        ]
      : []),
  ]
  const room = Math.max(0, height - AXIS_HEIGHT)
  const sum = wanted.reduce((total, { kind }) => total + weights[kind], 0)
  let top = 0
  return wanted.map((pane) => {
    const own = (room * weights[pane.kind]) / sum
    const placed = { ...pane, top: Math.round(top), height: Math.round(top + own) - Math.round(top) }
    top += own
    return placed
  })
}

/** Index of the first and behind the last bucket in view. */
export function bucketsInView({ from, size, times }: Loaded, range: Range): readonly [number, number] {
  const first = Math.max(0, Math.floor((range.from - from) / size))
  return [first, Math.max(first, Math.min(times.length, Math.ceil((range.to - from) / size)))]
}

/** Values a pane has to show, lowest and highest, with air; undefined where there is none. */
export function domainOf(pane: Pane, loaded: Loaded, range: Range): { readonly low: number; readonly high: number } | undefined {
  const [first, past] = bucketsInView(loaded, range)
  let low = Infinity
  let high = -Infinity
  const take = (lows: Float64Array, highs: Float64Array) => {
    for (let i = first; i < past; i++) {
      if (lows[i]! < low) low = lows[i]!
      if (highs[i]! > high) high = highs[i]!
    }
  }
  if (pane.kind === 'price') take(loaded.candles.low, loaded.candles.high)
  if (pane.kind === 'equity') take(loaded.equity.min, loaded.equity.max)
  if (pane.kind === 'drawdown') take(loaded.equity.drawdown, loaded.equity.drawdown)
  for (const { wire } of pane.plots) {
    const line = loaded.lines.get(wire)
    if (line) take(line.min, line.max)
  }
  if (!(high >= low)) return undefined
  // Drawdown hangs from its zero line, the deepest at the bottom.
  if (pane.kind === 'drawdown') return { low: 0, high: Math.max(high * 1.1, 0.001) }
  const air = high > low ? (high - low) * 0.06 : Math.max(Math.abs(high) * 0.01, 1e-9)
  return { low: low - air, high: high + air }
}
