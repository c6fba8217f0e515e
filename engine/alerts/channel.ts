import type { ChannelStatus, Notice } from '../protocol/alerts.ts'

/** What became of one attempt. `why` is for people and never holds a secret; `again`: it may be tried again, `after` milliseconds at the earliest. */
export type Attempt = { readonly ok: true } | { readonly ok: false; readonly why: string; readonly again: boolean; readonly after?: number }

/** One way to a person. Settles soon after `signal` aborts, and rejects never but for a fault of ours. */
export type Channel = {
  readonly name: ChannelStatus['channel']
  send(notice: Notice, signal: AbortSignal, now: number): Promise<Attempt>
}

/**
 * Gives a secret by its name, asked at each attempt and not kept; undefined where there is none. May reject: a keychain that is locked
 * is tried again.
 */
export type SecretSource = (name: string) => Promise<string | undefined>

/** A secret, or the attempt that ends without it. What a keychain says is not passed on: it might quote. */
export async function readSecret(secret: SecretSource, name: string): Promise<{ readonly value: string } | { readonly missing: Attempt }> {
  try {
    const value = await secret(name)
    if (value !== undefined && value !== '') return { value }
    return { missing: { ok: false, why: `no secret "${name}" is kept: weir alerts set ${name.replace(/^alerts-/, '')}`, again: false } }
  } catch {
    return { missing: { ok: false, why: `the secret "${name}" could not be read`, again: true } }
  }
}
