import { randomUUID } from 'node:crypto'
import { appendFile, mkdir, mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { refuse, refuseFile, type Outcome } from './problems.ts'

/**
 * Candle files that a window hands over piece by piece, since it cannot name a path. Each lies in a folder of its own outside the workspace,
 * under the name it came with, until it is let go or the engine ends.
 */
export type Uploads = {
  /** Adds a piece: to a new upload where `upload` is null. */
  readonly add: (upload: string | null, name: string, bytes: Uint8Array) => Promise<Outcome<{ upload: string; size: number }>>
  /** The path to read for what a request names: "upload:ID" for an upload, anything else as it stands. */
  readonly pathOf: (file: string) => Outcome<{ path: string }>
  readonly drop: (upload: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** What names an upload where a path could stand. */
const PREFIX = 'upload:'
/** Largest file taken: some forty million bars as text. */
const LARGEST = 4e9
/** What may stand in the name of a file here: its ending decides how it is read, its beginning may name the market. */
const unsafe = /[^A-Za-z0-9._-]+/g

export function createUploads(): Uploads {
  const paths = new Map<string, string>()
  let folder: Promise<string> | undefined

  async function drop(upload: string): Promise<void> {
    const path = paths.get(upload)
    paths.delete(upload)
    if (path !== undefined) await rm(dirname(path), { recursive: true, force: true })
  }

  return {
    drop,
    async add(upload, name, bytes) {
      try {
        const id = upload ?? randomUUID()
        const known = paths.get(id)
        if (upload !== null && known === undefined) return gone
        folder ??= mkdtemp(join(tmpdir(), 'weir-upload-'))
        const path = known ?? join(await folder, id, basename(name).replace(unsafe, '-').slice(-80) || 'candles.csv')
        await mkdir(dirname(path), { recursive: true, mode: 0o700 })
        paths.set(id, path)
        await appendFile(path, bytes, { mode: 0o600 })
        const { size } = await stat(path)
        if (size > LARGEST) {
          await drop(id)
          return refuse('unreadable', `"${name}" is larger than ${LARGEST / 1e9} GB; import it with "weir data import"`)
        }
        return { ok: true, upload: id, size }
      } catch (error) {
        return refuseFile(error, name)
      }
    },
    pathOf(file) {
      if (!file.startsWith(PREFIX)) return { ok: true, path: file }
      const path = paths.get(file.slice(PREFIX.length))
      return path === undefined ? gone : { ok: true, path }
    },
    async close() {
      paths.clear()
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true })
    },
  }
}

const gone = refuse('missing-file', 'what was uploaded is no longer here; choose the file again')
