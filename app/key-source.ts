import type { KeySource } from '../engine/protocol/key-source.ts'
import type { Keychain } from './keychain/contract.ts'

/** The keychain as the engine may use it: a key by its name, opened when a run is armed. */
export function keySource(open: () => Promise<Keychain>): KeySource {
  return {
    async read(name) {
      const keychain = await open()
      const found = await keychain.read(name)
      if (!found.ok) return found
      const { venue, reveal } = found.credential
      return { ok: true, venue, secret: reveal() }
    },
  }
}
