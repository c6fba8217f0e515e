import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Plan } from '../compile/plan.ts'
import type { Feed } from '../market/feed.ts'
import { tenTo } from '../money/amounts.ts'
import { createGrid } from '../money/grid.ts'
import { decimal, textOf } from '../money/decimal.ts'
import type { LiveAlert, LivePosition, LiveStatus } from '../protocol/live-requests.ts'
import type { ParityReport } from '../protocol/parity.ts'
import type { Binding } from '../protocol/run.ts'
import type { RealtimeRun } from './realtime.ts'
import { accountMoney } from './slots.ts'

export type LiveStatusInput = {
  readonly realtime: RealtimeRun
  readonly mode: LiveStatus['mode']
  readonly document: StrategyDocument
  readonly plan: Plan
  readonly binding: Binding
  readonly feed: Feed
  readonly from: number
  readonly until: number
  readonly alerts: readonly LiveAlert[]
  readonly parity: ParityReport | null
  readonly ended: string | null
  readonly journal: LiveStatus['journal']
  readonly account: LiveStatus['account']
}

const endStates = ['filled', 'canceled', 'expired', 'rejected', 'denied']

/** How a run stands, in words and exact amounts: what every window and terminal is shown. */
export function describeLive(input: LiveStatusInput): LiveStatus {
  const { realtime, mode, document, plan, binding, feed, from, until, alerts, parity, ended, journal, account } = input
  const { desk } = realtime
  const status = realtime.status()
  const { currency, scale } = accountMoney(plan, feed.instruments)
  const money = (units: number) => (Number.isSafeInteger(units) ? textOf(units, scale) : null)
  const positions = plan.slots.flatMap(({ name }, slot): LivePosition[] => {
    const { positionLots, entryPrice, referencePrice, openProfit } = desk.account.slot(name)
    if (positionLots === 0) return []
    const { lotSteps, lotScale, symbol } = createGrid(feed.instruments[slot])
    const decimals = decimal(feed.instruments[slot].lot).scale
    return [
      {
        slot: name,
        symbol,
        quantity: textOf((positionLots * lotSteps * tenTo(decimals)) / lotScale, decimals),
        entryPrice,
        price: referencePrice,
        profit: money(openProfit),
      },
    ]
  })
  const orders = desk.orders()
  return {
    run: realtime.runId,
    mode,
    strategy: { id: document.id, name: document.name, revision: document.revision },
    feed: { name: feed.name, ...status.feed },
    state: status.state,
    now: status.now,
    from,
    until: Number.isFinite(until) ? until : null,
    steps: status.step,
    lastStep: status.lastStep,
    currency,
    capital: binding.capital,
    equity: money(status.equity),
    positions,
    working: orders.filter(({ state }) => !endStates.includes(state)),
    orders: orders.length,
    fills: desk.fills.length,
    denials: desk.denials.length,
    late: status.late,
    revised: status.revised,
    alerts: [...alerts],
    fault: status.fault,
    held: desk.held(),
    account,
    journal,
    ended,
    parity,
  }
}
