import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine } from '../../engine/main.ts'
import { readJournal } from '../../engine/journal/read.ts'
import type { JournalRecord } from '../../engine/journal/record.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { compareWithBacktest } from '../../engine/run/parity.ts'
import { hostPlanHere } from '../../engine/run/plan-host.ts'
import { sampleStrategy } from '../kit/strategy.ts'

/** A market as the desk knows it, as far as an alert speaks of it. */
export const practiceInstrument = { symbol: 'BTC/USDT', tick: '0.01', lot: '0.0001' }

/** The journal a month on paper leaves, and how many fills there were. */
export async function realJournal(): Promise<{ readonly records: readonly JournalRecord[]; readonly fills: number }> {
  const workspace = mkdtempSync(join(tmpdir(), 'weir-alerts-'))
  const compare = async (session: Parameters<typeof compareWithBacktest>[0]) => compareWithBacktest(session)
  const engine = openEngine({ workspace, computer: computeHere(), hostPlan: hostPlanHere, compare })
  try {
    const month = { document: sampleStrategy(), from: Date.UTC(2022, 0, 1), duration: 30 * 86_400_000, speed: null }
    const started = await engine.request('paper.start', month)
    if (started.kind !== 'started') throw new Error(JSON.stringify(started))
    const ended = await engine.request('live.ended', { run: started.run })
    if (!ended.ok) throw new Error(ended.message)
    const records: JournalRecord[] = []
    readJournal(join(workspace, 'live', started.run, 'journal'), (record) => void records.push(record))
    return { records, fills: ended.status.fills }
  } finally {
    await engine.close()
    rmSync(workspace, { recursive: true, force: true })
  }
}
