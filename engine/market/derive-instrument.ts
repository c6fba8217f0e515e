import { basename } from 'node:path'
import { barLength, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { Instrument } from '../money/instruments.ts'
import type { GateCounts } from './bar-gate.ts'
import type { SeenGrid } from './csv-fields.ts'
import { MOST_DECIMALS, stepText } from './decimals.ts'

/** Quotes that end a market's name written in one word, longest first. */
const quotes = ['FDUSD', 'USDT', 'USDC', 'USD', 'EUR', 'GBP', 'JPY', 'TRY', 'DAI', 'BTC', 'ETH', 'BNB']

/** "BTCUSDT" → "BTC/USDT", or undefined where no known quote ends the word. */
function splitWord(word: string): string | undefined {
  const quote = quotes.find((candidate) => word.endsWith(candidate) && word.length > candidate.length + 1)
  return quote === undefined ? undefined : `${word.slice(0, -quote.length)}/${quote}`
}

/**
 * The market a text names: "btc_usdt", "BTC/USDT", "BTCUSDT-1h-2024-01.csv", "BINANCE_BTCUSDT, 60.csv". A word without a known quote is taken as
 * something priced in US dollars, as files of shares are named: "goog.csv" → "GOOG/USD".
 */
export function symbolFrom(text: string): string {
  const words = text
    .toUpperCase()
    .replace(/\.(CSV|TXT|TSV|PARQUET)$/, '')
    .split(/[^A-Z0-9.]+/)
    .filter((word) => /[A-Z]/.test(word) && !/^\d+[A-Z]$/.test(word))
  // "BINANCE_ETH_USDT": the last word that can be a quote, with the one before it.
  const quote = words.findLastIndex((word, i) => i > 0 && quotes.includes(word))
  if (quote > 0) return `${words[quote - 1].slice(0, 20)}/${words[quote]}`
  for (const word of words) {
    const pair = splitWord(word)
    if (pair !== undefined && pair.length <= 24) return pair
  }
  const base = (words[0] ?? '').replace(/^\.+|\.+$/g, '').slice(0, 20)
  return `${base === '' ? 'IMPORTED' : base}/USD`
}

const DAY = 86_400_000
const HOUR = 3_600_000

/** Bars on weekdays only over two weeks, and inside the hours of the New York session, come from an exchange with that calendar. */
export function calendarFrom(counts: GateCounts, timeframe: Timeframe): Instrument['calendar'] {
  if (counts.weekendBars > 0 || counts.to - counts.from < 14 * DAY || barLength(timeframe) > DAY) return '24/7'
  if (barLength(timeframe) === DAY) return 'nyse'
  return counts.earliest >= 13 * HOUR && counts.latest <= 21 * HOUR ? 'nyse' : '24/7'
}

/**
 * A record for bars that came without one. The tick is the coarsest decimal step that holds every price seen; the lot the one that holds the volumes, but
 * with the tick no finer than eight decimals together, so that amounts of money stay exact to large sums. Fees are the fill profile's usual 0.10 %.
 */
export function deriveInstrument(symbol: string, seen: SeenGrid, calendar: Instrument['calendar'], file: string): Instrument {
  const [base, quote] = symbol.split('/')
  const lot = stepText(Math.min(seen.volume, Math.max(0, MOST_DECIMALS - seen.price)))
  return {
    version: 1,
    symbol,
    base,
    quote,
    tick: stepText(seen.price),
    lot,
    minimums: { quantity: lot, notional: '0' },
    fees: { maker: 0.001, taker: 0.001 },
    shortable: false,
    calendar,
    source: `derived from ${basename(file)}`,
  }
}
