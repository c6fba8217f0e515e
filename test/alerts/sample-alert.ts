import type { Alert } from '../../engine/protocol/alerts.ts'

let next = 1

/** An alert like those of a run, no two with one id. */
export function sampleAlert(change: Partial<Alert> = {}): Alert {
  return {
    id: `alert-${next++}`,
    at: 0,
    severity: 'info',
    kind: 'fill',
    run: 'ab'.repeat(16),
    strategy: 'Cross',
    mode: 'paper',
    sentence: 'Bought 0.5 BTC/USDT at 42000 (order 1).',
    ...change,
  }
}
