import type { Credential, KeyPair, Venue } from './credential.ts'

/** What a keychain says of a key without opening it. Nothing of the key itself is in it, not even its last characters. */
export type KeyEntry = {
  readonly name: string
  readonly venue: Venue
  /** UTC milliseconds it was added, null where whoever manages the machine put it there. */
  readonly added: number | null
}

/** What the keychain keeps for Weir itself, beside keys of exchanges. `mark-`: how far the journal of that run had come. */
export type SecretName = 'journal' | 'alerts-webhook' | 'alerts-telegram' | `mark-${string}`

/** A refusal: a sentence that says what to do. */
export type Refused = { readonly ok: false; readonly reason: string }

/**
 * Where keys of exchanges are kept: the keychain of the system, or on a machine without a person the credentials systemd decrypts for a
 * unit. There is no other place: no file in the clear, no variable of the environment.
 */
export type Keychain = {
  /** Whether a key could be kept and given back now, and by what; otherwise what to install or unlock. */
  available(): Promise<{ readonly ok: true; readonly name: string } | Refused>
  /** Keeps a key under a name that is free, and proves that it can be read back. */
  add(name: string, key: KeyPair & { readonly venue: Venue }): Promise<{ readonly ok: true } | Refused>
  /** All keys by name. Opens none of them and asks nobody to unlock anything. */
  list(): Promise<{ readonly ok: true; readonly keys: readonly KeyEntry[] } | Refused>
  /** Opens one key. Nothing is kept of it here: what the caller does not hold on to is gone. */
  read(name: string): Promise<{ readonly ok: true; readonly credential: Credential } | Refused>
  /** A note says what is left to do by hand. */
  remove(name: string): Promise<{ readonly ok: true; readonly note?: string } | Refused>
}

/** Texts of Weir's own, in the same place as the keys. */
export type Secrets = {
  /** Null where nothing is kept. */
  read(name: SecretName): Promise<{ readonly ok: true; readonly text: string | null } | Refused>
  /** In place of what was kept. */
  keep(name: SecretName, text: string): Promise<{ readonly ok: true } | Refused>
  /** Keeps it where nothing is kept yet; answers with what is kept then. */
  keepFirst(name: SecretName, text: string): Promise<{ readonly ok: true; readonly text: string } | Refused>
  /** False where there was nothing. */
  remove(name: SecretName): Promise<{ readonly ok: true; readonly was: boolean } | Refused>
}
