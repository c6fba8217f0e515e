import { partsOf } from './lines.ts'
import type { Mark } from './mark.ts'
import { firstPrev, readLine, type JournalRecord } from './record.ts'
import { isSigned } from './signer.ts'

/** What the first record of each segment says. */
export type SegmentHead = {
  readonly format: 'weir-journal'
  readonly formatVersion: 1
  readonly segment: number
  /** Ed25519, SPKI, base64; null: unsigned. */
  readonly publicKey: string | null
  readonly engineVersion: string
}

/** What the last record of a finished segment says: the seal under everything before it. */
export type SegmentEnd = { readonly why: string; readonly signature: string | null }

export type JournalProblem = { readonly seq: number; readonly file: string; readonly what: string }

export type JournalState = {
  readonly ok: boolean
  readonly run: string | null
  readonly records: number
  readonly segments: number
  readonly publicKey: string | null
  /** The session ended in order: its last record says so. */
  readonly closed: boolean
  readonly mark: Mark | null
  readonly problems: readonly JournalProblem[]
  /** A record at the very end that was not written whole, beyond the mark: bytes of it, and where it begins. */
  readonly torn: { readonly file: string; readonly at: number; readonly bytes: number } | null
  /** Where the chain stands. */
  readonly last: { readonly seq: number; readonly hash: string }
}

export type ReadJournalOptions = {
  /** The key the journal must be signed with; absent: the one it names. */
  readonly publicKey?: string
  /** A mark kept elsewhere (the keychain), which the journal must reach too. */
  readonly mark?: Mark
  readonly onProgress?: (records: number) => void
}

/**
 * Goes through a journal, hands each record to `take`, and says whether it is whole: every hash, the chain over all
 * segments, the seals, and that nothing is missing before the high-water mark (T-JOURNAL). Stops at the first break.
 * `folder` may be the one file a journal was exported to.
 */
export function readJournal(folder: string, take: (record: JournalRecord) => void, options: ReadJournalOptions = {}): JournalState {
  const { parts, mark: ownMark } = partsOf(folder)
  const problems: JournalProblem[] = []
  let run: string | null = null
  let publicKey: string | null = null
  let last = { seq: 0, hash: firstPrev }
  let closed = false
  let torn: JournalState['torn'] = null
  let marked = false
  let segments = 0
  const complain = (file: string, what: string, seq = last.seq + 1) => void problems.push({ seq, file, what })
  const marks: Mark[] = options.mark ? [options.mark] : []
  const passed = new Set<Mark>()

  scan: for (const [i, { file, number, lines }] of parts.entries()) {
    if (number !== undefined && number !== i + 1) {
      complain(file, `segment ${i + 1} is missing`)
      break
    }
    for (const { line, at, whole } of lines()) {
      const isLast = i === parts.length - 1
      const read = whole ? readLine(line, last.hash, last.seq + 1) : { problem: 'the record is not whole' }
      if ('problem' in read) {
        if (isLast && !whole) torn = { file, at, bytes: Buffer.byteLength(line) }
        else complain(file, read.problem)
        break scan
      }
      const { record } = read
      run ??= record.run
      if (record.run !== run) {
        complain(file, `it belongs to run ${record.run}`)
        break scan
      }
      if (record.kind === 'segment') {
        const head = record.body as SegmentHead
        if (segments === 0) {
          publicKey = head.publicKey
          const own = ownMark(publicKey)
          if (own) marks.push(own)
          marked = own !== undefined
        }
        // One that a crash left without its head has none in an exported file either.
        if (head.segment !== (number ?? Math.max(head.segment, segments + 1)) || head.publicKey !== publicKey)
          complain(file, 'its head names another segment or key')
        segments = head.segment
      }
      if (record.kind === 'segment-end' && publicKey !== null) {
        const { signature } = record.body as SegmentEnd
        if (signature === null || !isSigned(publicKey, record.prev, signature))
          complain(file, 'its seal is not that of the key it names', record.seq)
      }
      last = { seq: record.seq, hash: record.hash }
      for (const mark of marks) {
        if (mark.seq !== record.seq) continue
        passed.add(mark)
        if (mark.hash !== record.hash) complain(file, 'it is not the record that was marked', record.seq)
      }
      closed = record.kind === 'closed'
      take(record)
      if (record.seq % 10_000 === 0) options.onProgress?.(record.seq)
    }
  }
  if (parts.length === 0) complain(folder, 'there is no journal here')
  else if (last.seq === 0 && problems.length === 0) complain(folder, 'there is no record in it')
  if (problems.length === 0) {
    for (const mark of marks) {
      if (!passed.has(mark))
        complain(folder, `it ends at record ${last.seq}, but ${mark.seq} records had been made safe: the rest was cut off`)
    }
    if (!marked && last.seq > 0) complain(folder, 'its high-water mark is missing or was changed')
    if (options.publicKey !== undefined && publicKey !== options.publicKey) complain(folder, 'it is not signed with the key it should be')
  }
  return {
    ok: problems.length === 0,
    run,
    records: last.seq,
    segments: Math.max(segments, parts.length),
    publicKey,
    closed,
    mark: marks.at(-1) ?? null,
    problems,
    torn,
    last,
  }
}
