import type { OrderRecord, Trade, TradeRecord } from '../../engine/protocol/orders.ts'
import { honestBar1, research1 } from '../../engine/protocol/profiles.ts'
import type { RunOutcome, StreamFacts } from '../../engine/protocol/run.ts'

/** Run outcomes written by hand: what a report is tested on. Money in units of 1e-8. */

export const UNIT = 1e8
export const DAY = 86_400_000
export const START = Date.UTC(2024, 0, 1)

export const stream: StreamFacts = {
  slot: 'main',
  timeframe: '1d',
  instrument: {
    version: 1,
    symbol: 'BTC/USDT',
    base: 'BTC',
    quote: 'USDT',
    tick: '0.01',
    lot: '0.00001',
    minimums: { quantity: '0.00001', notional: '5' },
    fees: { maker: 0.001, taker: 0.001 },
    shortable: false,
    calendar: '24/7',
    source: 'written by hand',
  },
  source: 'btc.csv',
  dataKey: 'd0',
  bars: 0,
  from: START,
  to: START,
  missing: 0,
  empty: 0,
  historyStart: START,
  firstDecision: START,
}

/** A closed long trade of 1 BTC over a bar; say only what matters. */
export function trade(of: Partial<TradeRecord>): TradeRecord {
  return {
    slot: 0,
    side: 'long',
    signal: 'entry',
    exitSignal: 'exit',
    entryTime: START + DAY,
    exitTime: START + 2 * DAY,
    lots: 100_000,
    entries: 1,
    entryPrice: 100,
    exitPrice: 110,
    profit: 10 * UNIT,
    fees: 0,
    slippage: 0,
    cost: 100 * UNIT,
    barsHeld: 1,
    closed: true,
    ...of,
  }
}

export function order(of: Partial<OrderRecord>): OrderRecord {
  return {
    sequence: 1,
    slot: 0,
    node: 'buy',
    signal: 'entry',
    reason: 'fast crosses above slow',
    side: 'buy',
    type: 'market',
    purpose: 'increase',
    timeInForce: 'GTC',
    lots: 100_000,
    limitTicks: 0,
    triggerTicks: 0,
    trailTicks: 0,
    state: 'filled',
    filledLots: 100_000,
    averageTicks: 10_000,
    time: START + DAY,
    endTime: START + DAY,
    unknown: false,
    pending: 'none',
    cutLots: 0,
    endReason: '',
    ...of,
  }
}

export function fill(of: Partial<Trade>): Trade {
  return {
    kind: 'trade',
    sequence: 1,
    tradeId: 't1',
    lots: 100_000,
    ticks: 10_000,
    fee: 0,
    feeAsset: 'quote',
    liquidity: 'taker',
    slippageTicks: 0,
    time: START + DAY,
    ...of,
  }
}

type Written = Partial<RunOutcome> & {
  /** Equity at each daily close, whole units of account currency. */
  readonly curve: readonly number[]
  readonly prices?: readonly number[]
}

/** A run over daily bars with the given equity at each close. Capital: 100. */
export function outcome({ curve, prices = curve, ...rest }: Written): RunOutcome {
  return {
    runId: 'r1',
    planHash: 'p1',
    boundHash: 'b1',
    engineVersion: '0.1.0',
    strategy: { id: 'sma-cross', name: 'SMA cross', revision: 3 },
    binding: {
      slots: { main: { instrument: 'BTC/USDT', source: 'btc.csv' } },
      from: null,
      to: null,
      capital: '100',
      fillProfile: honestBar1,
      riskProfile: research1,
    },
    currency: 'USDT',
    unit: UNIT,
    streams: [{ ...stream, bars: curve.length, to: START + curve.length * DAY }],
    times: Float64Array.from(curve, (_, i) => START + (i + 1) * DAY),
    equity: Float64Array.from(curve, (value) => Math.round(value * UNIT)),
    price: Float64Array.from(prices),
    trades: [],
    orders: [],
    fills: [],
    denials: [],
    counts: { ambiguousBars: 0, gapBars: 0, partialFills: 0, restsToNextOpen: 0, cuts: 0, sameStepIntents: 0 },
    unsettledDecisions: 0,
    marks: [],
    ...rest,
  }
}
