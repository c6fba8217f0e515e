import type { Instrument } from '../money/instruments.ts'
import { stepText } from './decimals.ts'

/** How one invented market behaves, and the grid it trades on. */
export type PracticeSymbol = {
  readonly symbol: string
  /** Names its random streams: never change the number of an existing market. */
  readonly stream: number
  readonly tickDecimals: number
  readonly lotDecimals: number
  readonly minimums: { readonly quantity: string; readonly notional: string }
  /** Price on the first day, and the level the price is slowly drawn to. */
  readonly start: number
  readonly anchor: number
  /** Share in the moves of the whole market, and daily standard deviation of its own moves. */
  readonly beta: number
  readonly own: number
  /** Turnover of an ordinary day, in quote. */
  readonly turnover: number
}

/** The invented markets. Prices, grids and sizes resemble spot markets of 2024; every bar in them is made up. */
export const practiceSymbols: readonly PracticeSymbol[] = [
  {
    symbol: 'BTC/USDT',
    stream: 1,
    tickDecimals: 2,
    lotDecimals: 5,
    minimums: { quantity: '0.00001', notional: '5' },
    start: 9_200,
    anchor: 30_000,
    beta: 1,
    own: 0.009,
    turnover: 1.6e9,
  },
  {
    symbol: 'ETH/USDT',
    stream: 2,
    tickDecimals: 2,
    lotDecimals: 4,
    minimums: { quantity: '0.0001', notional: '5' },
    start: 610,
    anchor: 2_000,
    beta: 1.15,
    own: 0.017,
    turnover: 9e8,
  },
  {
    symbol: 'SOL/USDT',
    stream: 3,
    tickDecimals: 2,
    lotDecimals: 3,
    minimums: { quantity: '0.001', notional: '5' },
    start: 31,
    anchor: 90,
    beta: 1.35,
    own: 0.029,
    turnover: 4e8,
  },
  {
    symbol: 'BNB/USDT',
    stream: 4,
    tickDecimals: 1,
    lotDecimals: 3,
    minimums: { quantity: '0.001', notional: '5' },
    start: 120,
    anchor: 350,
    beta: 0.9,
    own: 0.016,
    turnover: 2.2e8,
  },
  {
    symbol: 'XRP/USDT',
    stream: 5,
    tickDecimals: 4,
    lotDecimals: 0,
    minimums: { quantity: '1', notional: '5' },
    start: 0.31,
    anchor: 0.6,
    beta: 1,
    own: 0.028,
    turnover: 3e8,
  },
  {
    symbol: 'DOGE/USDT',
    stream: 6,
    tickDecimals: 5,
    lotDecimals: 0,
    minimums: { quantity: '1', notional: '1' },
    start: 0.042,
    anchor: 0.11,
    beta: 1.2,
    own: 0.033,
    turnover: 2.5e8,
  },
]

/** The instrument record of an invented market; `margin` lets positions go below zero. */
export function practiceInstrument(market: PracticeSymbol, margin: boolean): Instrument {
  const [base, quote] = market.symbol.split('/')
  return {
    version: 1,
    symbol: market.symbol,
    base,
    quote,
    tick: stepText(market.tickDecimals),
    lot: stepText(market.lotDecimals),
    minimums: { ...market.minimums },
    fees: { maker: 0.001, taker: 0.001 },
    shortable: margin,
    calendar: '24/7',
    source: margin ? 'practice market (simulated), margin' : 'practice market (simulated)',
  }
}
