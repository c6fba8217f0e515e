import type { AlertKind, Severity } from '../protocol/alerts.ts'

/**
 * What a person should be told of the alerts a run raises, by their code. A code that is not here stays in the run's own
 * list: late and revised bars, a widened cap, a terminal that cannot reach the run. `once`: a run says it once, by whichever way it is heard.
 */
export const alertCodes: Readonly<Record<string, { readonly kind: AlertKind; readonly severity: Severity; readonly once?: string }>> = {
  HALT_STOPPED: { kind: 'halt', severity: 'warning' },
  HALT_OPERATOR: { kind: 'halt', severity: 'warning' },
  HALT_FACTS: { kind: 'halt', severity: 'critical' },
  RELEASED: { kind: 'halt', severity: 'info' },
  STRATEGY_FAILED: { kind: 'halt', severity: 'critical', once: 'fault' },
  RUN_FAILED: { kind: 'halt', severity: 'critical', once: 'fault' },
  JOURNAL_FAILED: { kind: 'halt', severity: 'critical', once: 'journal' },
  HALT_DRAWDOWN: { kind: 'breach', severity: 'critical' },
  HALT_DAYLOSS: { kind: 'breach', severity: 'critical' },
  HALT_EQUITY: { kind: 'breach', severity: 'critical' },
  HALT_EXPOSURE: { kind: 'breach', severity: 'warning' },
  HALT_SLIP: { kind: 'breach', severity: 'warning' },
  EXPOSURE_RELEASED: { kind: 'breach', severity: 'info' },
  PROTECTION_LOST: { kind: 'breach', severity: 'critical' },
  HALT_UNKNOWN: { kind: 'unknown-order', severity: 'critical' },
  ORDER_UNKNOWN: { kind: 'unknown-order', severity: 'warning' },
  ORDER_KNOWN: { kind: 'unknown-order', severity: 'info' },
  LATE_FILL: { kind: 'unknown-order', severity: 'warning' },
  OVERFILL: { kind: 'unknown-order', severity: 'critical' },
  LIFE_AFTER_REJECTION: { kind: 'unknown-order', severity: 'critical' },
  FACT_REFUSED: { kind: 'unknown-order', severity: 'warning' },
  PARITY_FAILED: { kind: 'parity', severity: 'warning', once: 'parity' },
  PARITY_UNEXPLAINED: { kind: 'parity', severity: 'critical', once: 'parity' },
}
