import type { Json } from './mutate.ts'

/** A short strategy that runs: two averages inside a subgraph, a crossing, an exit, a size, a gate, an order. */
export const small: Json = {
  format: 'weir-strategy',
  formatVersion: 1,
  id: 'small',
  name: 'Small',
  revision: 1,
  slots: { main: { instrument: 'BTC/USDT', timeframe: '1h' } },
  nodes: {
    candles: { type: 'market.candles', version: 1, params: { slot: 'main' } },
    fast: { type: 'subgraph.mean', version: 1, params: { length: 5 } },
    slow: { type: 'indicator.ema', version: 1, params: { period: 20 } },
    up: { type: 'logic.crosses', version: 1, params: { direction: 'above' } },
    down: { type: 'logic.compare', version: 1, params: { is: 'below' } },
    entry: { type: 'signal.enter', version: 1, params: { slot: 'main', side: 'long', fire: 'turns-true', reason: 'crossing' } },
    exit: { type: 'signal.exit', version: 1, params: { slot: 'main', side: 'any' } },
    size: { type: 'sizing.percent-of-equity', version: 1, params: { percent: 50 } },
    gate: { type: 'risk.max-position', version: 1, params: { percent: 60 } },
    order: { type: 'order.market', version: 1, params: {} },
  },
  wires: [
    { from: 'candles.close', to: 'fast.price' },
    { from: 'candles.close', to: 'slow.source' },
    { from: 'fast.average', to: 'up.a' },
    { from: 'slow.average', to: 'up.b' },
    { from: 'fast.average', to: 'down.a' },
    { from: 'slow.average', to: 'down.b' },
    { from: 'up.result', to: 'entry.when' },
    { from: 'down.result', to: 'exit.when' },
    { from: 'entry.signal', to: 'size.signal' },
    { from: 'exit.signal', to: 'size.signal' },
    { from: 'size.sized', to: 'gate.order' },
    { from: 'gate.intent', to: 'order.intent' },
  ],
  subgraphs: {
    mean: {
      title: 'Mean',
      inputs: ['price'],
      outputs: ['average'],
      promoted: { length: 'sma.period' },
      nodes: { sma: { type: 'indicator.sma', version: 1, params: {} } },
      wires: [
        { from: 'in.price', to: 'sma.source' },
        { from: 'sma.average', to: 'out.average' },
      ],
    },
  },
  settings: {},
  view: { positions: { candles: [0, 0] }, frames: [], notes: [], colours: {}, collapsed: [] },
}
