import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Account } from './accounts.ts'
import { amountOf } from './amounts.ts'
import { refusals } from './refusals.ts'

/** The parameters of a request: read by name, each once; what nobody read is refused where the venue does so. */
export type Parameters = {
  text(name: string): string
  optional(name: string): string | undefined
  amount(name: string): bigint
  optionalAmount(name: string): bigint
  whole(name: string, otherwise: number): number
  /** Throws when something was sent that nobody asked for. */
  end(): void
}

/** What every signed request may carry. */
const ofSigning = new Set(['timestamp', 'recvWindow', 'signature', 'apiKey'])

export function readParameters(search: URLSearchParams): Parameters {
  const asked = new Set<string>()
  const optional = (name: string) => {
    asked.add(name)
    return search.get(name) ?? undefined
  }
  const amountIn = (name: string, text: string) => {
    const amount = amountOf(text)
    if (amount === undefined) throw refusals.malformed(name)
    return amount
  }
  return {
    optional,
    text(name) {
      const text = optional(name)
      if (text === undefined || text === '') throw refusals.missing(name)
      return text
    },
    amount(name) {
      const amount = amountIn(name, this.text(name))
      if (amount <= 0n) throw refusals.missing(name)
      return amount
    },
    optionalAmount(name) {
      const text = optional(name)
      return text === undefined ? 0n : amountIn(name, text)
    },
    whole(name, otherwise) {
      const text = optional(name)
      if (text === undefined) return otherwise
      if (!/^\d{1,16}$/.test(text)) throw refusals.malformed(name)
      return Number(text)
    },
    end() {
      for (const name of search.keys()) if (!asked.has(name) && !ofSigning.has(name)) throw refusals.unknownParameter(name)
    },
  }
}

/** Checks who sent a request and when. `signed`: exactly the text the signature is over. Throws a refusal. */
export function authenticate(accounts: readonly Account[], key: string, signed: string, search: URLSearchParams, now: number): Account {
  const account = accounts.find((one) => one.key === key)
  if (!account || account.revoked) throw refusals.key()
  const wanted = createHmac('sha256', account.secret).update(signed).digest()
  const given = Buffer.from(search.get('signature') ?? '', 'hex')
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw refusals.signature()
  const time = Number(search.get('timestamp') ?? NaN)
  const window = Math.min(60_000, Number(search.get('recvWindow') ?? 5000))
  if (!Number.isFinite(time)) throw refusals.missing('timestamp')
  if (time >= now + 1000) throw refusals.ahead()
  if (now - time > window) throw refusals.time()
  return account
}
