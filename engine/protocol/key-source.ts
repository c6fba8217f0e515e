/** Exchanges a key may be for. `demo`: one that speaks a real one's protocol on this machine, to practise on. */
export type VenueName = 'binance' | 'demo'

/** A key as it may be shown. */
export type NamedKey = { readonly name: string; readonly venue: VenueName }

/** Where keys come from: the shell's keychain. A key is opened when it is needed, and held by nobody longer than that. It is in no request and no reply. */
export type KeySource = {
  /** Names alone; nothing is opened for it. */
  list(): Promise<{ readonly ok: true; readonly keys: readonly NamedKey[] } | { readonly ok: false; readonly reason: string }>
  read(
    name: string,
  ): Promise<
    | { readonly ok: true; readonly venue: VenueName; readonly secret: { readonly key: string; readonly secret: string } }
    | { readonly ok: false; readonly reason: string }
  >
}
