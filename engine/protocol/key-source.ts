/** Exchanges a key may be for. `demo`: one that speaks a real one's protocol on this machine, to practise on. */
export type VenueName = 'binance' | 'demo'

/** Where keys come from: the shell's keychain. A key is opened when it is needed, and held by nobody longer than that. It is in no request and no reply. */
export type KeySource = {
  read(
    name: string,
  ): Promise<
    | { readonly ok: true; readonly venue: VenueName; readonly secret: { readonly key: string; readonly secret: string } }
    | { readonly ok: false; readonly reason: string }
  >
}
