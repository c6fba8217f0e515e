import { z } from 'zod'

/** Exchanges a key can be for. */
export const venues = ['binance', 'demo'] as const
export type Venue = (typeof venues)[number]

export type KeyPair = { readonly key: string; readonly secret: string }

/**
 * A key that was opened. It is handed over by a call and no field holds it: printed, logged or made JSON it shows its venue alone, and a
 * message port refuses it.
 */
export type Credential = { readonly venue: Venue; readonly reveal: () => KeyPair }

/** Visible ASCII: what exchanges make keys of. A blank or a line break in between is a mistake in copying. */
const part = z.string().regex(/^[\x21-\x7e]{1,512}$/)
const sealedShape = z.strictObject({ venue: z.enum(venues), key: part, secret: part })

/** What keeps a name from being one, as a sentence; undefined for a good one. Names are file names on every system. */
export function nameProblem(name: string): string | undefined {
  if (/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) return undefined
  return `${JSON.stringify(name)} cannot name a key: take up to 32 small letters, digits and hyphens, such as main or binance-2`
}

/** Why a name cannot be given again. */
export const nameTaken = (name: string) => `there is a key "${name}" already: weir keys remove ${name}, or take another name`

/** What is wrong with the parts of a key, without quoting them; undefined for good ones. */
export function pairProblem({ key, secret }: KeyPair): string | undefined {
  for (const [what, text] of [
    ['key', key],
    ['secret', secret],
  ]) {
    if (text === '') return `the ${what} is empty: copy it from the exchange's page once more`
    if (!part.safeParse(text).success)
      return `the ${what} has a blank, a letter beyond ASCII or more than 512 characters: copy it from the exchange's page once more`
  }
  return undefined
}

/** The text a keychain keeps of a key. */
export function seal(sealed: KeyPair & { readonly venue: Venue }): string {
  const { venue, key, secret } = sealed
  return JSON.stringify({ venue, key, secret })
}

/** A key from the text that was kept; undefined where it is none. Errors quote nothing of it. */
export function unseal(text: string): Credential | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const parsed = sealedShape.safeParse(value)
  if (!parsed.success) return undefined
  const { venue, key, secret } = parsed.data
  return { venue, reveal: () => ({ key, secret }) }
}
