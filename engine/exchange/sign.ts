import { binance } from 'ccxt'
import type { SignedRequest } from './link.ts'
import type { VenueRequest } from './venue-nouns.ts'

export type Secret = { readonly key: string; readonly secret: string }

/** Turns requests into what goes out: addresses and signatures are ccxt's, which knows them for every venue. */
export type Signer = { sign(request: VenueRequest, time: number): SignedRequest }

/** One client for each address, of which only the signing is used: making one takes ccxt a while. It holds a secret for the moment of a signature. */
const clients = new Map<string, InstanceType<typeof binance>>()

/** `address`: another place that speaks the venue's protocol, such as "http://127.0.0.1:8080"; the venue's own where it is absent. */
export function createSigner(secret: Secret | undefined, address: string | undefined): Signer {
  const client = clientFor(address)
  return {
    sign({ api, method, path, params }, time) {
      client.nonce = () => Math.floor(time)
      client.apiKey = secret?.key ?? ''
      client.secret = secret?.secret ?? ''
      try {
        const { url, body, headers } = client.sign(path, api, method, { ...params }) as {
          url: string
          body?: string
          headers?: Record<string, string>
        }
        return { url, method, headers: headers ?? {}, body: body ?? '' }
      } finally {
        client.apiKey = ''
        client.secret = ''
      }
    },
  }
}

function clientFor(address: string | undefined): InstanceType<typeof binance> {
  const known = clients.get(address ?? '')
  if (known) return known
  const client = new binance({ options: { defaultType: 'spot' } })
  if (address !== undefined) redirect(client.urls['api'] as Record<string, unknown>, address)
  clients.set(address ?? '', client)
  return client
}

function redirect(urls: Record<string, unknown>, address: string): void {
  for (const [name, value] of Object.entries(urls)) {
    if (typeof value === 'object' && value !== null) redirect(value as Record<string, unknown>, address)
    else if (typeof value === 'string') urls[name] = address + new URL(value).pathname.replace(/\/$/, '')
  }
}
