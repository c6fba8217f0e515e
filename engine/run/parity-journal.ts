import type { DeskEvent } from '../desk/contract.ts'
import { allocateCandles, type Candles } from '../market/candles.ts'
import { fields } from '../compile/plan.ts'
import type { FeedEvent } from '../market/feed.ts'
import type { OrderFact, Trade } from '../protocol/orders.ts'
import type { StreamBar } from './plan-steps.ts'
import type { ReplayRecord, StartRecord } from './replay.ts'

/** An order as it left, and what is compared of it. */
export type SentOrder = {
  readonly sequence: number
  readonly slot: number
  readonly side: string
  readonly type: string
  readonly lots: number
  readonly limitTicks: number
  readonly triggerTicks: number
  readonly trailTicks: number
  readonly timeInForce: string
  readonly purpose: string
  readonly time: number
}

export type OperatorEvent = Extract<DeskEvent, { kind: 'operator' }>
export type OthersEvent = Extract<DeskEvent, { kind: 'others' }>

/** What happened in a session, in order, as far as its backtest is concerned. */
export type SessionEvent =
  | { readonly kind: 'bars'; readonly time: number; readonly bars: readonly StreamBar[]; readonly late: readonly StreamBar[] }
  | { readonly kind: 'operator'; readonly event: OperatorEvent }
  | { readonly kind: 'others'; readonly event: OthersEvent }
  | Extract<FeedEvent, { kind: 'price' }>
  | { readonly kind: 'fact'; readonly fact: OrderFact }
  /** An order left: prices told before that did not meet it. */
  | { readonly kind: 'sent'; readonly sequence: number }
  | { readonly kind: 'fault'; readonly fault: string }

/** A session as its journal tells it. */
export type RecordedSession = {
  readonly start: StartRecord
  readonly histories: readonly Candles[]
  readonly events: readonly SessionEvent[]
  /** Bars told again with other numbers after they had been decided on. */
  readonly revised: readonly StreamBar[]
  /** Late bars that came after a later bar of their stream: no step ever saw them. */
  readonly missed: readonly StreamBar[]
  readonly orders: readonly SentOrder[]
  readonly fills: readonly Trade[]
}

/** Reads a session from the records of its journal. Undefined when it never began. */
export function readSession(records: Iterable<ReplayRecord>): RecordedSession | undefined {
  let start: StartRecord | undefined
  const histories: number[][][][] = []
  const events: SessionEvent[] = []
  const revised: StreamBar[] = []
  const missed: StreamBar[] = []
  const orders: SentOrder[] = []
  const fills: Trade[] = []
  for (const { kind, body } of records) {
    switch (kind) {
      case 'start':
        start = body as StartRecord
        break
      case 'history': {
        const { stream, columns } = body as { stream: number; columns: number[][] }
        ;(histories[stream] ??= []).push(columns)
        break
      }
      case 'bars':
        events.push({ kind, ...(body as { time: number; bars: readonly StreamBar[]; late: readonly StreamBar[] }) })
        break
      case 'price':
        events.push({ ...(body as Extract<SessionEvent, { kind: 'price' }>), kind })
        break
      case 'revised':
        revised.push(body as StreamBar)
        break
      case 'late':
        if (!(body as { enters: boolean }).enters) missed.push(body as StreamBar)
        break
      case 'fault':
        if ((body as { part: string }).part === 'plan') events.push({ kind, fault: (body as { fault: string }).fault })
        break
      case 'event': {
        const event = body as DeskEvent
        if (event.kind === 'operator') events.push({ kind: 'operator', event })
        if (event.kind === 'others') events.push({ kind: 'others', event })
        if (event.kind !== 'fact') break
        events.push({ kind: 'fact', fact: event.fact })
        if (event.fact.kind === 'trade') fills.push(event.fact)
        break
      }
      case 'command': {
        const command = body as { kind: string; order: SentOrder }
        if (command.kind !== 'submit') break
        orders.push(command.order)
        events.push({ kind: 'sent', sequence: command.order.sequence })
        break
      }
    }
  }
  return (
    start && {
      start,
      histories: start.history.map((_, stream) => joinColumns(histories[stream] ?? [])),
      events,
      revised,
      missed,
      orders,
      fills,
    }
  )
}

/** The columns of history records, put together again. */
export function joinColumns(parts: readonly (readonly (readonly number[])[])[]): Candles {
  const candles = allocateCandles(parts.reduce((sum, [time]) => sum + time.length, 0))
  let row = 0
  for (const part of parts) {
    for (const [i, field] of fields.entries()) candles[field].set(part[i], row)
    row += part[0].length
  }
  return candles
}
