import { truncateSync } from 'node:fs'
import { makeFolder, realFiles, segmentFile, segmentsIn, syncFolder, type JournalFiles } from './files.ts'
import { MARK_PLACE, markFile, writeMark, type Mark } from './mark.ts'
import { readJournal, type SegmentEnd, type SegmentHead } from './read.ts'
import { firstPrev, writeLine } from './record.ts'
import type { Signer } from './signer.ts'

export type JournalOptions = {
  /** Folder of this run's journal alone; made if need be, for this user only. */
  readonly folder: string
  readonly run: string
  readonly signer: Signer | null
  readonly engineVersion: string
  readonly clock: { wall(): number; mono(): number }
  /** Texts that never reach the disk: every secret this process holds. Asked at each record. */
  readonly secrets?: () => readonly string[]
  /** Bytes after which a segment ends. */
  readonly segmentBytes?: number
  /** Told once, at once, when the disk refuses: the run halts. What is appended after that is kept in memory and never said to be safe. */
  readonly onFailure: (error: Error) => void
  readonly files?: JournalFiles
}

export type Links = { readonly corr?: string; readonly cause?: number }

/** A journal being written: append-only, chained by hashes, sealed. */
export type JournalWriter = {
  /** Keeps one record; answers with its number. On the disk after `sync`. */
  append(kind: string, body: unknown, links?: Links): number
  /** Everything appended so far is on the disk when this returns, and marked as such. False: the disk refused, now or before. */
  sync(): boolean
  /** Hands what is appended to the system without waiting for the disk. */
  flush(): void
  readonly seq: number
  readonly failed: Error | null
  /** How far it is safe; null before the first time. */
  readonly mark: Mark | null
  /** Ends it in order. */
  close(why: string): void
}

const SEGMENT_BYTES = 64 << 20
/** Bytes kept back before they are handed to the system. */
const BUFFER = 256 << 10
/** Most bytes kept in memory once the disk has refused. */
const MOST_UNWRITTEN = 16 << 20
const DAY = 86_400_000

/** What stands against going on with a journal, as a sentence. */
export class JournalBroken extends Error {
  override readonly name = 'JournalBroken'
}

/**
 * Opens the journal of a run, new or to go on with. An existing one is gone through first: a break refuses (`JournalBroken`),
 * a record torn at the very end, beyond the mark, is cut off and said.
 */
export function openJournal(options: JournalOptions): JournalWriter {
  const {
    folder,
    run,
    signer,
    engineVersion,
    clock,
    secrets = () => [],
    segmentBytes = SEGMENT_BYTES,
    onFailure,
    files = realFiles,
  } = options
  let failed: Error | null = null
  let seq = 0
  let prev = firstPrev
  let segment = 0
  let file = -1
  let marks = -1
  let mark: Mark | null = null
  let turn = 0
  let written = 0
  let day = 0
  let unsynced = false
  let buffer: string[] = []
  let buffered = 0

  function guard<Result>(act: () => Result): Result | undefined {
    if (failed) return undefined
    try {
      return act()
    } catch (error) {
      failed = error instanceof Error ? error : new Error(String(error))
      onFailure(failed)
      return undefined
    }
  }

  function add(kind: string, body: unknown, links: Links = {}): number {
    const record = { run, seq: ++seq, wall: clock.wall(), mono: clock.mono(), kind, ...links, body }
    const { line, hash } = writeLine(record, prev, secrets())
    prev = hash
    // A disk that refuses must not become a memory that fills up.
    if (failed && buffered > MOST_UNWRITTEN) return seq
    buffer.push(line, '\n')
    buffered += line.length + 1
    unsynced = true
    return seq
  }

  function flush(): void {
    if (buffer.length === 0) return
    guard(() => {
      const bytes = Buffer.from(buffer.join(''))
      files.write(file, bytes)
      written += bytes.length
      buffer = []
      buffered = 0
    })
  }

  function sync(): boolean {
    if (!unsynced) return failed === null
    flush()
    guard(() => {
      files.sync(file)
      const reached = { run, seq, hash: prev }
      files.write(marks, writeMark(reached, signer), (turn++ % 2) * MARK_PLACE)
      mark = reached
      unsynced = false
    })
    return failed === null
  }

  function beginSegment(): void {
    guard(() => {
      segment++
      file = files.open(segmentFile(folder, segment), 'wx')
      syncFolder(folder)
      written = 0
      day = Math.floor(clock.wall() / DAY)
      const head: SegmentHead = { format: 'weir-journal', formatVersion: 1, segment, publicKey: signer?.publicKey ?? null, engineVersion }
      add('segment', head)
    })
  }

  function endSegment(why: string): void {
    const end: SegmentEnd = { why, signature: signer?.sign(prev) ?? null }
    add('segment-end', end)
    sync()
    guard(() => files.close(file))
  }

  /** Takes up a journal that another process left. */
  function goOn(): void {
    const state = readJournal(folder, () => {}, signer ? { publicKey: signer.publicKey } : {})
    if (!state.ok) throw new JournalBroken(state.problems.map(({ file: where, what }) => `${where}: ${what}`).join('; '))
    if (state.run !== null && state.run !== run) throw new JournalBroken(`${folder} holds the journal of run ${state.run}`)
    if (state.torn) truncateSync(state.torn.file, state.torn.at)
    ;({ seq, hash: prev } = state.last)
    segment = state.segments
    if (state.publicKey !== (signer?.publicKey ?? null)) throw new JournalBroken('the journal is signed with another key')
    file = files.open(segmentFile(folder, segment), 'a')
    day = Math.floor(clock.wall() / DAY)
    add('recovered', { torn: state.torn?.bytes ?? 0, closed: state.closed })
  }

  makeFolder(folder)
  const exists = segmentsIn(folder).length > 0
  marks = files.open(markFile(folder), exists ? 'r+' : 'w')
  if (exists) goOn()
  else beginSegment()
  sync()

  return {
    append(kind, body, links) {
      const at = add(kind, body, links)
      if (buffered > BUFFER) flush()
      if (!failed && (written + buffered > segmentBytes || Math.floor(clock.wall() / DAY) !== day)) {
        endSegment('full')
        beginSegment()
      }
      return at
    },
    sync,
    flush,
    get seq() {
      return seq
    },
    get failed() {
      return failed
    },
    get mark() {
      return mark
    },
    close(why) {
      add('closed', { why })
      sync()
      guard(() => {
        files.close(file)
        files.close(marks)
      })
    },
  }
}
