import { closeSync, fdatasyncSync, fsyncSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs'
import { join } from 'node:path'

/** What a journal asks of the disk; a test may hand in one that fails. */
export type JournalFiles = {
  open(path: string, flags: 'wx' | 'a' | 'w' | 'r+'): number
  /** Writes all of it, or throws what the file system says. */
  write(file: number, bytes: Buffer, position?: number): void
  sync(file: number): void
  close(file: number): void
}

export const realFiles: JournalFiles = {
  open: (path, flags) => openSync(path, flags, 0o600),
  write(file, bytes, position) {
    for (let done = 0; done < bytes.length;) {
      done += writeSync(file, bytes, done, bytes.length - done, position === undefined ? null : position + done)
    }
  },
  sync: fdatasyncSync,
  close: closeSync,
}

/** Name of a segment, from 1. */
export function segmentFile(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(6, '0')}.ndjson`)
}

/** Numbers of the segments in a folder, rising. */
export function segmentsIn(folder: string): number[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch {
    return []
  }
  return names.flatMap((name) => (/^\d{6}\.ndjson$/.test(name) ? [Number(name.slice(0, 6))] : [])).sort((a, b) => a - b)
}

/** Makes the folder, readable by this user only. */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
}

/** Makes new names in a folder last through a power cut, where folders can be opened (not on Windows). */
export function syncFolder(folder: string): void {
  let handle: number
  try {
    handle = openSync(folder, 'r')
  } catch {
    return
  }
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
