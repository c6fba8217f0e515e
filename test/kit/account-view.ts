import type { AccountView, SlotView } from '../../nodes/define/trade.ts'

/** What a test says of a slot; the rest is a flat position in a market at 100 with a tick of 0.01 and a lot of 0.001. */
export type SlotFacts = Partial<SlotView> & {
  readonly price?: number
  readonly tick?: number
  readonly lot?: number
  readonly cost?: number
}

/** What a test says of the account, in whole account currency; the rest is 10,000 in cash. */
export type AccountFacts = {
  readonly equity?: number
  readonly cash?: number
  readonly peak?: number
  readonly dayStart?: number
  readonly exposure?: number
  readonly lossStreak?: number
  readonly slots?: Readonly<Record<string, SlotFacts>>
}

const UNIT = 1e8

/** An account as the desk would show it to sizing, gates and order nodes, written down by hand: plain doubles, no ledger. */
export function accountView({
  equity = 10_000,
  cash = equity,
  peak = equity,
  dayStart = equity,
  exposure = 0,
  lossStreak = 0,
  slots = {},
}: AccountFacts): AccountView {
  const views = new Map(Object.entries({ main: {}, ...slots }).map(([name, facts]) => [name, slotView(facts)]))
  return {
    equity: equity * UNIT,
    cash: cash * UNIT,
    peakEquity: peak * UNIT,
    dayStartEquity: dayStart * UNIT,
    exposure: exposure * UNIT,
    lossStreak,
    unit: UNIT,
    slot: (name) => {
      const view = views.get(name)
      if (!view) throw new Error(`no slot "${name}"`)
      return view
    },
    share: (units, fraction) => Math.floor(units * fraction),
  }
}

/** `cost` is the fraction that fees take of an entry. */
function slotView({ price = 100, tick = 0.01, lot = 0.001, cost = 0, ...facts }: SlotFacts): SlotView {
  const perLot = price * lot * UNIT
  const held = facts.positionLots ?? 0
  return {
    referenceTicks: Math.round(price / tick),
    referencePrice: price,
    positionLots: held,
    positionQuantity: held * lot,
    entryPrice: held === 0 ? NaN : price,
    openProfit: 0,
    barsHeld: 0,
    entries: held === 0 ? 0 : 1,
    workingLots: 0,
    workingOrders: 0,
    barsSinceExit: Infinity,
    barsSinceLoss: Infinity,
    lossStreak: 0,
    lotsForNotional: (units) => Math.floor(units / (perLot * (1 + cost))),
    lotsForQuantity: (quantity) => Math.floor(quantity / lot + 1e-9),
    lotsForRisk: (units, distance) => Math.floor(units / ((distance + 2 * cost * price) * lot * UNIT)),
    notional: (lots) => Math.ceil(lots * perLot),
    ticksFor: (distance) => (distance > 0 ? Math.ceil(distance / tick - 1e-9) : 0),
    ...facts,
  }
}
