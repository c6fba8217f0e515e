import { newSigningKey } from '../../engine/journal/signer.ts'
import type { KeySource } from '../../engine/protocol/key-source.ts'

/** A keychain in memory, with what was asked of it. */
export function keysInMemory(): KeySource & {
  readonly marks: Map<string, string>
  readonly made: string[]
  readonly alertSecrets: Map<string, string>
} {
  const marks = new Map<string, string>()
  const made: string[] = []
  const alertSecrets = new Map<string, string>()
  return {
    marks,
    made,
    alertSecrets,
    list: async () => ({ ok: true, keys: [] }),
    read: async () => ({ ok: true, venue: 'demo', secret: { key: 'k', secret: 's' } }),
    async journalKey(make) {
      if (made.length === 0 && make) made.push(newSigningKey().privateKey)
      return { ok: true, key: made[0] ?? null }
    },
    alertSecret: async (name) => ({ ok: true, text: alertSecrets.get(name) ?? null }),
    mark: async (run) => ({ ok: true, text: marks.get(run) ?? null }),
    async keepMark(run, text) {
      marks.set(run, text)
      return { ok: true }
    },
    async dropMark(run) {
      marks.delete(run)
      return { ok: true }
    },
  }
}
