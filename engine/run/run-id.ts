import { createHash } from 'node:crypto'
import { keyOf } from '../compile/keys.ts'
import type { Instrument } from '../money/instruments.ts'
import type { Binding } from '../protocol/run.ts'

/** Changes when the same plan on the same data could give other bytes. */
export const engineVersion = '0.1.0'

/** Plan, binding, instrument records and profiles: what a person arms. */
export function boundHash(planHash: string, binding: Binding, instruments: readonly Instrument[]): string {
  const slots = Object.entries(binding.slots).sort(([a], [b]) => (a < b ? -1 : 1))
  return keyOf([
    'bound',
    planHash,
    canonical(slots),
    canonical(instruments),
    canonical(binding.fillProfile),
    canonical(binding.riskProfile),
  ])
}

/**
 * T-DETERMINISTIC: the same id, byte-identical trades. 32 hexadecimal digits: a person types the first few of them, and files are
 * named by it on disks that know no capitals.
 */
export function runId(bound: string, binding: Binding, historyStarts: readonly number[], dataKeys: readonly string[]): string {
  const key = keyOf([
    'run',
    bound,
    binding.capital,
    canonical([binding.from, binding.to]),
    canonical(historyStarts),
    ...dataKeys,
    engineVersion,
  ])
  return createHash('sha256').update(key).digest('hex').slice(0, 32)
}

/** JSON with names sorted at every level. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
