import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { edited, sampleStrategy } from './strategy.ts'

/** The sample strategy with so many averages before it that it has `nodes` nodes, all of them needed. */
export function largeStrategy(nodes: number): StrategyDocument {
  const own = Object.keys(sampleStrategy().nodes).length
  const pairs = Math.floor((nodes - own) / 2)
  const set: Record<string, unknown> = {}
  const wire: [string, string][] = []
  let last = 'up.result'
  for (let i = 0; i < pairs; i++) {
    set[`nodes.average-${i}`] = { type: 'indicator.ema', version: 1, params: { period: 2 + (i % 50) } }
    set[`nodes.also-${i}`] =
      i % 2 === 0 ? { type: 'logic.compare', version: 1, params: { is: 'above', b: i } } : { type: 'logic.and', version: 1, params: {} }
    wire.push(['bars.close', `average-${i}.source`])
    if (i % 2 === 0) wire.push([`average-${i}.average`, `also-${i}.a`])
    else wire.push([`also-${i - 1}.result`, `also-${i}.a`], [last, `also-${i}.b`])
    if (i % 2 === 1) last = `also-${i}.result`
  }
  wire.push([last, 'enter.when'])
  return edited(sampleStrategy(), { set, wire, unwire: ['enter.when'] }) as StrategyDocument
}
