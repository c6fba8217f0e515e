import type { StrategyDocument } from '../../nodes/strategy/document.ts'

/** A change to a document: `set` replaces what a dotted path names (null removes it), `wire` adds wires, `unwire` takes the wires into these inputs away. */
export type Edit = {
  readonly set?: Readonly<Record<string, unknown>>
  readonly wire?: readonly (readonly [string, string])[]
  readonly unwire?: readonly string[]
}

/** The SMA cross every sample starts from: nothing to be found in it. */
export function sampleStrategy(): StrategyDocument {
  return {
    format: 'weir-strategy',
    formatVersion: 1,
    id: 'sample',
    name: 'Sample',
    revision: 0,
    slots: { main: { instrument: 'BTC/USDT', timeframe: '1h' } },
    nodes: {
      bars: { type: 'market.candles', version: 1, params: {} },
      fast: { type: 'indicator.sma', version: 1, params: { period: 10 } },
      slow: { type: 'indicator.sma', version: 1, params: { period: 20 } },
      up: { type: 'logic.crosses', version: 1, params: { direction: 'above' } },
      down: { type: 'logic.crosses', version: 1, params: { direction: 'below' } },
      enter: { type: 'signal.enter', version: 1, params: {} },
      exit: { type: 'signal.exit', version: 1, params: {} },
      size: { type: 'sizing.percent-of-equity', version: 1, params: { percent: 20 } },
      gate: { type: 'risk.max-position', version: 1, params: { percent: 25 } },
      order: { type: 'order.market', version: 1, params: {} },
    },
    wires: [
      ['bars.close', 'fast.source'],
      ['bars.close', 'slow.source'],
      ['fast.average', 'up.a'],
      ['slow.average', 'up.b'],
      ['fast.average', 'down.a'],
      ['slow.average', 'down.b'],
      ['up.result', 'enter.when'],
      ['down.result', 'exit.when'],
      ['enter.signal', 'size.signal'],
      ['exit.signal', 'size.signal'],
      ['size.sized', 'gate.order'],
      ['gate.intent', 'order.intent'],
    ].map(([from, to]) => ({ from: from!, to: to! })),
    subgraphs: {},
    settings: {},
    view: { positions: {}, frames: [], notes: [], colours: {}, collapsed: [] },
  }
}

/** The document with the edit made, as raw data: an edit may well make it invalid. */
export function edited(document: StrategyDocument, { set = {}, wire = [], unwire = [] }: Edit): Record<string, unknown> {
  const copy = structuredClone(document) as StrategyDocument & Record<string, unknown>
  copy.wires = [...copy.wires.filter(({ to }) => !unwire.includes(to)), ...wire.map(([from, to]) => ({ from, to }))]
  for (const [path, value] of Object.entries(set)) setAt(copy, path.split('.'), value)
  return copy
}

function setAt(target: Record<string, unknown>, [key, ...rest]: string[], value: unknown): void {
  if (key === undefined) return
  if (rest.length > 0) setAt((target[key] ??= {}) as Record<string, unknown>, rest, value)
  else if (value === null) delete target[key]
  else target[key] = value
}
