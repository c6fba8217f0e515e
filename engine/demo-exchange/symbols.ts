import { ONE, textOf } from './amounts.ts'

/** One market of the demo exchange: what its filters let through. Amounts as in amounts.ts. */
export type DemoSymbol = {
  readonly name: string
  readonly base: string
  readonly quote: string
  tick: bigint
  step: bigint
  minNotional: bigint
  /** How far from the last price a limit may lie, in whole multiples: five times, a fifth. */
  readonly percentPrice: bigint
  status: 'TRADING' | 'BREAK' | 'HALT'
}

export const orderTypes = ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT', 'TAKE_PROFIT_LIMIT'] as const

/** A market like the venue's larger ones. `tick` and `step` such as 0.01 and 0.00001. */
export function demoSymbol(base: string, quote: string, tick = ONE / 100n, step = ONE / 100_000n): DemoSymbol {
  return { name: base + quote, base, quote, tick, step, minNotional: 5n * ONE, percentPrice: 5n, status: 'TRADING' }
}

/** A market as exchangeInfo tells it. */
export function describeSymbol(symbol: DemoSymbol) {
  const { name, base, quote, tick, step, minNotional, percentPrice, status } = symbol
  return {
    symbol: name,
    status,
    baseAsset: base,
    baseAssetPrecision: 8,
    quoteAsset: quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: [...orderTypes],
    icebergAllowed: false,
    ocoAllowed: true,
    otoAllowed: false,
    opoAllowed: false,
    quoteOrderQtyMarketAllowed: false,
    allowTrailingStop: false,
    cancelReplaceAllowed: true,
    amendAllowed: false,
    pegInstructionsAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: textOf(tick), maxPrice: textOf(10_000_000n * ONE), tickSize: textOf(tick) },
      { filterType: 'LOT_SIZE', minQty: textOf(step), maxQty: textOf(MOST), stepSize: textOf(step) },
      {
        filterType: 'PERCENT_PRICE_BY_SIDE',
        bidMultiplierUp: String(percentPrice),
        bidMultiplierDown: '0.2',
        askMultiplierUp: String(percentPrice),
        askMultiplierDown: '0.2',
        avgPriceMins: 5,
      },
      {
        filterType: 'NOTIONAL',
        minNotional: textOf(minNotional),
        applyMinToMarket: true,
        maxNotional: textOf(9_000_000n * ONE),
        applyMaxToMarket: false,
        avgPriceMins: 5,
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: MOST_OPEN },
    ],
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'NONE',
    allowedSelfTradePreventionModes: ['NONE'],
  }
}

/** Most of base in one order, and most orders open in one market. */
export const MOST = 9000n * ONE
export const MOST_OPEN = 200
