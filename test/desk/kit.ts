import type { OrderRequest, Signal } from '../../nodes/define/trade.ts'
import type { Desk, DeskCommand, DeskConfig } from '../../engine/desk/contract.ts'
import { createDesk } from '../../engine/desk/desk.ts'
import type { ApprovedOrder, OrderFact } from '../../engine/protocol/orders.ts'
import { honestBar1, nextOpen, research1 } from '../../engine/protocol/profiles.ts'
import type { RiskProfile } from '../../engine/protocol/profiles.ts'
import { instrument } from '../kit/instruments.ts'

/** BTC/USDT on one slot, no costs, 10,000 USDT: numbers a person can check. A lot is 0.001 BTC, a tick 1 USDT: a lot at 10,000 ticks costs 10 USDT. */
export const plain: DeskConfig = {
  runId: 'test run',
  currency: 'USDT',
  capital: '10000',
  slots: [{ name: 'main', instrument: instrument({ tick: '1', lot: '0.001' }) }],
  fillProfile: nextOpen,
  riskProfile: research1,
}

/** The same on a margin market. */
export const margin: DeskConfig = {
  ...plain,
  slots: [{ name: 'main', instrument: instrument({ tick: '1', lot: '0.001', shortable: true }) }],
}

export const honest: DeskConfig = { ...plain, fillProfile: honestBar1 }

export const USDT = 1e8

/** Every rule switched off, what remains enforced: one rule is switched on at a time. */
export const noRules: RiskProfile = {
  name: 'one rule',
  enforceAll: true,
  fatFinger: null,
  ordersPerSecond: null,
  maxNotional: null,
  maxPosition: null,
  exposure: null,
  exposureRelease: null,
  drawdown: null,
  dayLoss: null,
  lossStreak: null,
  lossWindowHours: null,
  maxOpenOrders: null,
  maxOpenSlots: null,
}

export const onlyRule = (rule: Partial<RiskProfile>, config: DeskConfig = plain): DeskConfig => ({
  ...config,
  riskProfile: { ...noRules, ...rule },
})

type RequestParts = Partial<Omit<OrderRequest, 'intent'>> & {
  readonly slot?: string
  readonly signal?: string
  readonly additions?: number
  readonly reverse?: boolean
}

export function enter(side: 'long' | 'short', lots: number, parts: RequestParts = {}): OrderRequest {
  return request({ node: parts.signal ?? `enter-${side}`, slot: parts.slot ?? 'main', action: 'enter', side, reason: '' }, lots, parts)
}

export function exit(side: 'long' | 'short' | 'any', lots: number, parts: RequestParts = {}): OrderRequest {
  return request({ node: parts.signal ?? `exit-${side}`, slot: parts.slot ?? 'main', action: 'exit', side, reason: '' }, lots, parts)
}

function request(signal: Signal, lots: number, parts: RequestParts): OrderRequest {
  const { additions = 0, reverse = false } = parts
  return {
    node: 'order',
    type: 'market',
    timeInForce: 'GTC',
    replace: false,
    ...parts,
    intent: { signal, lots, stopTicks: 0, additions, reverse, gated: true },
  }
}

/** A desk with a hand-written venue: what it commands is listed, and facts are said by the test. Time runs a minute a step. */
export function bench(config: DeskConfig = plain, price = 10_000) {
  const desk = createDesk(config)
  const table = tableOf(desk)
  table.mark(price)
  return table
}

export function tableOf(desk: Desk) {
  let time = 0
  let step = 0
  let trades = 0
  const submitted: ApprovedOrder[] = []
  const canceled: number[] = []
  const alerts: string[] = []

  function hear(commands: readonly DeskCommand[]): readonly DeskCommand[] {
    const copy = [...commands]
    for (const command of copy) {
      if (command.kind === 'submit') submitted.push(command.order)
      else if (command.kind === 'cancel') canceled.push(command.sequence)
      else alerts.push(command.code)
    }
    return copy
  }
  const fact = (one: OrderFact) => hear(desk.handle({ kind: 'fact', fact: one }))

  return {
    desk,
    submitted,
    canceled,
    alerts,
    get time() {
      return time
    },
    last: () => submitted[submitted.length - 1],
    mark: (ticks: number, slot = 0) => hear(desk.mark(slot, ticks, time)),
    step() {
      time += 60_000
      step++
      return hear(desk.handle({ kind: 'step', time, step }))
    },
    wait: (milliseconds: number) => void (time += milliseconds),
    request: (one: OrderRequest) => hear(desk.handle({ kind: 'request', time, request: one })),
    cancel: (which: 'entries' | 'exits' | 'all', slot = 'main') =>
      hear(desk.handle({ kind: 'cancel', time, request: { node: 'cancel', slot, which, reason: '' } })),
    operator: (act: 'stop' | 'kill' | 'halt' | 'reconcile' | 'release') => hear(desk.handle({ kind: 'operator', time, act })),
    fact,
    fill(order: ApprovedOrder, lots: number, ticks: number, rest: Partial<Extract<OrderFact, { kind: 'trade' }>> = {}) {
      const trade = {
        kind: 'trade',
        sequence: order.sequence,
        tradeId: `t${++trades}`,
        lots,
        ticks,
        fee: 0,
        feeAsset: 'quote',
        liquidity: 'taker',
        slippageTicks: 0,
        time,
      } as const
      return fact({ ...trade, ...rest })
    },
    canceledFact: (sequence: number) => fact({ kind: 'canceled', sequence, time, reason: 'asked' }),
    expired: (sequence: number, reason = 'no price') => fact({ kind: 'expired', sequence, time, reason }),
    rejected: (sequence: number) => fact({ kind: 'rejected', sequence, time, code: '-2010', reason: 'balance' }),
    codes: () => desk.denials.map(({ code, enforced }) => (enforced ? code : `(${code})`)),
    checkTrades: () => desk.trades(),
  }
}
