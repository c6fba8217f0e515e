import { z } from 'zod'
import type { Instrument } from '../money/instruments.ts'
import type { FeeTerms, KeyRights, VenueBalance, VenueBar, VenueFeatures, VenueOrder, VenueTrade } from './venue-nouns.ts'

/** Answers of Binance spot, read strictly: what does not have the documented shape is not read at all. */

/** Numbers that are names. */
const id = z.union([z.string(), z.number().int()]).transform(String)
const amount = z.string().regex(/^\d{1,20}(\.\d{1,20})?$/)
const side = z.enum(['BUY', 'SELL']).transform((one) => (one === 'BUY' ? ('buy' as const) : ('sell' as const)))

const statuses = {
  NEW: 'open',
  PENDING_NEW: 'open',
  PARTIALLY_FILLED: 'open',
  PENDING_CANCEL: 'open',
  FILLED: 'filled',
  CANCELED: 'canceled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
} as const satisfies Record<string, VenueOrder['status']>
export const statusShape = z.enum(Object.keys(statuses) as [keyof typeof statuses]).transform((status) => statuses[status])

const orderShape = z
  .object({
    symbol: z.string(),
    orderId: id,
    orderListId: z.number().int().optional(),
    clientOrderId: z.string(),
    origClientOrderId: z.string().optional(),
    price: amount,
    origQty: amount,
    executedQty: amount,
    status: statusShape,
    side,
    stopPrice: amount.optional(),
    isWorking: z.boolean().optional(),
    updateTime: z.number().optional(),
    transactTime: z.number().optional(),
  })
  .transform((raw): VenueOrder => {
    const stopPrice = raw.stopPrice ?? '0'
    return {
      clientId: raw.origClientOrderId ?? raw.clientOrderId,
      venueId: raw.orderId,
      symbol: raw.symbol,
      side: raw.side,
      status: raw.status,
      quantity: raw.origQty,
      executed: raw.executedQty,
      price: raw.price,
      stopPrice,
      triggered: Number(stopPrice) > 0 && raw.isWorking === true && raw.status === 'open',
      list: raw.orderListId === undefined || raw.orderListId < 0 ? '' : String(raw.orderListId),
      time: raw.updateTime ?? raw.transactTime ?? 0,
    }
  })

const tradeShape = z
  .object({
    id,
    orderId: id,
    price: amount,
    qty: amount,
    quoteQty: amount,
    commission: amount,
    commissionAsset: z.string(),
    time: z.number(),
    isMaker: z.boolean(),
  })
  .transform((raw): VenueTrade => ({
    id: raw.id,
    venueOrderId: raw.orderId,
    price: raw.price,
    quantity: raw.qty,
    quoteQuantity: raw.quoteQty,
    fee: raw.commission,
    feeAsset: raw.commissionAsset,
    maker: raw.isMaker,
    time: raw.time,
  }))

const fillsShape = z.object({
  orderId: id,
  transactTime: z.number(),
  fills: z.array(z.object({ price: amount, qty: amount, commission: amount, commissionAsset: z.string(), tradeId: id })),
})
const listShape = z.object({ orderReports: z.array(orderShape).min(1) })
const balanceShape = z.object({ balances: z.array(z.object({ asset: z.string(), free: amount, locked: amount })) })
const rightsShape = z.object({
  ipRestrict: z.boolean(),
  enableReading: z.literal(true),
  enableSpotAndMarginTrading: z.boolean(),
  enableWithdrawals: z.boolean(),
  enableInternalTransfer: z.boolean(),
  permitsUniversalTransfer: z.boolean(),
})

/** The value, or undefined where it does not have the shape. */
const parsed = <T>(shape: z.ZodType<T>, body: unknown): T | undefined => shape.safeParse(body).data

export const readServerTime = (body: unknown) => parsed(z.object({ serverTime: z.number() }), body)?.serverTime
export const readOrder = (body: unknown) => parsed(orderShape, body)
export const readOrders = (body: unknown) => parsed(z.array(orderShape), body)
/** The orders of a list, as the answer to its creation or its end tells them. */
export const readList = (body: unknown) => parsed(listShape, body)?.orderReports
export const readTrades = (body: unknown) => parsed(z.array(tradeShape), body)
export const readBalances = (body: unknown): readonly VenueBalance[] | undefined => parsed(balanceShape, body)?.balances

/** Trades within the answer to a new order: taken at once. */
export function readFills(body: unknown): readonly VenueTrade[] {
  const raw = parsed(fillsShape, body)
  return (raw?.fills ?? []).map(({ tradeId, price, qty, commission, commissionAsset }) => ({
    id: tradeId,
    venueOrderId: raw!.orderId,
    price,
    quantity: qty,
    quoteQuantity: undefined,
    fee: commission,
    feeAsset: commissionAsset,
    maker: false,
    time: raw!.transactTime,
  }))
}

const ratesShape = z.object({ maker: amount, taker: amount })
const commissionShape = z.object({
  standardCommission: ratesShape,
  specialCommission: ratesShape,
  taxCommission: ratesShape,
  discount: z.object({ enabledForAccount: z.boolean(), enabledForSymbol: z.boolean(), discountAsset: z.string().nullish() }),
})

export function readCommission(body: unknown): FeeTerms | undefined {
  const raw = parsed(commissionShape, body)
  if (!raw) return undefined
  const { standardCommission: usual, specialCommission: special, taxCommission: tax, discount } = raw
  const sum = (rate: 'maker' | 'taker') => Number(usual[rate]) + Number(special[rate]) + Number(tax[rate])
  const asset = discount.discountAsset ?? ''
  return {
    asset,
    enabled: asset !== '' && discount.enabledForAccount && discount.enabledForSymbol,
    maker: sum('maker'),
    taker: sum('taker'),
  }
}

export const readLastPrice = (body: unknown): string | undefined => parsed(z.object({ price: amount }), body)?.price

export function readRights(body: unknown): KeyRights | undefined {
  const raw = parsed(rightsShape, body)
  return (
    raw && {
      trade: raw.enableSpotAndMarginTrading,
      withdraw: raw.enableWithdrawals,
      transfer: raw.enableInternalTransfer || raw.permitsUniversalTransfer,
      ipRestricted: raw.ipRestrict,
    }
  )
}

const bar = z.tuple([z.number(), amount, amount, amount, amount, amount, z.number()]).rest(z.unknown())

/** Candles in order; `closesBy`: the venue's last millisecond of each. */
export function readBars(body: unknown): readonly (VenueBar & { readonly closesBy: number })[] | undefined {
  return parsed(z.array(bar), body)?.map(([time, open, high, low, close, volume, closesBy]) => ({
    time,
    open: Number(open),
    high: Number(high),
    low: Number(low),
    close: Number(close),
    volume: Number(volume),
    closesBy,
  }))
}

const marketShape = z.object({
  symbols: z.array(
    z.object({
      symbol: z.string(),
      status: z.string(),
      baseAsset: z.string(),
      quoteAsset: z.string(),
      orderTypes: z.array(z.string()),
      ocoAllowed: z.boolean(),
      isSpotTradingAllowed: z.boolean(),
      filters: z.array(z.record(z.string(), z.unknown())),
    }),
  ),
})

/** One market: its instrument record, whether it trades, and what it can be asked for. */
export type VenueMarket = {
  readonly symbol: string
  readonly trades: boolean
  readonly instrument: Instrument
  readonly features: VenueFeatures
}

/** "0.01000000" → "0.01". */
const plain = (text: unknown): string => (typeof text !== 'string' ? '' : text.includes('.') ? text.replace(/\.?0+$/, '') : text)

export function readMarkets(body: unknown, fees: Instrument['fees'], source: string): readonly VenueMarket[] | undefined {
  return parsed(marketShape, body)?.symbols.map((raw) => {
    const filter = (name: string) => raw.filters.find(({ filterType }) => filterType === name) ?? {}
    const { tickSize } = filter('PRICE_FILTER')
    const { stepSize, minQty } = filter('LOT_SIZE')
    return {
      symbol: raw.symbol,
      trades: raw.status === 'TRADING' && raw.isSpotTradingAllowed,
      instrument: {
        version: 1,
        symbol: `${raw.baseAsset}/${raw.quoteAsset}`,
        base: raw.baseAsset,
        quote: raw.quoteAsset,
        tick: plain(tickSize),
        lot: plain(stepSize),
        minimums: {
          quantity: plain(minQty),
          notional: plain(filter('NOTIONAL')['minNotional'] ?? filter('MIN_NOTIONAL')['minNotional'] ?? '0'),
        },
        fees,
        shortable: false,
        calendar: '24/7',
        source,
      },
      features: {
        stop: raw.orderTypes.includes('STOP_LOSS'),
        stopLimit: raw.orderTypes.includes('STOP_LOSS_LIMIT'),
        oco: raw.ocoAllowed,
        // The venue trails by hundredths of a percent, not by a distance: another order than the one asked for.
        trailingTicks: false,
        timesInForce: raw.orderTypes.includes('LIMIT_MAKER') ? ['GTC', 'IOC', 'FOK', 'PO'] : ['GTC', 'IOC', 'FOK'],
      },
    }
  })
}
