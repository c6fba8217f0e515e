import { generateKeyPairSync } from 'node:crypto'
import { join } from 'node:path'
import type { KeySource } from '../engine/protocol/key-source.ts'
import { openKeychain, openSecrets } from './keychain.ts'

/** The keychain of a workspace as the engine may use it: a key by its name, opened when a run is armed; what Weir keeps there for itself. */
export function keySource(workspace: string): KeySource {
  const own = join(workspace, 'host')
  return {
    async list() {
      const found = await (await openKeychain(own)).list()
      return found.ok ? { ok: true, keys: found.keys.map(({ name, venue }) => ({ name, venue })) } : found
    },
    async read(name) {
      const found = await (await openKeychain(own)).read(name)
      if (!found.ok) return found
      const { venue, reveal } = found.credential
      return { ok: true, venue, secret: reveal() }
    },
    async journalKey(make) {
      const secrets = await openSecrets(own)
      const found = await secrets.read('journal')
      if (!found.ok) return found
      if (found.text !== null || !make) return { ok: true, key: found.text }
      const made = await secrets.keepFirst('journal', newJournalKey())
      return made.ok ? { ok: true, key: made.text } : made
    },
    async alertSecret(name) {
      if (name !== 'alerts-webhook' && name !== 'alerts-telegram') return { ok: true, text: null }
      return (await openSecrets(own)).read(name)
    },
    mark: async (run) => (await openSecrets(own)).read(`mark-${run}`),
    keepMark: async (run, text) => (await openSecrets(own)).keep(`mark-${run}`, text),
    dropMark: async (run) => (await openSecrets(own)).remove(`mark-${run}`),
  }
}

/** Ed25519, PKCS #8, base64: what the engine's signer takes. */
function newJournalKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
}
