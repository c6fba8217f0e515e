import type { StrategyDocument } from '../../../nodes/strategy/document.ts'

/** A strategy of many nodes: chains of averages and comparisons beside what there is, a grid of some fifty rows. */
export function manyNodes(document: StrategyDocument, count: number): StrategyDocument {
  const nodes: Record<string, StrategyDocument['nodes'][string]> = { bars: { type: 'market.candles', version: 1, params: {} } }
  const positions: Record<string, [number, number]> = { bars: [0, 0] }
  const wires: { from: string; to: string }[] = []
  const columns = Math.ceil(Math.sqrt(count))
  for (let i = 0; i < count - 1; i++) {
    const id = `n${i}`
    const compare = i % 5 === 4
    nodes[id] = compare
      ? { type: 'logic.compare', version: 1, params: {} }
      : { type: 'indicator.sma', version: 1, params: { period: 5 + (i % 40) } }
    positions[id] = [280 + (i % columns) * 280, Math.floor(i / columns) * 160]
    const source = i % 5 === 0 ? 'bars.close' : `n${i - 1}.average`
    wires.push({ from: source, to: compare ? `${id}.a` : `${id}.source` })
    if (compare) wires.push({ from: `n${i - 2}.average`, to: `${id}.b` })
  }
  return { ...document, nodes, wires, subgraphs: {}, view: { ...document.view, positions, frames: [], notes: [] } }
}
