import type { Instrument } from '../../engine/money/instruments.ts'

/** BTC/USDT with a cent's tick and a lot of 0.00001 BTC, or what the parts say. */
export function instrument(parts: Partial<Instrument> = {}): Instrument {
  const symbol = parts.symbol ?? 'BTC/USDT'
  const [base, quote] = symbol.split('/')
  return {
    version: 1,
    symbol,
    base,
    quote,
    tick: '0.01',
    lot: '0.00001',
    minimums: { quantity: '0', notional: '0' },
    fees: { maker: 0.001, taker: 0.001 },
    shortable: false,
    calendar: '24/7',
    source: 'written for a test',
    ...parts,
  }
}
