import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Instrument } from '../money/instruments.ts'
import { memorySource, type CandleSource } from './candle-source.ts'
import { allocateCandles } from './candles.ts'
import { refuseFile, type Outcome } from './problems.ts'

/**
 * The S&P 500 index as if one could buy it. Prices have six decimals (single-precision numbers written out), which is the tick; an index has no lot,
 * so hundredths of a unit are traded.
 */
export const sp500Instrument: Instrument = {
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

const COLUMNS = 'date,open,high,low,close,adjclose,volume'

/** Path of the file in the installed package: its `exports` hide the folder, so the way leads through its main module. */
function sp500Path(): string {
  return join(dirname(createRequire(import.meta.url).resolve('vega-datasets')), '..', 'data', 'sp500-2000.csv')
}

/** Real daily bars of the S&P 500 from 2000-01-03 to 2020-04-17, 5,105 of them, each stamped 00:00 UTC of its trading day. */
export async function openSp500(): Promise<Outcome<{ source: CandleSource }>> {
  const path = sp500Path()
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    return refuseFile(error, path)
  }
  const [header, ...lines] = text.trimEnd().split('\n')
  if (header !== COLUMNS) throw new Error(`sp500-2000.csv has the columns ${header} instead of ${COLUMNS}`)
  const candles = allocateCandles(lines.length)
  for (const [i, line] of lines.entries()) {
    const [date, open, high, low, close, , volume] = line.split(',')
    candles.time[i] = Date.parse(date)
    candles.open[i] = Number(open)
    candles.high[i] = Number(high)
    candles.low[i] = Number(low)
    candles.close[i] = Number(close)
    candles.volume[i] = Number(volume)
  }
  return { ok: true, source: memorySource('S&P 500, daily, 2000 to 2020', sp500Instrument, '1d', candles) }
}
