import type { Plan } from '../compile/plan.ts'
import { moneyScale } from '../money/grid.ts'
import type { Instrument } from '../money/instruments.ts'

/** The account currency of a run, the quote of its main slot, and the decimals its units need. `instruments` by slot. */
export function accountMoney(plan: Plan, instruments: readonly Instrument[]): { readonly currency: string; readonly scale: number } {
  const currency = instruments[mainSlot(plan)].quote
  return { currency, scale: Math.max(...instruments.filter(({ quote }) => quote === currency).map(moneyScale)) }
}

/** The slot whose quote is the account currency and whose price buy-and-hold is measured on: "main", else the first. */
export function mainSlot(plan: Plan): number {
  const main = plan.slots.findIndex(({ name }) => name === 'main')
  return main === -1 ? 0 : main
}

/** The stream a slot trades on: its finest. Streams are sorted from fine to coarse within a slot. */
export function finestStream(plan: Plan, slot: number): number {
  const stream = plan.streams.findIndex((one) => one.slot === slot)
  return stream === -1 ? plan.streams.findIndex(({ slot: other }) => other === mainSlot(plan)) : stream
}
