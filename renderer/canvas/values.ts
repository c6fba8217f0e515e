import type { EngineClient } from '../engine.ts'
import { checkedOf } from '../stores/check.ts'
import type { Tab } from '../stores/workspace.ts'
import { moneyPath, noMoney, type MoneyPath } from './money-path.ts'
import { warmingAt, type Warming } from './warming.ts'

/**
 * What every wire says at the time cursor, and its latest rows. Kept apart from React Flow and React: whoever shows a wire
 * watches that wire, and is told only when it changed. Wires by "path.port".
 */
export type ValueStore = {
  /** NaN for missing, 0, 1 or 2 for a condition; undefined while nothing is known. */
  readonly at: (wire: string) => number | undefined
  readonly latest: (wire: string) => ArrayLike<number>
  readonly watch: (wire: string, changed: () => void) => () => void
  /** Wires somebody watches: the only ones worth asking for. */
  readonly watched: () => string[]
  /** Takes over what all wires say at one time; what is not named is unknown. */
  readonly setAll: (values: Readonly<Record<string, number>>) => void
  readonly setLatest: (wire: string, rows: ArrayLike<number>) => void
  /** What of the money wires acted at the cursor; watched as "money". */
  readonly money: () => MoneyPath
  readonly setMoney: (money: MoneyPath) => void
  /** How far a node that says nothing yet has come. */
  readonly warming: (path: string) => Warming | undefined
  readonly setWarming: (warming: (path: string) => Warming | undefined) => void
  readonly clear: () => void
  /** Called when somebody begins to watch a wire not watched before. */
  readonly onWatch: (listener: () => void) => () => void
}

/** The name under which the money path is watched: no wire is called so. */
export const MONEY = 'money'
const nothing: ArrayLike<number> = []
const nobody = () => undefined

export function createValueStore(): ValueStore {
  let values = new Map<string, number>()
  let rows = new Map<string, ArrayLike<number>>()
  let money = noMoney
  let warming: (path: string) => Warming | undefined = nobody
  const watchers = new Map<string, Set<() => void>>()
  const starts = new Set<() => void>()

  const tell = (wires: Iterable<string>) => {
    for (const wire of wires) for (const changed of watchers.get(wire) ?? []) changed()
  }

  return {
    at: (wire) => values.get(wire),
    latest: (wire) => rows.get(wire) ?? nothing,
    watch(wire, changed) {
      const set = watchers.get(wire) ?? new Set()
      if (set.size === 0) {
        watchers.set(wire, set)
        for (const started of starts) started()
      }
      set.add(changed)
      return () => {
        set.delete(changed)
        if (set.size === 0) watchers.delete(wire)
      }
    },
    watched: () => [...watchers.keys()].filter((wire) => wire !== MONEY),
    money: () => money,
    setMoney(next) {
      money = next
      tell([MONEY])
    },
    warming: (path) => warming(path),
    setWarming: (next) => void (warming = next),
    setAll(named) {
      const before = values
      values = new Map(Object.entries(named))
      tell([...watchers.keys()].filter((wire) => !Object.is(before.get(wire), values.get(wire))))
    },
    setLatest(wire, latest) {
      rows.set(wire, latest)
      tell([wire])
    },
    clear() {
      const known = new Set([...values.keys(), ...rows.keys()])
      values = new Map()
      rows = new Map()
      money = noMoney
      warming = nobody
      tell([...known, MONEY])
    },
    onWatch(listener) {
      starts.add(listener)
      return () => starts.delete(listener)
    },
  }
}

/** Bars a sparkline shows. */
const SPARK_BARS = 64
/** Wires one request may name. */
const MOST_WIRES = 500
/** Milliseconds the cursor rests before sparklines are fetched; values come at once. */
const CALM = 80

/**
 * Keeps the values at the tab's time cursor: asks when the cursor or the result changes, one question at a time, the latest
 * wins. Answers with what ends it.
 */
export function followCursor(engine: EngineClient, tab: Tab, store: ValueStore): () => void {
  let ended = false
  let asking = false
  let again = false
  let asked = ''
  let timer: ReturnType<typeof setTimeout> | undefined

  const wanted = () => {
    const { result } = tab.run.getState()
    if (!result) return undefined
    const { lastClose, runId } = result.outcome
    return lastClose === null ? undefined : { run: runId, time: Math.min(tab.view.getState().cursor ?? lastClose, lastClose) }
  }

  async function ask(): Promise<void> {
    if (asking) {
      again = true
      return
    }
    const now = wanted()
    if (!now) return store.clear()
    const key = `${now.run} ${now.time}`
    if (key === asked) return
    asking = true
    try {
      const { values } = await engine.request('values.at', { run: now.run, time: now.time })
      if (!ended) {
        const { result, resultOf } = tab.run.getState()
        if (resultOf && result?.outcome.runId === now.run) {
          const { streams, denials } = result.outcome
          store.setWarming((path) => warmingAt(resultOf, streams, path, now.time))
          const fires = (path: string) => values[`${path}.fires`] === 1
          const refused = denials.filter(({ time }) => time === now.time)
          store.setMoney(moneyPath(checkedOf(resultOf).graph, fires, refused))
        }
        store.setAll(values)
        asked = key
      }
    } catch {
      // The run is gone or the engine restarts; the window says so elsewhere. Old values must not stand.
      if (!ended) store.clear()
    }
    asking = false
    if (again && !ended) {
      again = false
      await ask()
    }
  }

  async function askLatest(): Promise<void> {
    const now = wanted()
    const wires = store.watched().slice(0, MOST_WIRES)
    if (!now || wires.length === 0) return
    try {
      const { wires: found } = await engine.request('values.range', { run: now.run, wires, from: 0, to: now.time, last: SPARK_BARS })
      if (!ended) for (const { wire, values } of found) store.setLatest(wire, values)
    } catch {
      // As above: a sparkline that cannot be had is not shown.
    }
  }

  const later = () => {
    clearTimeout(timer)
    timer = setTimeout(() => void askLatest(), CALM)
  }
  const changed = () => {
    void ask()
    later()
  }
  const stops = [
    tab.view.subscribe((now, before) => now.cursor !== before.cursor && changed()),
    tab.run.subscribe((now, before) => now.result !== before.result && changed()),
    store.onWatch(later),
  ]
  changed()
  return () => {
    ended = true
    clearTimeout(timer)
    for (const stop of stops) stop()
  }
}
