import { hash as digest } from 'node:crypto'
import { decode, encode } from './encoding.ts'

/** One line of a journal. */
export type JournalRecord = {
  readonly v: 1
  readonly run: string
  /** From 1, without a gap, over all segments. */
  readonly seq: number
  /** Wall clock, UTC milliseconds, and a clock that only goes forward, milliseconds since the run began. */
  readonly wall: number
  readonly mono: number
  readonly kind: string
  /** What belongs together, such as the sequence of an order; the record this one follows from. */
  readonly corr?: string
  readonly cause?: number
  readonly body: unknown
  /** Hash of the record before; of the first one: zeros. */
  readonly prev: string
  /** SHA-256 of the line up to here. */
  readonly hash: string
}

export type NewRecord = Omit<JournalRecord, 'v' | 'hash' | 'prev'>

export const firstPrev = '0'.repeat(64)
const hashField = ',"hash":"'

/** The line of a record, without its end of line, and its hash. `removed`: texts that must not be in it. */
export function writeLine(
  record: NewRecord,
  prev: string,
  removed: readonly string[] = [],
): { readonly line: string; readonly hash: string } {
  const { run, seq, wall, mono, kind, corr, cause, body } = record
  const links = `${corr === undefined ? '' : `,"corr":${JSON.stringify(corr)}`}${cause === undefined ? '' : `,"cause":${cause}`}`
  let text = `{"v":1,"run":${JSON.stringify(run)},"seq":${seq},"wall":${wall},"mono":${mono},"kind":${JSON.stringify(kind)}${links},"body":${encode(body)}`
  // As it is written here, and as it is within a venue's answer, which is JSON itself.
  for (const secret of new Set(removed.flatMap((one) => [escaped(one), escaped(escaped(one))]))) text = text.replaceAll(secret, '[removed]')
  text += `,"prev":"${prev}"`
  const hash = digest('sha256', text)
  return { line: `${text}${hashField}${hash}"}`, hash }
}

/** A line as a record, or what is wrong with it. `prev` and `seq`: what the chain asks for. */
export function readLine(line: string, prev: string, seq: number): { readonly record: JournalRecord } | { readonly problem: string } {
  const at = line.lastIndexOf(hashField)
  if (at === -1 || !line.endsWith('"}')) return { problem: 'the record is not whole' }
  const hash = line.slice(at + hashField.length, -2)
  if (digest('sha256', line.slice(0, at)) !== hash) return { problem: 'the record was changed' }
  let record: JournalRecord
  try {
    record = JSON.parse(line) as JournalRecord
  } catch {
    return { problem: 'the record is not JSON' }
  }
  if (record.prev !== prev) return { problem: 'the record before it was changed, moved or taken away' }
  if (record.seq !== seq) return { problem: `record ${seq} was expected, not ${record.seq}` }
  // Most records hold nothing that JSON has no word for.
  return { record: line.includes('"$"') ? { ...record, body: decode(record.body) } : record }
}

const escaped = (text: string) => JSON.stringify(text).slice(1, -1)
