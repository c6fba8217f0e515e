import fc from 'fast-check'
import { expect } from 'vitest'
import type { Book, Order, SlotPlan } from '../../engine/desk/book.ts'
import { openBook, planSlot } from '../../engine/desk/parts.ts'
import type { bookTrade } from '../../engine/desk/ledger.ts'
import { noFacts } from '../../engine/desk/orders.ts'
import type { Trade } from '../../engine/protocol/orders.ts'
import { honestBar1 } from '../../engine/protocol/profiles.ts'
import { instrument } from '../kit/instruments.ts'
import { plain } from './kit.ts'

/** The function under test: what one trade does to the book. Mutants have the same shape. */
export type BookTrade = typeof bookTrade

/** One fill as drawn. `share`: a spot sale is cut to what is held, as a venue would. */
type Drawn = {
  readonly buys: boolean
  readonly lots: number
  readonly ticks: number
  readonly fee: number
  readonly newOrder: boolean
}

/** Units of base in a lot of the market below. */
const LOT = 1_000_000

const drawn: fc.Arbitrary<Drawn> = fc.record({
  buys: fc.boolean(),
  lots: fc.integer({ min: 1, max: 50 }),
  ticks: fc.integer({ min: 90, max: 110 }),
  fee: fc.integer({ min: 0, max: 3_000_000 }),
  newOrder: fc.boolean(),
})

type Case = {
  readonly shortable: boolean
  readonly feeInBase: boolean
  readonly minimumLots: number
  readonly fills: readonly Drawn[]
}

const cases: fc.Arbitrary<Case> = fc
  .record({
    shortable: fc.boolean(),
    inBase: fc.boolean(),
    minimumLots: fc.constantFrom(1, 1, 4),
    fills: fc.array(drawn, { minLength: 1, maxLength: 25 }),
  })
  .map(({ inBase, fills, ...rest }) => {
    const feeInBase = inBase && !rest.shortable
    // No venue keeps more than what was bought.
    const most = (lots: number) => (feeInBase ? lots * (LOT - 1) : Infinity)
    return { ...rest, feeInBase, fills: fills.map((fill) => ({ ...fill, fee: Math.min(fill.fee, most(fill.lots)) })) }
  })

/** What BigInt says: cash and position after the same fills, every unit counted. */
type Truth = { cash: bigint; units: bigint; last: number; trades: number; turned: number; dusty: number }

function playCase(
  book: BookTrade,
  { shortable, feeInBase, minimumLots, fills }: Case,
  each: (state: Book, truth: Truth, plan: SlotPlan) => void,
): Truth {
  const market = instrument({ tick: '1', lot: '0.01', shortable, minimums: { quantity: String(minimumLots / 100), notional: '0' } })
  const config = {
    ...plain,
    capital: '1000000',
    slots: [{ name: 'main', instrument: market }],
    fillProfile: { ...honestBar1, buyFeeInBase: feeInBase },
  }
  const plan = planSlot(config, config.slots[0], 0)
  const state = openBook(config)
  const slot = state.slots[0]
  const size = BigInt(plan.grid.unitsPerLot)
  const unit = BigInt(plan.grid.unitsPerTickLot)
  const truth: Truth = { cash: BigInt(state.cash), units: 0n, last: 0, trades: 0, turned: 0, dusty: 0 }
  let order: Order | undefined
  for (const fill of fills) {
    const sellable = Number(truth.units / size)
    const lots = fill.buys || shortable ? fill.lots : Math.min(fill.lots, sellable)
    if (lots <= 0) continue
    const side = fill.buys ? 'buy' : 'sell'
    if (order === undefined || fill.newOrder || order.side !== side) order = newOrder(side)
    const inBase = feeInBase && fill.buys
    const trade: Trade = {
      kind: 'trade',
      sequence: 1,
      tradeId: `${++truth.trades}`,
      lots,
      ticks: fill.ticks,
      fee: fill.fee,
      feeAsset: inBase ? 'base' : 'quote',
      liquidity: 'taker',
      slippageTicks: 1,
      time: truth.trades,
    }
    order.filled += lots
    const before = truth.units
    book(state, plan, slot, order, trade, truth.trades)
    const value = BigInt(lots) * BigInt(fill.ticks) * unit
    truth.cash += (fill.buys ? -value : value) - (inBase ? 0n : BigInt(fill.fee))
    truth.units += (fill.buys ? 1n : -1n) * BigInt(lots) * size - (inBase ? BigInt(fill.fee) : 0n)
    // The market's price, one tick of slippage taken off again.
    truth.last = fill.buys ? fill.ticks - 1 : fill.ticks + 1
    if (before !== 0n && truth.units !== 0n && before > 0n !== truth.units > 0n) truth.turned++
    if (truth.units !== 0n && !slot.open) truth.dusty++
    each(state, truth, plan)
  }
  return truth
}

function newOrder(side: 'buy' | 'sell'): Order {
  return { ...noFacts(), side, purpose: 'increase', signal: 'signal', reason: '', filled: 0 } as Order
}

/** T-LEDGER: every fill is in the cash, once, with its fee against the user. */
function conservesCash(book: BookTrade): void {
  run((one) => playCase(book, one, (state, truth) => expect(BigInt(state.cash)).toBe(truth.cash)))
}

/** T-LEDGER: what is held is the sum of the fills, in whole lots and a rest of the same sign. */
function conservesPosition(book: BookTrade): void {
  run((one) =>
    playCase(book, one, ({ slots: [slot] }, truth, { grid }) => {
      expect(BigInt(slot.lots) * BigInt(grid.unitsPerLot) + BigInt(slot.dust)).toBe(truth.units)
      expect(Math.abs(slot.dust)).toBeLessThan(grid.unitsPerLot)
      expect(slot.lots * slot.dust).toBeGreaterThanOrEqual(0)
      expect(slot.open).toBe(Math.abs(slot.lots) >= one.minimumLots)
    }),
  )
}

/** Equity is cash and what is held at the last price: assets down, debts up. */
function valuesAgainstTheUser(book: BookTrade): void {
  run((one) =>
    playCase(book, one, (state, truth, { grid }) => {
      const exact = truth.units * BigInt(truth.last) * BigInt(grid.unitsPerTickLot)
      const size = BigInt(grid.unitsPerLot)
      const worth = exact >= 0n ? exact / size : -((-exact + size - 1n) / size)
      expect(BigInt(state.slots[0].worth)).toBe(worth)
      expect(state.worth).toBe(state.slots[0].worth)
      expect(state.gross).toBe(Math.abs(state.slots[0].worth))
    }),
  )
}

/** Cash moved = Σ profit of closed trades + the flow of the open one; basis is 0 when nothing is open and never below. */
function tellsEveryUnit(book: BookTrade): void {
  run((one) =>
    playCase(book, one, (state, truth) => {
      const [slot] = state.slots
      const profits = state.closed.reduce((sum, { flow }) => sum + flow, 0) + (slot.trip?.flow ?? 0)
      expect(BigInt(profits)).toBe(truth.cash - BigInt(1e14))
      expect(slot.basis).toBeGreaterThanOrEqual(0)
      expect(slot.trip === null ? slot.basis + slot.basisFees : 0).toBe(0)
      if (slot.trip !== null && slot.trip.exitLots === 0) expect(slot.basis).toBe(slot.trip.cost)
    }),
  )
}

function run(check: (one: Case) => Truth): void {
  const total = { trades: 0, turned: 0, dusty: 0 }
  fc.assert(
    fc.property(cases, (one) => {
      const truth = check(one)
      total.trades += truth.trades
      total.turned += truth.turned
      total.dusty += truth.dusty
    }),
    { numRuns: 800 },
  )
  expect(total.trades).toBeGreaterThan(2000)
  expect(total.turned).toBeGreaterThan(50)
  expect(total.dusty).toBeGreaterThan(50)
}

export const ledgerChecks = { conservesCash, conservesPosition, valuesAgainstTheUser, tellsEveryUnit } as const
export type LedgerCheck = keyof typeof ledgerChecks
