import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { hasCode, writeWhole } from '../written-file.ts'
import type { SecretName, Secrets } from './contract.ts'
import { guarded, type Store } from './system.ts'

const entryShape = z.strictObject({ format: z.literal('weir-secret'), account: z.string() })

/**
 * What Weir keeps for itself in the keychain of a system. Several workspaces share one keychain: where a workspace's own secret lies
 * is written in its folder. A mark lies under the id of its run: nobody can make it unfindable by changing a file.
 */
export function openSystemSecrets(folder: string, store: Store): Secrets {
  const path = (name: SecretName) => join(folder, `secret-${name}.json`)
  const markOf = (name: SecretName) => (name.startsWith('mark-') ? `mark/${name.slice('mark-'.length)}` : undefined)

  /** The account a secret lies under; undefined where there is none, or its record is damaged. */
  async function accountOf(name: SecretName): Promise<string | undefined> {
    const mark = markOf(name)
    if (mark !== undefined) return mark
    try {
      return entryShape.parse(JSON.parse(await readFile(path(name), 'utf8'))).account
    } catch (error) {
      if (hasCode(error, 'ENOENT') || error instanceof SyntaxError || error instanceof z.ZodError) return undefined
      throw error
    }
  }

  /** Keeps a text under an account of its own and writes down where. False: `isNew`, and another was first. */
  async function place(name: SecretName, text: string, isNew: boolean): Promise<boolean> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await chmod(folder, 0o700)
    const account = `secret/${name}/${randomUUID()}`
    await store.set(account, text)
    let isPut = false
    try {
      isPut = await writeWhole(path(name), `${JSON.stringify({ format: 'weir-secret', account })}\n`, { mode: 0o600, isNew })
    } finally {
      if (!isPut) await store.remove(account)
    }
    return isPut
  }

  const get = async (name: SecretName) => {
    const account = await accountOf(name)
    return account === undefined ? null : store.get(account)
  }

  return {
    read: (name) => guarded(async () => ({ ok: true, text: await get(name) })),
    keep: (name, text) =>
      guarded(async () => {
        const [mark, old] = [markOf(name), await accountOf(name)]
        if (mark !== undefined) await store.set(mark, text)
        else {
          await place(name, text, false)
          if (old !== undefined) await store.remove(old)
        }
        return { ok: true }
      }),
    keepFirst: (name, text) =>
      guarded(async () => {
        const known = await get(name)
        if (known !== null) return { ok: true, text: known }
        const isFirst = await place(name, text, true)
        if (isFirst) return { ok: true, text }
        // Another process was first, or what the record names is gone from the keychain.
        const theirs = await get(name)
        if (theirs === null) await place(name, text, false)
        return { ok: true, text: theirs ?? text }
      }),
    remove: (name) =>
      guarded(async () => {
        const account = await accountOf(name)
        const was = account !== undefined && (await store.get(account)) !== null
        if (account !== undefined && was) await store.remove(account)
        await rm(path(name), { force: true })
        return { ok: true, was }
      }),
  }
}
