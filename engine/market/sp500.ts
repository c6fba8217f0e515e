import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Instrument } from '../money/instruments.ts'
import { memorySource, type CandleSource } from './candle-source.ts'
import { readCandleFile } from './import.ts'
import type { Outcome } from './problems.ts'

/**
 * The S&P 500 index as if one could buy it. Prices have six decimals (single-precision numbers written out), which is the tick; an index has no lot,
 * so hundredths of a unit are traded.
 */
const sp500Instrument: Instrument = {
  version: 1,
  symbol: 'SPX/USD',
  base: 'SPX',
  quote: 'USD',
  tick: '0.000001',
  lot: '0.01',
  minimums: { quantity: '0.01', notional: '1' },
  fees: { maker: 0.001, taker: 0.001 },
  shortable: true,
  calendar: 'nyse',
  source: 'vega-datasets S&P 500 daily bars',
}

const require = createRequire(import.meta.url)

/** Path of the file in the installed package: its `exports` hide the folder, so the way leads through its main module. */
function sp500Path(): string {
  return join(dirname(require.resolve('vega-datasets')), '..', 'data', 'sp500-2000.csv')
}

/** Real daily bars of the S&P 500 from 2000-01-03 to 2020-04-17, 5,105 of them, each stamped 00:00 UTC of its trading day. */
export async function openSp500(): Promise<Outcome<{ source: CandleSource }>> {
  const read = await readCandleFile(sp500Path(), { instrument: sp500Instrument, timeframe: '1d' })
  return read.ok ? { ok: true, source: memorySource('S&P 500, daily, 2000 to 2020', sp500Instrument, '1d', read.candles) } : read
}
