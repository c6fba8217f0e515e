import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, realpath, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Changed, DocumentSummary, OpenDocument, Refused, Revision } from './bridge.ts'
import { documentName } from './shell-requests.ts'
import { fileProblem, hasCode, writeWhole } from './written-file.ts'

/**
 * The strategies of a workspace, one file each: `strategies/<name>.weir`. A file is there whole or not at all; what stood there before a
 * save is kept as a revision; what another program wrote since it was opened is never written over.
 */
export type Documents = {
  readonly list: () => Promise<readonly DocumentSummary[]>
  readonly read: (name: string) => Promise<({ readonly ok: true } & OpenDocument) | Refused>
  readonly write: (
    name: string,
    text: string,
    basedOn: string | null,
  ) => Promise<({ readonly ok: true } & OpenDocument) | Changed | Refused>
  readonly remove: (name: string, basedOn: string) => Promise<{ readonly ok: true } | Changed | Refused>
  /** Latest first. */
  readonly revisions: (name: string) => Promise<readonly Revision[]>
  readonly revision: (name: string, revision: string) => Promise<{ readonly ok: true; readonly text: string } | Refused>
  /** Looks for what other programs changed since the last look, and tells. */
  readonly look: () => Promise<void>
}

const ENDING = '.weir'
/** A strategy of 2,000 nodes takes half a megabyte. */
const LARGEST = 32 * 1024 * 1024
const KEPT_REVISIONS = 50
const revisionFile = /^(\d{13})-([0-9a-f]{64})\.weir$/

export type DocumentsOptions = {
  readonly workspace: string
  /** The clock, UTC milliseconds. */
  readonly now: () => number
  /** A document is another than before; `hash` null: it is gone. */
  readonly changed: (name: string, hash: string | null) => void
}

export function openDocuments({ workspace, now, changed }: DocumentsOptions): Documents {
  const folder = join(workspace, 'strategies')
  const pathOf = (name: string) => join(folder, name + ENDING)
  const revisionsOf = (name: string) => join(workspace, 'revisions', name)
  /** What is known of each file: enough to see without reading it that it is another. */
  const known = new Map<string, { readonly mark: string; readonly hash: string }>()
  /** Writes to one document go one after the other. */
  const queues = new Map<string, Promise<unknown>>()

  function inTurn<Result>(name: string, act: () => Promise<Result>): Promise<Result> {
    const turn = (queues.get(name) ?? Promise.resolve()).then(act, act)
    queues.set(name, turn)
    const done = () => void (queues.get(name) === turn && queues.delete(name))
    turn.then(done, done)
    return turn
  }

  let looked = false

  /** What stands in the file now; tells when that is another than was known. */
  async function present(name: string): Promise<(OpenDocument & { readonly bytes: Uint8Array }) | undefined> {
    const path = pathOf(name)
    const stats = await stat(path).catch(missing)
    if (!stats) return undefined
    if (!stats.isFile()) throw new NoDocument(`"${name}" is not a file; move what stands at "${path}" away`)
    if (stats.size > LARGEST) throw new NoDocument(`"${name}" is larger than 32 MB and so is no strategy`)
    const bytes = await readFile(path)
    const hash = hashOf(bytes)
    const before = known.get(name)
    known.set(name, { mark: markOf(stats), hash })
    if (before ? before.hash !== hash : looked) changed(name, hash)
    return { name, text: bytes.toString('utf8'), hash, bytes }
  }

  async function put(name: string, text: string, basedOn: string | null) {
    const before = await present(name)
    if ((before?.hash ?? null) !== basedOn) return otherwise(name, basedOn, before?.hash ?? null)
    const after: OpenDocument = { name, text, hash: hashOf(text) }
    if (after.hash === before?.hash) return { ok: true, ...after } as const
    if (before) await keep(before)
    // A link of the user's own stays one: what it leads to is written.
    const path = before ? await realpath(pathOf(name)) : pathOf(name)
    if (!(await writeWhole(path, text, before ? {} : { isNew: true }))) return otherwise(name, null, (await present(name))?.hash ?? null)
    await note(after)
    return { ok: true, ...after } as const
  }

  async function note({ name, hash }: OpenDocument): Promise<void> {
    const stats = await stat(pathOf(name)).catch(missing)
    if (stats) known.set(name, { mark: markOf(stats), hash })
    changed(name, hash)
  }

  async function keep({ name, bytes, hash }: { readonly name: string; readonly bytes: Uint8Array; readonly hash: string }): Promise<void> {
    await writeWhole(join(revisionsOf(name), `${String(now()).padStart(13, '0')}-${hash}${ENDING}`), bytes)
    const all = await files(revisionsOf(name))
    for (const old of all
      .filter((file) => revisionFile.test(file))
      .toSorted()
      .slice(0, -KEPT_REVISIONS))
      await rm(join(revisionsOf(name), old), { force: true })
  }

  async function revisions(name: string): Promise<readonly Revision[]> {
    const found: Revision[] = []
    for (const file of await files(revisionsOf(name))) {
      const [, savedAt, hash] = revisionFile.exec(file) ?? []
      const stats = hash === undefined ? undefined : await stat(join(revisionsOf(name), file)).catch(missing)
      if (hash !== undefined && stats)
        found.push({ revision: file.slice(0, -ENDING.length), savedAt: Number(savedAt), bytes: stats.size, hash })
    }
    return found.sort((a, b) => b.savedAt - a.savedAt)
  }

  return {
    async list() {
      const found: DocumentSummary[] = []
      for (const name of await names()) {
        const stats = await stat(pathOf(name)).catch(missing)
        if (stats?.isFile()) found.push({ name, modifiedAt: stats.mtimeMs, bytes: stats.size })
      }
      return found.sort((a, b) => (a.name < b.name ? -1 : 1))
    },

    read: (name) =>
      orRefused(`"${name}" cannot be opened`, async () => {
        const document = await present(name)
        return document
          ? { ok: true, name, text: document.text, hash: document.hash }
          : refuse(`there is no strategy "${name}" in "${folder}"`)
      }),

    write: (name, text, basedOn) => orRefused(`"${name}" was not saved`, () => inTurn(name, () => put(name, text, basedOn))),

    remove: (name, basedOn) =>
      orRefused(`"${name}" was not removed`, () =>
        inTurn(name, async () => {
          const before = await present(name)
          if (before?.hash !== basedOn) return otherwise(name, basedOn, before?.hash ?? null)
          await keep(before)
          await rm(pathOf(name))
          known.delete(name)
          changed(name, null)
          return { ok: true }
        }),
      ),

    revisions,

    revision: (name, revision) =>
      orRefused(`the revision of "${name}" cannot be read`, async () => {
        const found = (await revisions(name)).find((one) => one.revision === revision)
        if (!found) return refuse(`"${name}" has no such revision; the last ${KEPT_REVISIONS} are kept`)
        const bytes = await readFile(join(revisionsOf(name), revision + ENDING))
        if (hashOf(bytes) !== found.hash) return refuse(`the revision of "${name}" is damaged`)
        return { ok: true, text: bytes.toString('utf8') }
      }),

    async look() {
      const there = new Set(await names())
      for (const name of new Set([...there, ...known.keys()])) {
        await inTurn(name, async () => {
          const before = known.get(name)
          const stats = await stat(pathOf(name)).catch(missing)
          // What cannot be read says so when it is opened.
          if (stats && markOf(stats) !== before?.mark) await present(name).catch(() => undefined)
          if (!stats && known.delete(name)) changed(name, null)
        })
      }
      looked = true
    },
  }

  async function names(): Promise<string[]> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const all = (await files(folder)).filter((file) => file.endsWith(ENDING)).map((file) => file.slice(0, -ENDING.length))
    return all.filter((name) => documentName.safeParse(name).success)
  }
}

/** SHA-256 of the bytes of a document. */
export const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex')

/** There is something at the place of a document that is none. */
class NoDocument extends Error {}

const refuse = (message: string): Refused => ({ ok: false, why: 'refused', message })

function otherwise(name: string, yours: string | null, theirs: string | null): Changed {
  const message =
    theirs === null
      ? `"${name}" was moved or deleted by another program since it was opened; nothing was written. Save it under a name to keep yours.`
      : yours === null
        ? `there is a strategy "${name}" already; nothing was written. Choose another name.`
        : `"${name}" was changed elsewhere since it was opened (yours was made from ${yours.slice(0, 8)}, there is now ${theirs.slice(0, 8)}); nothing was written. Look at both, then keep one or save yours under another name.`
  return { ok: false, why: 'changed', message, yours, theirs }
}

async function orRefused<Answer>(what: string, act: () => Promise<Answer>): Promise<Answer | Refused> {
  try {
    return await act()
  } catch (error) {
    return refuse(error instanceof NoDocument ? error.message : `${what}: ${fileProblem(error)}`)
  }
}

function missing(error: unknown): undefined {
  if (!hasCode(error, 'ENOENT', 'ENOTDIR')) throw error
}

const files = (folder: string) => readdir(folder).catch((error: unknown) => missing(error) ?? [])
const markOf = (stats: { readonly mtimeMs: number; readonly size: number; readonly ino: number }) =>
  `${stats.mtimeMs} ${stats.size} ${stats.ino}`
