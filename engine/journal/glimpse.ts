import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { segmentFile, segmentsIn } from './files.ts'
import { linesOf } from './lines.ts'
import type { SegmentHead } from './read.ts'

/** What a look at both ends of a journal shows. Nothing of it is proven: `readJournal` does that. */
export type Glimpse = {
  readonly bytes: number
  readonly records: number
  /** Wall clock of the first record and of the last whole one, UTC milliseconds. */
  readonly first: number
  readonly last: number
  readonly signed: boolean
}

type Ends = { readonly seq: number; readonly wall: number; readonly body: unknown }

/** Undefined where its ends cannot be read. Quick, however long the journal is. */
export function glimpse(folder: string): Glimpse | undefined {
  const files = segmentsIn(folder).map((number) => segmentFile(folder, number))
  try {
    const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0)
    const head = linesOf(files[0]!).next().value
    if (!head?.whole) return undefined
    const first = JSON.parse(head.line) as Ends
    // The last segment may have been begun and not written to.
    const tail = files.toReversed().flatMap((file) => lastLine(file) ?? [])[0]
    const last = JSON.parse(tail!) as Ends
    return {
      bytes,
      records: last.seq,
      first: first.wall,
      last: last.wall,
      signed: (first.body as SegmentHead).publicKey !== null,
    }
  } catch {
    return undefined
  }
}

/** The last whole line of a file. */
function lastLine(path: string): string | undefined {
  const file = openSync(path, 'r')
  try {
    const { size } = statSync(path)
    for (let length = Math.min(size, 64 << 10); length > 0; length = length === size ? 0 : Math.min(size, length * 8)) {
      const bytes = Buffer.alloc(length)
      readSync(file, bytes, 0, length, size - length)
      const end = bytes.lastIndexOf(10)
      const begin = end < 1 ? -1 : bytes.lastIndexOf(10, end - 1)
      if (end !== -1 && (begin !== -1 || length === size)) return bytes.toString('utf8', begin + 1, end)
    }
    return undefined
  } finally {
    closeSync(file)
  }
}
