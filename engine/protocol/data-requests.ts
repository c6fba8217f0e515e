import { z } from 'zod'
import { timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import type { Instrument } from '../money/instruments.ts'
import type { Had } from './report-requests.ts'

/** Requests about candles: importing them into the workspace, seeing what is there, writing them out. Part of the table in `requests.ts`. */

const symbol = z.string().max(41)
const timeframe = z.enum(timeframes)

export const dataRequestSchemas = {
  /** `file`: a path where the engine runs, or "upload:ID" for what a window handed over. */
  'data.import': z.strictObject({
    file: z.string(),
    symbol: symbol.optional(),
    timeframe: timeframe.optional(),
    /** Leave broken rows out and count them, instead of importing nothing. */
    skipBad: z.boolean().default(false),
    /** Arriving bars win over stored ones that differ. */
    replace: z.boolean().default(false),
  }),
  /** A piece of a candle file that the engine cannot reach by a path; `upload` null begins one. */
  'data.upload': z.strictObject({
    upload: z.string().max(40).nullable(),
    name: z.string().max(200),
    bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= 16 * 1024 * 1024, 'at most 16 MB at once'),
  }),
  /** Reads a file as an import would and stores nothing: what it holds, and every line that is wrong. */
  'data.preview': z.strictObject({ file: z.string(), symbol: symbol.optional(), timeframe: timeframe.optional() }),
  'data.discard': z.strictObject({ upload: z.string().max(40) }),
  'data.list': z.strictObject({}),
  'data.info': z.strictObject({ symbol, timeframe }),
  'data.remove': z.strictObject({ symbol, timeframe }),
  /** `source` as for a run: "store", "practice", a path. Written as Parquet where the file's name says so, else as CSV. */
  'data.export': z.strictObject({
    source: z.string(),
    symbol,
    timeframe,
    from: z.number().nullable().default(null),
    to: z.number().nullable().default(null),
    file: z.string(),
  }),
} as const

/** Bars of one instrument and timeframe in the workspace. Times are UTC milliseconds. */
export type StoredSeries = {
  readonly symbol: string
  readonly timeframe: Timeframe
  readonly instrument: Instrument
  readonly bars: number
  readonly from: number
  readonly to: number
  /** On disk. */
  readonly bytes: number
}

export type Imported = {
  readonly symbol: string
  readonly timeframe: Timeframe
  readonly instrument: Instrument
  /** The instrument's record was worked out from the figures. */
  readonly derived: boolean
  readonly bars: number
  readonly from: number
  readonly to: number
  readonly added: number
  readonly alreadyThere: number
  readonly replaced: number
  /** Rows that repeated the one before, rows left out as broken with sentences about the first of them, numbers rounded to eight decimals. */
  readonly duplicates: number
  readonly skipped: number
  readonly skippedRows: readonly string[]
  readonly rounded: number
  readonly reversed: boolean
}

/** What an import of a file would find. */
export type Preview = {
  readonly symbol: string
  readonly timeframe: Timeframe
  readonly instrument: Instrument
  readonly derived: boolean
  readonly bars: number
  readonly from: number
  readonly to: number
  readonly duplicates: number
  readonly rounded: number
  readonly reversed: boolean
  /** Rows that are broken, and sentences about the first of them, each with its line. */
  readonly broken: number
  readonly brokenRows: readonly string[]
  /** The first bars: [open time, open, high, low, close, volume]. */
  readonly first: readonly (readonly [number, number, number, number, number, number])[]
}

export type Gaps = {
  readonly missing: number
  readonly unexpected: number
  /** [from, to), oldest first. */
  readonly gaps: readonly { readonly from: number; readonly to: number; readonly bars: number }[]
}

export type DataReplies = {
  'data.import': Had<{ readonly imported: Imported }>
  'data.upload': Had<{ readonly upload: string; readonly size: number }>
  'data.preview': Had<{ readonly preview: Preview }>
  'data.discard': object
  'data.list': Had<{ readonly series: readonly StoredSeries[]; readonly damaged: readonly string[] }>
  'data.info': Had<{ readonly series: StoredSeries; readonly gaps: Gaps }>
  'data.remove': Had<{ readonly bars: number }>
  'data.export': Had<{ readonly bars: number }>
}
