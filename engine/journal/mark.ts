import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isSigned, type Signer } from './signer.ts'

/**
 * The high-water mark: how far a journal reached when it was last made safe. Kept beside the journal in two places that are
 * written in turn, so that a torn write leaves the one before. A journal shorter than its mark was cut off.
 */
export type Mark = { readonly run: string; readonly seq: number; readonly hash: string }

/** Bytes of one place. */
export const MARK_PLACE = 512

export const markFile = (folder: string) => join(folder, 'mark')

/** The bytes of a mark, for place `turn % 2`. */
export function writeMark({ run, seq, hash }: Mark, signer: Signer | null): Buffer {
  const text = JSON.stringify({ run, seq, hash })
  const sealed = JSON.stringify({ run, seq, hash, seal: signer ? signer.sign(text) : createHash('sha256').update(text).digest('hex') })
  return Buffer.from(sealed.padEnd(MARK_PLACE - 1) + '\n')
}

/** The furthest mark that is whole; undefined where there is none. `publicKey` null: an unsigned journal's. */
export function readMark(folder: string, publicKey: string | null): Mark | undefined {
  try {
    return furthestMark(readFileSync(markFile(folder)), publicKey)
  } catch {
    return undefined
  }
}

/** The same of the bytes of a mark's file, wherever they were put. */
export function furthestMark(file: Buffer, publicKey: string | null): Mark | undefined {
  const marks = [0, 1].flatMap((place) => {
    try {
      const { run, seq, hash, seal } = JSON.parse(file.subarray(place * MARK_PLACE, (place + 1) * MARK_PLACE).toString()) as Mark & {
        seal: string
      }
      const text = JSON.stringify({ run, seq, hash })
      const whole = publicKey === null ? createHash('sha256').update(text).digest('hex') === seal : isSigned(publicKey, text, seal)
      return whole ? [{ run, seq, hash }] : []
    } catch {
      return []
    }
  })
  return marks.sort((a, b) => b.seq - a.seq)[0]
}
