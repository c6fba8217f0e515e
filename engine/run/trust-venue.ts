import { join } from 'node:path'
import { IdentityRefused, openSecure, trustIn } from '../exchange/identity.ts'
import { openPinFile } from '../exchange/pins.ts'
import type { VenueName } from '../protocol/key-source.ts'
import { venueOrigins } from './venue-access.ts'

/** Who answers at a host of a venue now, beside who did before. Pins are SHA-256 of the public key, base64. */
export type HostIdentity = {
  readonly host: string
  readonly known: readonly string[]
} & (
  | { readonly standing: 'same' | 'changed'; readonly shown: string }
  /** Never met: its key is learned at the first connection. */
  | { readonly standing: 'new' }
  /** No valid certificate, no TLS 1.3, or no answer: there is nothing to take. */
  | { readonly standing: 'refused'; readonly why: string }
)

export type VenueIdentities =
  | {
      readonly ok: true
      readonly hosts: readonly HostIdentity[]
      /** Takes the key a host has shown in place of those that were known, and keeps that it was taken. */
      take(host: string): void
    }
  | { readonly ok: false; readonly reason: string }

const PATIENCE = 10_000

/** Meets every host of a venue without sending a byte of a request, and without learning anything. */
export async function lookAtVenue(options: {
  readonly venue: VenueName
  readonly address: string | undefined
  readonly workspace: string
  readonly now: () => number
  /** Certificates trusted in place of those Node carries: in tests. */
  readonly authorities?: readonly string[]
}): Promise<VenueIdentities> {
  const { venue, address, workspace, now, authorities } = options
  const origins = venueOrigins(venue, address)
  if (typeof origins === 'string') return { ok: false, reason: origins }
  const file = openPinFile(join(workspace, 'host', 'pins.json'))
  if (!file.ok) return { ok: false, reason: file.message }
  const places = new Map(
    origins.filter((origin) => /^(https|wss):/.test(origin)).map((origin) => [new URL(origin).host, new URL(origin)] as const),
  )
  if (places.size === 0) return { ok: false, reason: 'it is on this machine and shows no key: there is nothing to take' }
  const trust = trustIn({ get: file.pins.get, learn() {} }, authorities)

  function meet(host: string, { hostname, port }: URL): Promise<HostIdentity> {
    const known = file.ok ? file.pins.get(host) : []
    const name = hostname.replace(/^\[|\]$/g, '')
    return new Promise((resolve) => {
      openSecure(name, port === '' ? 443 : Number(port), trust, PATIENCE, (error, socket) => {
        socket?.destroy()
        if (!error)
          return resolve(known.length === 0 ? { host, known, standing: 'new' } : { host, known, standing: 'same', shown: known[0]! })
        const shown = error instanceof IdentityRefused && error.refusal.cause === 'changed' ? error.refusal.shown : null
        resolve(shown === null ? { host, known, standing: 'refused', why: error.message } : { host, known, standing: 'changed', shown })
      })
    })
  }

  const hosts = await Promise.all([...places].map(([host, place]) => meet(host, place)))
  return {
    ok: true,
    hosts,
    take(host) {
      const met = hosts.find((one) => one.host === host)
      if (met?.standing !== 'changed') throw new Error(`${host} has shown no other key`)
      file.pins.replace(host, met.shown, now())
    },
  }
}
