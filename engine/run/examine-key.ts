import { examineAccount, rightsProblems } from '../exchange/examine.ts'
import type { ExaminedKey, TypedKey } from '../protocol/key-source.ts'
import { openAccess } from './venue-access.ts'

/** Asks a venue about a key: before it is kept, and whenever a person wants to know. It changes nothing there and keeps nothing here. */
export async function examineKey(options: TypedKey & { readonly workspace: string }): Promise<ExaminedKey> {
  const access = await openAccess(options.venue, options.address, options.workspace)
  if (typeof access === 'string') return { ok: false, reason: access }
  let identity: string | undefined
  access.onIdentity = (sentence) => (identity = sentence)
  const { protocol, address, clock, reach, limiter } = access
  try {
    const {
      clock: time,
      rights,
      problems,
    } = await examineAccount({ protocol, secret: options.secret, rest: address.rest, clock, send: reach.send, limiter })
    if (identity !== undefined) return { ok: false, reason: identity }
    if (time.kind === 'unknown') return { ok: false, reason: `${access.name} does not answer: ${time.reason}` }
    const against = rights === undefined && problems.length > 0 ? problems : rightsProblems(rights)
    return { ok: true, venue: access.name, problems: against, ipRestricted: rights?.ipRestricted ?? false, clockOff: time.offset.offset }
  } finally {
    reach.close()
  }
}
