import { readdirSync, readFileSync } from 'node:fs'
import type { Instrument } from '../../engine/money/instruments.ts'
import { fillProfiles, honestBar1, type FillProfile } from '../../engine/protocol/profiles.ts'
import type { Bar } from '../reference/matching.ts'
import type { Ask } from '../reference/asks.ts'

/** Open, high, low, close in ticks and volume in lots; null is a missing bar. */
type Row = readonly [number, number, number, number, number] | null

export type ExpectedFill = {
  /** Bar on which it happened. */
  readonly step: number
  readonly at: 'open' | 'inside'
  readonly side: 'buy' | 'sell'
  readonly lots: number
  readonly ticks: number
  readonly slippage: number
  readonly fee: number
  readonly asset: 'base' | 'quote'
  readonly liquidity: 'maker' | 'taker'
}

/** A few bars, what is asked at their closes, and what must come of it: worked out by hand in `worked`. */
export type FillCase = {
  readonly rule: string
  readonly worked: readonly string[]
  readonly capital: string
  readonly profile?: string | Partial<FillProfile>
  readonly shortable?: boolean
  readonly bars: readonly Row[]
  readonly second?: readonly Row[]
  readonly asks: Readonly<Record<string, readonly (Omit<Ask, 'slot'> & { readonly slot?: number })[]>>
  readonly expected: {
    readonly fills: readonly ExpectedFill[]
    readonly position: number
    readonly cash: number
    readonly equity: readonly number[]
    readonly cuts?: number
    readonly trades?: readonly Readonly<Record<string, unknown>>[]
    readonly denials: readonly string[]
  }
}

const folder = new URL('fills/', import.meta.url)

/** Every hand-made case with its name. */
export function fillCases(): readonly (readonly [string, FillCase])[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name.slice(0, -5), JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as FillCase] as const)
}

const HOUR = 3_600_000

/** Bars of an hour each from the epoch on. */
export function barsOf(rows: readonly Row[]): (Bar | undefined)[] {
  return rows.map((row, i) =>
    row?.length === 5
      ? { time: i * HOUR, end: (i + 1) * HOUR, open: row[0], high: row[1], low: row[2], close: row[3], volume: row[4] }
      : undefined,
  )
}

export function profileOf({ profile = {} }: FillCase): FillProfile {
  return typeof profile === 'string' ? fillProfiles.find(({ name }) => name === profile)! : { ...honestBar1, ...profile }
}

/** Tick 0.01, lot 0.001: one lot at one tick is 1,000 units of 1e-8. Fees 0.10 % each. */
export function instrumentOf(symbol: string, shortable = false): Instrument {
  return {
    version: 1,
    symbol,
    base: symbol.split('/')[0],
    quote: 'USDT',
    tick: '0.01',
    lot: '0.001',
    minimums: { quantity: '0.001', notional: '0' },
    fees: { maker: 0.001, taker: 0.001 },
    shortable,
    calendar: '24/7',
    source: 'made by hand',
  }
}
