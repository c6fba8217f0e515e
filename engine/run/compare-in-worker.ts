import { Worker } from 'node:worker_threads'
import type { ParityReport } from '../protocol/parity.ts'
import { compareWithBacktest } from './parity.ts'
import type { RecordedSession } from './parity-journal.ts'

export type ToCompare = { readonly kind: 'compare'; readonly session: RecordedSession }
export type FromCompare = { readonly kind: 'compared'; readonly report: ParityReport }

/** Compares a session with its backtest in a worker of its own: a long session takes seconds, and runs go on meanwhile. */
export function compareInWorker(file: URL, session: RecordedSession): Promise<ParityReport> {
  const worker = new Worker(file, { env: {}, stdin: false })
  return new Promise<ParityReport>((resolve, reject) => {
    worker.on('message', ({ report }: FromCompare) => resolve(report))
    worker.on('error', reject)
    worker.on('exit', () => reject(new Error('the comparison with the backtest ended before it was done')))
    worker.postMessage({ kind: 'compare', session } satisfies ToCompare)
  }).finally(() => void worker.terminate())
}

/** The worker's end. */
export function serveCompare({ session }: ToCompare): FromCompare {
  return { kind: 'compared', report: compareWithBacktest(session) }
}
