import { ceilDiv, ceilTimes, floorDiv, type Fraction, type Grid } from './exact.ts'

/** What one fill does, as a person with paper and pencil would write it down. Money in account units. */
export type Fill = {
  readonly slot: number
  /** Request sequence of its order. */
  readonly order: number
  readonly side: 'buy' | 'sell'
  readonly lots: number
  readonly ticks: number
  readonly slippageTicks: number
  readonly taker: boolean
  /** Bar on which it happened, at its open or after, and what time that counts as. */
  readonly step: number
  readonly atOpen: boolean
  readonly time: number
  readonly signal: string
}

/** A fill with the fee it cost, in units of the asset named. */
export type Booked = Fill & { readonly fee: bigint; readonly feeAsset: 'base' | 'quote' }

/** One position from its first fill to flat. */
export type ClosedTrade = {
  slot: number
  side: 'long' | 'short'
  signal: string
  exitSignal: string
  entryTime: number
  exitTime: number
  /** Steps at which entry and exit became known. */
  firstStep: number
  lastStep: number
  lots: number
  /** Orders that entered it. */
  entries: number
  lastEntry: number
  cost: bigint
  proceeds: bigint
  profit: bigint
  fees: bigint
  slippage: bigint
  /** Σ lots · ticks and Σ lots of the fills that entered and of those that left. */
  enteredTickLots: bigint
  enteredLots: number
  leftTickLots: bigint
  leftLots: number
  closed: boolean
}

/**
 * `units` of base, dust included; `open` when they can be sold. `basis` is what was paid for them, fees left out. `entered` ÷ `weight` is the
 * average price: Σ notional of what entered and its lots, both lowered in proportion by a partial close.
 */
type Position = {
  units: bigint
  open: boolean
  basis: bigint
  entered: bigint
  weight: number
  trade: ClosedTrade | undefined
}

export type Rates = { readonly maker: Fraction; readonly taker: Fraction; readonly buyFeeInBase: boolean }

/** What the market's price was at a fill: slippage taken off again. */
export function marketTicks({ side, ticks, slippageTicks }: Fill): number {
  return side === 'buy' ? ticks - slippageTicks : ticks + slippageTicks
}

/** One account: cash, and per slot a position in base units with its cost basis (T-LEDGER, readings M1 to M8). */
export function openLedger(capital: bigint, grids: readonly Grid[], rates: readonly Rates[]) {
  let cash = capital
  const positions: Position[] = grids.map(() => ({
    units: 0n,
    open: false,
    basis: 0n,
    entered: 0n,
    weight: 0,
    trade: undefined,
  }))
  const trades: ClosedTrade[] = []

  const sign = (slot: number): 1 | 0 | -1 => {
    const lots = lotsOf(slot)
    return lots > 0 ? 1 : lots < 0 ? -1 : 0
  }

  /** Signed whole lots that can be sold or bought back; dust reads 0. */
  const lotsOf = (slot: number): number => {
    const { units, open } = positions[slot]
    return open ? Number(units / grids[slot].lotUnits) : 0
  }

  /** Whether what is held is enough for an order, at the price of the fill just booked (T-QUANT). */
  const judge = (slot: number, ticks: number): void => {
    const { units } = positions[slot]
    const whole = Number((units < 0n ? -units : units) / grids[slot].lotUnits)
    positions[slot].open = whole >= grids[slot].leastLots && grids[slot].notional(whole, ticks) >= grids[slot].leastNotional
  }

  /** Worth at a price, dust included: a long position rounds down, a short one up. */
  const markOf = (slot: number, ticks: number): bigint =>
    floorDiv(positions[slot].units * BigInt(ticks) * grids[slot].tickLotUnits, grids[slot].lotUnits)

  const book = (fill: Fill): Booked => {
    const grid = grids[fill.slot]
    const position = positions[fill.slot]
    const before = sign(fill.slot)
    const direction = fill.side === 'buy' ? 1 : -1
    const notional = grid.notional(fill.lots, fill.ticks)
    const rate = fill.taker ? rates[fill.slot].taker : rates[fill.slot].maker
    const inBase = fill.side === 'buy' && rates[fill.slot].buyFeeInBase && !grid.shortable
    const moved = BigInt(fill.lots) * grid.lotUnits
    const baseFee = inBase ? ceilTimes(moved, rate) : 0n
    const quoteFee = inBase ? 0n : ceilTimes(notional, rate)
    const feeValue = inBase ? ceilDiv(baseFee * BigInt(fill.ticks) * grid.tickLotUnits, grid.lotUnits) : quoteFee
    const slippage = grid.notional(fill.lots, fill.slippageTicks)
    const tickLots = BigInt(fill.lots) * BigInt(fill.ticks)

    if (before === 0 || before === direction) {
      position.trade ??= opened(fill)
      if (position.trade.lastEntry !== fill.order) position.trade.entries++
      position.trade.lastEntry = fill.order
      position.units += BigInt(direction) * moved - baseFee
      judge(fill.slot, marketTicks(fill))
      position.basis += notional
      position.entered += notional
      position.weight += fill.lots
      position.trade.cost += notional
      position.trade.enteredTickLots += tickLots
      position.trade.enteredLots += fill.lots
      position.trade.lots = Math.max(position.trade.lots, Math.abs(lotsOf(fill.slot)))
    } else {
      const trade = position.trade!
      const held = position.units < 0n ? -position.units : position.units
      position.units += BigInt(direction) * moved - baseFee
      judge(fill.slot, marketTicks(fill))
      const last = lotsOf(fill.slot) === 0
      const part = last ? position.basis : floorDiv(position.basis * moved, held)
      position.basis -= part
      position.entered = last ? 0n : position.entered - floorDiv(position.entered * moved, held)
      position.weight = last ? 0 : position.weight * (1 - Number(moved) / Number(held))
      trade.proceeds += notional
      trade.leftTickLots += tickLots
      trade.leftLots += fill.lots
      trade.exitSignal = fill.signal
      trade.exitTime = fill.time
      trade.lastStep = fill.step
      trade.profit += trade.side === 'long' ? notional - part : part - notional
    }
    const trade = position.trade!
    trade.fees += feeValue
    trade.profit -= quoteFee
    trade.slippage += slippage
    cash += (fill.side === 'sell' ? notional : -notional) - quoteFee
    if (lotsOf(fill.slot) === 0 && trade.leftLots > 0) {
      trade.closed = true
      trades.push(trade)
      position.trade = undefined
    }
    return { ...fill, fee: inBase ? baseFee : quoteFee, feeAsset: inBase ? 'base' : 'quote' }
  }

  const opened = (fill: Fill): ClosedTrade => ({
    slot: fill.slot,
    side: fill.side === 'buy' ? 'long' : 'short',
    signal: fill.signal,
    exitSignal: '',
    entryTime: fill.time,
    exitTime: fill.time,
    firstStep: fill.step,
    lastStep: fill.step,
    lots: 0,
    entries: 0,
    lastEntry: -1,
    cost: 0n,
    proceeds: 0n,
    profit: 0n,
    fees: 0n,
    slippage: 0n,
    enteredTickLots: 0n,
    enteredLots: 0,
    leftTickLots: 0n,
    leftLots: 0,
    closed: false,
  })

  return {
    book,
    lotsOf,
    markOf,
    trades,
    position: (slot: number): Readonly<Position> => positions[slot],
    get cash() {
      return cash
    },
    /** Trades still open, as if what is held were worth the last prices: their profit counts it against the rest of the basis. */
    open: (lastTicks: readonly number[], time: number, step: number): ClosedTrade[] =>
      positions.flatMap(({ trade, basis }, slot) => {
        if (!trade) return []
        const worth = markOf(slot, lastTicks[slot])
        const gain = trade.side === 'long' ? worth - basis : worth + basis
        return [{ ...trade, exitTime: time, lastStep: step, profit: trade.profit + gain }]
      }),
    /** Cash plus marks at these last prices. */
    equity: (lastTicks: readonly number[]): bigint => positions.reduce((sum, _, slot) => sum + markOf(slot, lastTicks[slot]), cash),
    /** Cash that may be spent: what shorts brought in is not (reading M8). */
    free: (lastTicks: readonly number[]): bigint =>
      positions.reduce((sum, { units }, slot) => (units < 0n ? sum + 2n * markOf(slot, lastTicks[slot]) : sum), cash),
  }
}

export type Ledger = ReturnType<typeof openLedger>
