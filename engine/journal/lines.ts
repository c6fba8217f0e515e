import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { segmentFile, segmentsIn } from './files.ts'
import { furthestMark, markFile, readMark, type Mark } from './mark.ts'

/** A line with the offset it begins at; the last one may lack its end of line. */
export type Line = { readonly line: string; readonly at: number; readonly whole: boolean }

/** The parts of a journal in order: the segments of its folder, or all of them in one exported file. */
export type JournalParts = {
  readonly parts: readonly { readonly file: string; readonly number: number | undefined; readonly lines: () => Generator<Line> }[]
  readonly mark: (publicKey: string | null) => Mark | undefined
}

const CHUNK = 1 << 20

/** What an exported file begins with: a line of its own before the records. The mark is the one beside the journal, as it stood. */
type ExportHead = { readonly format: 'weir-journal-export'; readonly formatVersion: 1; readonly run: string; readonly mark: string }

/** Where the records of a journal lie: a folder of segments, or one file that `exportJournal` wrote. */
export function partsOf(path: string): JournalParts {
  if (!isFile(path)) {
    return {
      parts: segmentsIn(path).map((number) => {
        const file = segmentFile(path, number)
        return { file, number, lines: () => linesOf(file) }
      }),
      mark: (publicKey) => readMark(path, publicKey),
    }
  }
  const head = readHead(path)
  if (!head) return { parts: [], mark: () => undefined }
  return {
    parts: [{ file: path, number: undefined, lines: () => linesOf(path, head.bytes) }],
    mark: (publicKey) => furthestMark(Buffer.from(head.mark, 'base64'), publicKey),
  }
}

/** A journal as one file: a head and every whole record, in pieces. The mark is taken first, so that it is never beyond the records. */
export function* exportJournal(folder: string, run: string): Generator<string> {
  const mark = readFileSync(markFile(folder)).toString('base64')
  yield `${JSON.stringify({ format: 'weir-journal-export', formatVersion: 1, run, mark } satisfies ExportHead)}\n`
  for (const number of segmentsIn(folder)) {
    let piece: string[] = []
    let length = 0
    for (const { line, whole } of linesOf(segmentFile(folder, number))) {
      if (!whole) break
      piece.push(line, '\n')
      length += line.length
      if (length < CHUNK) continue
      yield piece.join('')
      ;[piece, length] = [[], 0]
    }
    if (length > 0) yield piece.join('')
  }
}

/** Lines of a file from an offset on. */
export function* linesOf(path: string, from = 0): Generator<Line> {
  const file = openSync(path, 'r')
  try {
    const size = statSync(path).size
    let rest = Buffer.alloc(0)
    let begin = from
    for (let position = from; position < size;) {
      const chunk = Buffer.alloc(Math.min(CHUNK, size - position))
      const read = readSync(file, chunk, 0, chunk.length, position)
      if (read === 0) break
      position += read
      rest = Buffer.concat([rest, chunk.subarray(0, read)])
      let next = 0
      for (let end = rest.indexOf(10, next); end !== -1; end = rest.indexOf(10, next)) {
        yield { line: rest.toString('utf8', next, end), at: begin + next, whole: true }
        next = end + 1
      }
      begin += next
      rest = rest.subarray(next)
    }
    if (rest.length > 0) yield { line: rest.toString('utf8'), at: begin, whole: false }
  } finally {
    closeSync(file)
  }
}

function readHead(path: string): { readonly mark: string; readonly bytes: number } | undefined {
  const first = linesOf(path).next()
  if (first.done || !first.value.whole) return undefined
  try {
    const { format, formatVersion, mark } = JSON.parse(first.value.line) as ExportHead
    if (format !== 'weir-journal-export' || formatVersion !== 1 || typeof mark !== 'string') return undefined
    return { mark, bytes: Buffer.byteLength(first.value.line) + 1 }
  } catch {
    return undefined
  }
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true
