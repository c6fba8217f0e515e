import type { Most } from '../../nodes/define/node.ts'
import type { Graph, GraphNode } from '../../nodes/strategy/1-resolve.ts'
import type { Plan } from '../compile/plan.ts'
import type { Candles } from '../market/candles.ts'
import type { WorstCase } from '../protocol/live-requests.ts'
import type { RiskProfile } from '../protocol/profiles.ts'

export type WorstCaseInput = {
  /** With everything muted left out. */
  readonly graph: Graph
  /** Account currency. */
  readonly capital: number
  /** Last price of each slot's market; what is not there cannot be counted in money. */
  readonly prices: Readonly<Record<string, number>>
  /** Milliseconds from one decision to the next. */
  readonly step: number
  readonly riskProfile: RiskProfile
}

/** One way from an entry to an order, and what it can lead to at the most, in account currency. */
type Route = {
  readonly slot: string
  readonly order: string
  readonly entry: number
  readonly additions: number
  readonly position: number
  readonly exposure: number
}

/** A market order that closes is sent again with a wider cap three times, then without one (T-MARKET). */
const REPEATS = 4
/** A stop and a target. */
const GUARDS = 2

/**
 * The most a strategy can come to hold, send and lose by its own graph and the account's limits, as the account stands:
 * what every entry may be worth by its sizing node, how many may join a position, and what the gates on its way let be.
 */
export function worstCase({ graph, capital, prices, step, riskProfile }: WorstCaseInput): WorstCase {
  const { maxOpenSlots, ordersPerSecond, exposure, maxPosition, maxNotional, drawdown } = riskProfile
  const money = (most: Most, slot: string): number =>
    'share' in most ? most.share * capital : 'amount' in most ? most.amount : most.quantity * (prices[slot] ?? Infinity)
  const share = (fraction: number | null) => (fraction ?? Infinity) * capital

  const routes = routesOf(graph, money)
  const perSlot = [...new Set(routes.map(({ slot }) => slot))].map((slot) => {
    const own = routes.filter((route) => route.slot === slot)
    const entries = 1 + Math.max(...own.map(({ additions }) => additions))
    const entry = Math.min(Math.max(...own.map((route) => route.entry)), share(maxNotional))
    return Math.min(entries * entry, Math.max(...own.map(({ position }) => position)), share(maxPosition))
  })
  const positions = Math.min(perSlot.length, maxOpenSlots ?? Infinity)
  const largest = perSlot.sort((a, b) => b - a).slice(0, positions)
  const sum = largest.reduce((total, one) => total + one, 0)
  // Nothing is bought with money that is not there.
  const notional = Math.min(sum, Math.max(0, ...routes.map((route) => route.exposure)), share(exposure), capital)

  const orders = new Set(routes.map(({ order }) => order))
  const eachStep = [...orders].reduce((count, path) => count + 1 + (guards(graph.byPath.get(path)!) ? GUARDS : 0), 0)
  const eachMinute = Math.ceil(60_000 / step) * (eachStep + perSlot.length * REPEATS)
  return {
    positions,
    notional,
    ordersPerMinute: ordersPerSecond === null ? eachMinute : Math.min(eachMinute, ordersPerSecond * 60),
    // Every stop may slip to nothing; the drawdown limit only stops what comes after.
    loss: notional,
    drawdown,
  }
}

const guards = ({ definition, params }: GraphNode) => definition.role === 'order' && definition.protects?.(params) === true

function routesOf(graph: Graph, money: (most: Most, slot: string) => number): Route[] {
  const alive = graph.nodes.filter(({ muted }) => !muted)
  const after = (node: GraphNode) =>
    alive.filter(({ inputs }) => Object.values(inputs).some((sources) => sources.some((source) => source.node === node.path)))
  const routes: Route[] = []

  function follow(node: GraphNode, so: Omit<Route, 'order'>): void {
    for (const next of after(node)) {
      const { definition, params } = next
      if (definition.role === 'order') routes.push({ ...so, order: next.path })
      else if (definition.role === 'sizing') {
        const { most } = definition
        const entry = most && !isWired(next) ? money(most(params), so.slot) : Infinity
        follow(next, { ...so, entry, additions: typeof params['additions'] === 'number' ? params['additions'] : 0 })
      } else if (definition.role === 'gate') {
        const { position = [], exposure = [] } = definition.leaves?.(params) ?? {}
        const least = (all: readonly Most[], before: number) => Math.min(before, ...all.map((most) => money(most, so.slot)))
        follow(next, { ...so, position: least(position, so.position), exposure: least(exposure, so.exposure) })
      }
    }
  }

  for (const node of alive) {
    if (node.definition.role !== 'signal') continue
    const { action, slot } = node.definition.signal(node.params)
    if (action === 'enter') follow(node, { slot, entry: Infinity, additions: 0, position: Infinity, exposure: Infinity })
  }
  return routes
}

/** The last close that is known of each slot's market. */
export function lastPrices({ slots, streams }: Pick<Plan, 'slots' | 'streams'>, histories: readonly Candles[]): Record<string, number> {
  const found = streams.flatMap(({ slot }, i): [string, number][] => {
    const close = histories[i]?.close.at(-1)
    return close !== undefined && close > 0 ? [[slots[slot]!.name, close]] : []
  })
  return Object.fromEntries(found)
}

/** Whether a wire stands in for one of its parameters. */
const isWired = ({ definition, inputs }: GraphNode) =>
  Object.entries(definition.inputs).some(
    ([name, port]) => 'literal' in port && port.literal !== undefined && (inputs[name]?.length ?? 0) > 0,
  )
