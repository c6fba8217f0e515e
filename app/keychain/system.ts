import { randomUUID } from 'node:crypto'
import { fileProblem } from '../written-file.ts'
import type { Keychain, Refused } from './contract.ts'
import { nameProblem, nameTaken, pairProblem, seal, unseal } from './credential.ts'
import type { Register } from './register.ts'

/** What a keychain of a system does for us: a text under an account. Whatever fails throws a `StoreError`. */
export type Store = {
  readonly name: string
  /** Keeps a text, and has proved that it lies where it should. */
  set(account: string, text: string): Promise<void>
  get(account: string): Promise<string | null>
  /** An account that is not there is gone. */
  remove(account: string): Promise<void>
}

/** The keychain did not do as asked; the message says what to install or unlock. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** The keychain of a system, with the record of what a workspace keeps there. */
export function openSystemKeychain(register: Register, store: Store): Keychain {
  const find = async (name: string) => (nameProblem(name) === undefined ? register.get(name) : undefined)
  return {
    available: () =>
      guarded(async () => {
        const account = `probe/${randomUUID()}`
        await store.set(account, 'probe')
        await store.remove(account)
        return { ok: true, name: store.name }
      }),
    list: () =>
      guarded(async () => {
        const { entries, broken } = await register.all()
        if (broken.length > 0) return refuse(`the record of the key "${broken[0]}" is damaged: ${again(broken[0])}`)
        return { ok: true, keys: entries.map(({ name, venue, added }) => ({ name, venue, added })) }
      }),
    add: (name, key) =>
      guarded(async () => {
        const problem = nameProblem(name) ?? pairProblem(key)
        if (problem !== undefined) return refuse(problem)
        const taken = refuse(nameTaken(name))
        if ((await register.get(name)) !== undefined) return taken
        const account = `${name}/${randomUUID()}`
        await store.set(account, seal(key))
        let isPut = false
        try {
          isPut = await register.put({ name, venue: key.venue, added: Date.now(), account })
        } finally {
          if (!isPut) await store.remove(account)
        }
        return isPut ? { ok: true } : taken
      }),
    read: (name) =>
      guarded(async () => {
        const entry = await find(name)
        if (entry === undefined) return refuse(noSuchKey(name))
        if (entry === 'broken') return refuse(`the record of the key "${name}" is damaged: ${again(name)}`)
        const text = await store.get(entry.account)
        if (text === null) return refuse(`the keychain has no key "${name}" any more: ${again(name)}`)
        const credential = unseal(text)
        // The sealed venue decides: a record that was changed must not turn a key of practice into one of an exchange.
        if (credential?.venue !== entry.venue) return refuse(`the key "${name}" is not what its record says: ${again(name)}`)
        return { ok: true, credential }
      }),
    remove: (name) =>
      guarded(async () => {
        const entry = await find(name)
        if (entry === undefined) return refuse(noSuchKey(name))
        // The key first: an end in between leaves a record that says so, not a key nobody knows of.
        if (entry !== 'broken') await store.remove(entry.account)
        await register.drop(name)
        if (entry !== 'broken') return { ok: true }
        return { ok: true, note: `its record was damaged: take what begins with "${name}/" under "weir" out of your keychain yourself` }
      }),
  }
}

/** Does work on keychain and register; what stands against it comes back as a sentence, a fault of ours is thrown on. */
export async function guarded<Result>(work: () => Promise<Result | Refused>): Promise<Result | Refused> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof StoreError) return refuse(error.message)
    return refuse(`the record of keys cannot be used: ${fileProblem(error)}`)
  }
}

const again = (name: string) => `weir keys remove ${name}, then add it again`
const noSuchKey = (name: string) => `there is no key ${JSON.stringify(name)}: weir keys list shows them all`
export const refuse = (reason: string): Refused => ({ ok: false, reason })
