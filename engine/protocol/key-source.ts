/** Exchanges a key may be for. `demo`: one that speaks a real one's protocol on this machine, to practise on. */
export type VenueName = 'binance' | 'demo'

/** A key as it may be shown. */
export type NamedKey = { readonly name: string; readonly venue: VenueName }

/** A key as it was typed, to be looked at by its venue before it is kept. */
export type TypedKey = {
  readonly venue: VenueName
  readonly secret: { readonly key: string; readonly secret: string }
  readonly address: string | undefined
}

/** What a venue says of a key. `problems`: what stands against trading with it, in sentences; empty for a good one. */
export type ExaminedKey =
  | {
      readonly ok: true
      readonly venue: string
      readonly problems: readonly string[]
      readonly ipRestricted: boolean
      readonly clockOff: number | null
    }
  /** It could not be asked. */
  | { readonly ok: false; readonly reason: string }

/** Granted, or why not in a sentence. */
type Asked<Value = object> = ({ readonly ok: true } & Value) | { readonly ok: false; readonly reason: string }

/** Where keys come from: the shell's keychain. A key is opened when it is needed, and held by nobody longer than that. It is in no request and no reply. */
export type KeySource = {
  /** Names alone; nothing is opened for it. */
  list(): Promise<Asked<{ readonly keys: readonly NamedKey[] }>>
  read(name: string): Promise<Asked<{ readonly venue: VenueName; readonly secret: { readonly key: string; readonly secret: string } }>>
  /** The private key this workspace's journals are signed with (Ed25519, PKCS #8, base64). `make`: the first time one is made; else null. */
  journalKey(make: boolean): Promise<Asked<{ readonly key: string | null }>>
  /** A secret of alerts by its name, null where none is kept. */
  alertSecret(name: string): Promise<Asked<{ readonly text: string | null }>>
  /** How far the journal of a run had come, kept where whoever can change its files cannot; null: nothing is kept. */
  mark(run: string): Promise<Asked<{ readonly text: string | null }>>
  keepMark(run: string, text: string): Promise<Asked>
  dropMark(run: string): Promise<Asked>
}
