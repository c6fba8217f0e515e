import { z } from 'zod'
import type { Keychain } from './keychain/contract.ts'
import { nameProblem, nameTaken, pairProblem, venues } from './keychain/credential.ts'
import type { Examine } from './key-port.ts'

/** What the key window sends: all that was typed, once a try. */
const typedSchema = z.strictObject({
  name: z.string().max(100),
  venue: z.enum(venues),
  key: z.string().max(4096),
  secret: z.string().max(4096),
  /** Where the demo exchange is; empty: it is not asked. */
  address: z.string().max(200),
  /** The person has read what stands against it and keeps it all the same. */
  despite: z.boolean(),
})

/** `mayKeep`: what stands against it can be overridden by the person. */
export type AddedKey =
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly message: string; readonly mayKeep: boolean }

/** Keeps a typed key in the keychain, after its exchange was asked what it may do: as `weir keys add` does. */
export async function addKey(given: unknown, keychain: Keychain, examine: Examine): Promise<AddedKey> {
  const refuse = (message: string, mayKeep = false): AddedKey => ({ ok: false, message, mayKeep })
  const parsed = typedSchema.safeParse(given)
  // Nothing of what was typed is quoted.
  if (!parsed.success) return refuse('something of what was typed is too long or missing')
  const { name, venue, key, secret, address, despite } = parsed.data
  const problem = nameProblem(name) ?? pairProblem({ key, secret })
  if (problem !== undefined) return refuse(problem)
  const standing = await keychain.available()
  if (!standing.ok) return refuse(standing.reason)
  const kept = await keychain.list()
  if (!kept.ok) return refuse(kept.reason)
  if (kept.keys.some((one) => one.name === name)) return refuse(nameTaken(name))
  // A demo exchange that is not named is for practice alone: there is nothing it could give away.
  if (!despite && (venue !== 'demo' || address !== '')) {
    const examined = await examine({ venue, secret: { key, secret }, address: address === '' ? undefined : address })
    if (!examined.ok) return refuse(`${examined.reason}; it is not kept. Kept all the same, it is asked about before arming`, true)
    if (examined.problems.length > 0) return refuse(`${examined.problems.join('; ')}; it is not kept`, true)
  }
  const added = await keychain.add(name, { venue, key, secret })
  return added.ok ? { ok: true, name } : refuse(added.reason)
}
