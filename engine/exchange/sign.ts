import { binance } from 'ccxt'
import type { SignedRequest } from './link.ts'
import type { VenueRequest } from './venue-nouns.ts'

export type Secret = { readonly key: string; readonly secret: string }

/** Turns requests into what goes out: addresses and signatures are ccxt's, which knows them for every venue. */
export type Signer = { sign(request: VenueRequest, time: number): SignedRequest }

/** `address`: another place that speaks the venue's protocol, such as "http://127.0.0.1:8080"; the venue's own where it is absent. */
export function createSigner(secret: Secret | undefined, address: string | undefined): Signer {
  const exchange = new binance({ options: { defaultType: 'spot' }, ...(secret ? { apiKey: secret.key, secret: secret.secret } : {}) })
  if (address !== undefined) redirect(exchange.urls['api'] as Record<string, unknown>, address)
  return {
    sign({ api, method, path, params }, time) {
      exchange.nonce = () => Math.floor(time)
      const { url, body, headers } = exchange.sign(path, api, method, { ...params }) as {
        url: string
        body?: string
        headers?: Record<string, string>
      }
      return { url, method, headers: headers ?? {}, body: body ?? '' }
    },
  }
}

function redirect(urls: Record<string, unknown>, address: string): void {
  for (const [name, value] of Object.entries(urls)) {
    if (typeof value === 'object' && value !== null) redirect(value as Record<string, unknown>, address)
    else if (typeof value === 'string') urls[name] = address + new URL(value).pathname.replace(/\/$/, '')
  }
}
