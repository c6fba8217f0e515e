import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keyOf } from '../compile/keys.ts'
import type { RunOutcome } from '../protocol/run.ts'

/**
 * How many variants of a strategy have been tried: every distinct plan on distinct data whose result was shown, across restarts.
 * One line each in `runs/tried/<strategy id>.txt`, only ever appended, so that two processes at once lose nothing;
 * deleting a run does not untry it.
 */
export type TriedLedger = {
  /** Counts this result as shown and answers how many there are now; null when the workspace cannot be written. */
  readonly count: (strategyId: string, planHash: string, dataKey: string) => Promise<number | null>
  /** How many there are, nothing added. */
  readonly size: (strategyId: string) => Promise<number>
}

/** Names all data of a run: the candles of every stream, each by content. */
export function dataKeyOf({ streams }: Pick<RunOutcome, 'streams'>): string {
  return keyOf(streams.flatMap(({ slot, timeframe, dataKey }) => [slot, timeframe, dataKey]))
}

const strategyFile = /^[a-z0-9-]{1,64}$/
const line = /^[\w-]+ [\w-]+$/

/** The ledger in a workspace folder, which need not exist yet. */
export function openTriedLedger(workspace: string): TriedLedger {
  const folder = join(workspace, 'runs', 'tried')
  function pathOf(strategyId: string): string {
    if (!strategyFile.test(strategyId)) throw new Error(`"${strategyId}" is no strategy id`)
    return join(folder, `${strategyId}.txt`)
  }
  return {
    size: async (strategyId) => (await readLines(pathOf(strategyId))).size,
    async count(strategyId, planHash, dataKey) {
      const path = pathOf(strategyId)
      const entry = `${planHash} ${dataKey}`
      const tried = await readLines(path)
      if (tried.has(entry)) return tried.size
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        // The break before it ends a line that a killed process left half-written.
        await appendFile(path, `\n${entry}\n`, { mode: 0o600 })
      } catch {
        return null
      }
      return tried.add(entry).size
    },
  }
}

async function readLines(path: string): Promise<Set<string>> {
  const text = await readFile(path, 'utf8').catch(() => '')
  return new Set(text.split('\n').filter((one) => line.test(one)))
}
