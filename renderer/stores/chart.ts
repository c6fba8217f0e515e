import { createStore } from 'zustand/vanilla'
import type { ChartBar, ChartCandles, ChartEquity, ChartInfo, ChartLine, ChartMarks } from '../../engine/protocol/chart-requests.ts'
import { OPEN_LINES, OPEN_PANES, plotsOf, type Plot } from '../chart/plots.ts'
import {
  fitAll,
  fitRun,
  isEnough,
  keepInside,
  pan,
  reveal,
  spanOf,
  wantedFor,
  zoomAround,
  type Range,
  type Wanted,
} from '../chart/view-range.ts'
import type { EngineClient } from '../engine.ts'
import { checkedOf } from './check.ts'
import type { Tab } from './workspace.ts'

/** Every series of one stretch of a run, in the same buckets. */
export type Loaded = {
  readonly run: string
  readonly slot: string
  /** Bars [from, to) in buckets of `size`. */
  readonly from: number
  readonly to: number
  readonly size: number
  readonly times: Float64Array
  readonly candles: ChartCandles
  readonly equity: ChartEquity
  readonly lines: ReadonlyMap<string, ChartLine>
  readonly marks: ChartMarks
}

/** What can be left out of the picture. */
export const layers = ['volume', 'marks', 'levels', 'equity'] as const
export type Layer = (typeof layers)[number]

export type ChartState = {
  readonly info: ChartInfo | undefined
  /** Why there is nothing to show, or nothing newer. */
  readonly failure: string | undefined
  readonly slot: string
  readonly plots: readonly Plot[]
  /** Wires drawn, of those that can be. */
  readonly open: ReadonlySet<string>
  readonly layers: ReadonlySet<Layer>
  readonly range: Range
  /** The stretch in view with some to spare, and the whole run, coarse, for the moment in which a hand is faster. */
  readonly near: Loaded | undefined
  readonly far: Loaded | undefined
  /** The bar the time cursor stands on, at once; its values follow. */
  readonly cursorBar: number | undefined
  readonly at: ChartBar | undefined
}

const FAR_POINTS = 2000

/** With more than this share of the bars in view, a run over what is in view is as slow as one over everything. */
const MOST_IN_VIEW = 0.8

/** Most bars in view where one of them is to be seen: half a day of minutes, a month of hours. */
const MOST_NEAR = 720

/** The chart of one open document: what is in view, what is loaded, where the time cursor stands. */
export function createChartStore(engine: EngineClient, tab: Tab) {
  const store = createStore<ChartState>(() => ({
    info: undefined,
    failure: undefined,
    slot: '',
    plots: [],
    open: new Set(),
    layers: new Set(layers),
    range: fitAll(0),
    near: undefined,
    far: undefined,
    cursorBar: undefined,
    at: undefined,
  }))
  /** Wires a person opened or closed; others follow the rule. */
  const chosen = new Map<string, boolean>()
  let width = 800
  let loading = false
  let asking = false
  /** The cursor moves because this chart moves it. */
  let leading = false
  /** The bar looked at next is to be seen from near. */
  let nearing = false
  /** What was in view of the whole result, while previews of just that stand in for it. */
  let whole: { readonly range: Range; readonly info: ChartInfo } | undefined
  let asked: { readonly at: { readonly bar: number } | { readonly time: number }; readonly quiet: boolean } | undefined

  const get = store.getState
  const total = () => get().info?.bars ?? 0

  /** A new result: what it is and where the cursor stands in it, then everything of it. What was shown stays until then. */
  async function take(): Promise<void> {
    const { result, resultOf, isPreview } = tab.run.getState()
    if (!result || !resultOf) return
    const run = result.outcome.runId
    const { cursor } = tab.view.getState()
    await told(async () => {
      const before = get()
      const guess = plotsOf(checkedOf(resultOf), result.wires, before.slot)
      // After an edit the slot is mostly the one before: its figures come with the first answer, while the page is busy drawing.
      const early =
        before.info && result.outcome.lastClose !== null
          ? engine.request('chart.bar', {
              run,
              slot: before.slot,
              wires: [...openOf(guess)],
              at: { time: cursor ?? result.outcome.lastClose },
            })
          : undefined
      const [had, bar] = await Promise.all([engine.request('chart.info', { run }), early])
      if (tab.run.getState().result !== result) return
      if (!had.ok) return store.setState({ failure: had.message })
      const { info } = had
      const { range, info: known, slot: slotNow } = get()
      const slot = info.slots.some(({ name }) => name === slotNow) ? slotNow : (info.slots[0]?.name ?? '')
      const plots = slot === before.slot ? guess : plotsOf(checkedOf(resultOf), result.wires, slot)
      if (isPreview && !whole && known) whole = { range, info: known }
      const left = isPreview ? undefined : whole
      if (!isPreview) whole = undefined
      const view = left && sameBars(left.info, info) ? left.range : sameBars(known, info) ? range : fitRun(info)
      const seen =
        bar?.ok && slot === before.slot && tab.view.getState().cursor === cursor ? { at: bar.at, cursorBar: bar.at.bar } : undefined
      store.setState({ info, slot, plots, open: openOf(plots), failure: undefined, range: view, ...seen })
      tellInView()
      const { cursor: now } = tab.view.getState()
      if (!seen) look(now === undefined ? { bar: info.bars - 1 } : { time: now }, true)
      void loadNear()
      void loadFar()
    })
  }

  function openOf(plots: readonly Plot[]): Set<string> {
    const panes = [...new Set(plots.filter(({ place, aside }) => place === 'pane' && !aside).map(({ node }) => node))].slice(0, OPEN_PANES)
    const lines = plots.filter(({ place }) => place === 'price').slice(0, OPEN_LINES)
    const byRule = (plot: Plot) => (plot.place === 'pane' ? !plot.aside && panes.includes(plot.node) : lines.includes(plot))
    return new Set(plots.filter((plot) => chosen.get(plot.wire) ?? byRule(plot)).map(({ wire }) => wire))
  }

  async function load({ from, to, points }: Omit<Wanted, 'size'>): Promise<Loaded | undefined> {
    const { info, slot, open } = get()
    if (!info) return undefined
    const range = { run: info.run, from, to, points }
    const wires = [...open]
    const [candles, equity, marks, ...lines] = await Promise.all([
      engine.request('chart.candles', { ...range, slot }),
      engine.request('chart.equity', range),
      engine.request('chart.marks', { ...range, slot }),
      ...wires.map((wire) => engine.request('chart.wire', { ...range, wire })),
    ])
    for (const one of [candles, equity, marks, ...lines]) if (!one.ok) store.setState({ failure: one.message })
    if (!candles.ok || !equity.ok || !marks.ok || lines.some(({ ok }) => !ok)) return undefined
    const { size, times } = candles.candles
    return {
      run: info.run,
      slot,
      from: candles.candles.from,
      to: Math.min(info.bars, candles.candles.from + times.length * size),
      size,
      times,
      candles: candles.candles,
      equity: equity.equity,
      lines: new Map(lines.flatMap((line, i) => (line.ok ? [[wires[i]!, line.line] as const] : []))),
      marks: marks.marks,
    }
  }

  async function loadFar(): Promise<void> {
    await told(async () => {
      const far = await load({ from: 0, to: total(), points: FAR_POINTS })
      if (far && far.run === get().info?.run) store.setState({ far })
    })
  }

  /** One at a time; what has come into view meanwhile is asked for next. */
  async function loadNear(): Promise<void> {
    if (loading || !needsNear(get(), width)) return
    loading = true
    await told(async () => {
      const near = await load(wantedFor(get().range, width, total()))
      if (near && near.run === get().info?.run) store.setState({ near, failure: undefined })
    })
    loading = false
    if (get().failure === undefined) void loadNear()
  }

  /** Moves the cursor to a bar or a time; the last one asked for wins. Quiet: the rest of the window is not told. */
  function look(at: { readonly bar: number } | { readonly time: number }, quiet: boolean): void {
    asked = { at, quiet }
    if (!asking) void answerLooks()
  }

  async function answerLooks(): Promise<void> {
    asking = true
    await told(async () => {
      while (asked) {
        const { at, quiet } = asked
        asked = undefined
        const { info, slot, open } = get()
        if (!info) break
        const had = await engine.request('chart.bar', { run: info.run, slot, wires: [...open], at })
        if (!had.ok) continue
        store.setState({ at: had.at, ...(asked ? {} : { cursorBar: had.at.bar }) })
        if (nearing && !asked) {
          nearing = false
          const { range } = get()
          const bars = spanOf(range)
          setRange(reveal(bars > MOST_NEAR ? zoomAround(range, had.at.bar, MOST_NEAR / bars, total()) : range, had.at.bar, total()))
        }
        if (!quiet) tab.view.setCursor(had.at.time)
      }
    })
    asking = false
  }

  /** An engine that is not there is a state of the chart, not a crash of it. */
  async function told(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      store.setState({ failure: error instanceof Error ? error.message : String(error) })
    }
  }

  /** The run hears what is in view of the whole result, by the clock: roughly, where bars are missing. */
  function tellInView(): void {
    const { info, range } = get()
    if (!info || tab.run.getState().isPreview) return
    const { start, barLength, bars } = info
    const [first, last] = [Math.max(0, Math.floor(range.from)), Math.min(bars, Math.ceil(range.to))]
    tab.run.setInView(
      last - first > MOST_IN_VIEW * bars ? undefined : { from: start + (first - 1) * barLength, to: start + (last - 1) * barLength },
    )
  }

  function setRange(range: Range): void {
    store.setState({ range: keepInside(range, total()) })
    tellInView()
    void loadNear()
  }

  function reload(): void {
    store.setState({ failure: undefined })
    void loadFar()
    void loadNear()
    const { cursorBar } = get()
    if (cursorBar !== undefined) look({ bar: cursorBar }, true)
  }

  tab.run.subscribe((now, before) => {
    if (now.result !== before.result) void take()
  })
  tab.view.subscribe(({ cursor }, before) => {
    if (leading || cursor === before.cursor || cursor === get().at?.time) return
    look(cursor === undefined ? { bar: Math.max(0, total() - 1) } : { time: cursor }, true)
  })
  void take()

  return {
    ...store,
    setWidth(now: number): void {
      width = Math.max(1, now)
      void loadNear()
    },
    pan: (bars: number) => setRange(pan(get().range, bars, total())),
    zoom: (bar: number, factor: number) => setRange(zoomAround(get().range, bar, factor, total())),
    show: setRange,
    /** The whole run; a second time, the bars read before it as well. */
    fit(): void {
      const { info, range } = get()
      if (!info) return
      const run = fitRun(info)
      setRange(range.from === run.from && range.to === run.to ? fitAll(info.bars) : run)
    },
    /** The last or the first bars, as many as are in view now. */
    toEnd: (end: 'first' | 'last') => setRange(pan(get().range, end === 'first' ? -total() : total(), total())),
    /** Puts the time cursor on a bar. */
    cursorTo(bar: number, { follow = false } = {}): void {
      if (total() === 0) return
      const inside = Math.min(total() - 1, Math.max(0, Math.round(bar)))
      if (follow) setRange(reveal(get().range, inside, total()))
      if (get().cursorBar === inside && tab.view.getState().cursor !== undefined) return
      store.setState({ cursorBar: inside })
      const time = evenTime(get().info, inside)
      look({ bar: inside }, time !== undefined)
      if (time === undefined) return
      leading = true
      tab.view.setCursor(time)
      leading = false
    },
    /** Puts the time cursor on a moment and brings the bars around it near: from afar a trade is less than a pixel. */
    seeTime(time: number): void {
      nearing = true
      if (tab.view.getState().cursor === time) look({ time }, true)
      else tab.view.setCursor(time)
    },
    /** Back to the latest bar, and to following it. */
    cursorToLatest(): void {
      tab.view.setCursor(undefined)
    },
    toggleWire(wires: readonly string[], on: boolean): void {
      for (const wire of wires) chosen.set(wire, on)
      store.setState(({ plots }) => ({ open: openOf(plots) }))
      reload()
    },
    toggleLayer: (layer: Layer) =>
      store.setState(({ layers: old }) => ({ layers: new Set(layers.filter((one) => (one === layer ? !old.has(one) : old.has(one)))) })),
    setSlot(slot: string): void {
      const { result, resultOf } = tab.run.getState()
      if (!result || !resultOf) return
      const plots = plotsOf(checkedOf(resultOf), result.wires, slot)
      store.setState({ slot, plots, open: openOf(plots) })
      reload()
    },
    reload,
  }
}
export type ChartStore = ReturnType<typeof createChartStore>

const sameBars = (known: ChartInfo | undefined, info: ChartInfo): boolean =>
  known !== undefined && known.bars === info.bars && known.start === info.start

/** Close of a bar where none is missing: then the canvas need not wait until the engine has said when it was. */
function evenTime(info: ChartInfo | undefined, bar: number): number | undefined {
  return info && info.end - info.start === (info.bars - 1) * info.barLength ? info.start + bar * info.barLength : undefined
}

function needsNear({ info, near, range, slot, open }: ChartState, width: number): boolean {
  if (!info || info.bars === 0) return false
  if (!near || near.run !== info.run || near.slot !== slot || [...open].some((wire) => !near.lines.has(wire))) return true
  return !isEnough(near, range, width, info.bars)
}

/** The stretch to draw: the near one where it covers the view, else the coarse whole; something rather than nothing. */
export function drawable({ near, far, range, info, slot }: ChartState): Loaded | undefined {
  const fits = (one: Loaded | undefined) => one?.slot === slot
  const bars = info?.bars ?? 0
  const covers = near && near.from <= Math.max(0, Math.floor(range.from)) && near.to >= Math.min(bars, Math.floor(range.to))
  const tooFine = near && spanOf(range) / near.size > 6000
  if (fits(near) && covers && !tooFine) return near
  return fits(far) ? far : fits(near) ? near : undefined
}

const charts = new WeakMap<Tab, ChartStore>()

/** The chart of a tab, made at the first question and as long-lived as the tab: panel and time cursor look at the same one. */
export function chartOf(engine: EngineClient, tab: Tab): ChartStore {
  const known = charts.get(tab) ?? createChartStore(engine, tab)
  charts.set(tab, known)
  return known
}
