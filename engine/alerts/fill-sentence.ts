import type { DeskSlot } from '../desk/contract.ts'
import { decimal, textOf } from '../money/decimal.ts'
import type { OrderSide, Purpose, Trade } from '../protocol/orders.ts'

/** What is remembered of an order that may fill. */
export type FillingOrder = { readonly side: OrderSide; readonly purpose: Purpose; readonly slot: DeskSlot | undefined }

const does = { increase: '', reduce: ', to reduce', protect: ', protection' } as const satisfies Record<Purpose, string>

/** "Bought 0.5 BTC/USDT at 42000.1 (order 12)." An order from before this session, or without its market, is told by its number alone. */
export function fillSentence({ sequence, lots, ticks }: Trade, order: FillingOrder | undefined): string {
  if (!order?.slot) return `Order ${sequence} was filled: ${lots} lots.`
  const { symbol, lot, tick } = order.slot.instrument
  const done = order.side === 'buy' ? 'Bought' : 'Sold'
  return `${done} ${steps(lots, lot)} ${symbol} at ${steps(ticks, tick)} (order ${sequence}${does[order.purpose]}).`
}

/** So many steps as decimal text; as a plain number where that does not fit. */
function steps(count: number, step: string): string {
  const { digits, scale } = decimal(step)
  const whole = count * digits
  return Number.isSafeInteger(whole) ? textOf(whole, scale) : String(count * Number(step))
}
