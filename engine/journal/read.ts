import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { segmentFile, segmentsIn } from './files.ts'
import { readMark, type Mark } from './mark.ts'
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

const CHUNK = 1 << 20

/** Lines of a file with the offset each begins at; the last one may lack its end of line. */
function* linesOf(path: string): Generator<{ readonly line: string; readonly at: number; readonly whole: boolean }> {
  const file = openSync(path, 'r')
  try {
    const size = statSync(path).size
    let rest = Buffer.alloc(0)
    let begin = 0
    for (let position = 0; position < size;) {
      const chunk = Buffer.alloc(Math.min(CHUNK, size - position))
      const read = readSync(file, chunk, 0, chunk.length, position)
      if (read === 0) break
      position += read
      rest = Buffer.concat([rest, chunk.subarray(0, read)])
      let from = 0
      for (let end = rest.indexOf(10, from); end !== -1; end = rest.indexOf(10, from)) {
        yield { line: rest.toString('utf8', from, end), at: begin + from, whole: true }
        from = end + 1
      }
      begin += from
      rest = rest.subarray(from)
    }
    if (rest.length > 0) yield { line: rest.toString('utf8'), at: begin, whole: false }
  } finally {
    closeSync(file)
  }
}

/**
 * Goes through a journal, hands each record to `take`, and says whether it is whole: every hash, the chain over all
 * segments, the seals, and that nothing is missing before the high-water mark (T-JOURNAL). Stops at the first break.
 */
export function readJournal(folder: string, take: (record: JournalRecord) => void, options: ReadJournalOptions = {}): JournalState {
  const numbers = segmentsIn(folder)
  const problems: JournalProblem[] = []
  let run: string | null = null
  let publicKey: string | null = null
  let last = { seq: 0, hash: firstPrev }
  let closed = false
  let torn: JournalState['torn'] = null
  let marked = false
  const complain = (file: string, what: string, seq = last.seq + 1) => void problems.push({ seq, file, what })
  const marks: Mark[] = options.mark ? [options.mark] : []
  const passed = new Set<Mark>()

  scan: for (const [i, number] of numbers.entries()) {
    const file = segmentFile(folder, number)
    if (number !== i + 1) {
      complain(file, `segment ${i + 1} is missing`)
      break
    }
    for (const { line, at, whole } of linesOf(file)) {
      const isLast = i === numbers.length - 1
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
        if (number === 1) {
          publicKey = head.publicKey
          const own = readMark(folder, publicKey)
          if (own) marks.push(own)
          marked = own !== undefined
        }
        if (head.segment !== number || head.publicKey !== publicKey) complain(file, 'its head names another segment or key')
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
  if (numbers.length === 0) complain(folder, 'there is no journal here')
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
    segments: numbers.length,
    publicKey,
    closed,
    mark: marks.at(-1) ?? null,
    problems,
    torn,
    last,
  }
}
