import type { AlertKind, Severity } from '../protocol/alerts.ts'

export type AlertCode = {
  readonly kind: AlertKind
  readonly severity: Severity
  /** A run says it once, by whichever way it is heard. */
  readonly once?: string
  /** The run then halts itself by the operator's lever: that "the operator" did is no news, and not true. */
  readonly halts?: true
}

/**
 * What a person should be told of the alerts a run raises, by their code. A code that is not here stays in the run's own
 * list: late and revised bars, a widened cap, a clock that is off, a terminal that cannot reach the run.
 */
export const alertCodes: Readonly<Record<string, AlertCode>> = {
  HALT_STOPPED: { kind: 'halt', severity: 'warning' },
  HALT_OPERATOR: { kind: 'halt', severity: 'warning' },
  HALT_FACTS: { kind: 'halt', severity: 'critical' },
  RELEASED: { kind: 'halt', severity: 'info' },
  STRATEGY_FAILED: { kind: 'halt', severity: 'critical', once: 'fault', halts: true },
  RUN_FAILED: { kind: 'halt', severity: 'critical', once: 'fault', halts: true },
  JOURNAL_FAILED: { kind: 'halt', severity: 'critical', once: 'journal', halts: true },
  VENUE_FAULT: { kind: 'halt', severity: 'critical', halts: true },
  IDENTITY_CHANGED: { kind: 'halt', severity: 'critical', once: 'identity', halts: true },
  KEY_REFUSED: { kind: 'halt', severity: 'critical', halts: true },
  KEY_RIGHTS: { kind: 'halt', severity: 'critical', halts: true },
  KEY_ELSEWHERE: { kind: 'halt', severity: 'critical', halts: true },
  CLOCK_REFUSED: { kind: 'halt', severity: 'critical', halts: true },
  MARKET_GONE: { kind: 'halt', severity: 'critical', halts: true },
  MARKET_CLOSED: { kind: 'halt', severity: 'critical', halts: true },
  RULES_CHANGED: { kind: 'halt', severity: 'critical', halts: true },
  HALT_RUNAWAY: { kind: 'halt', severity: 'critical' },
  FEE_UNPRICED: { kind: 'halt', severity: 'critical', once: 'fee', halts: true },
  ACCOUNT_MISMATCH: { kind: 'halt', severity: 'critical', halts: true },
  HALT_DRAWDOWN: { kind: 'breach', severity: 'critical' },
  HALT_DAYLOSS: { kind: 'breach', severity: 'critical' },
  HALT_EQUITY: { kind: 'breach', severity: 'critical' },
  HALT_EXPOSURE: { kind: 'breach', severity: 'warning' },
  HALT_SLIP: { kind: 'breach', severity: 'warning' },
  EXPOSURE_RELEASED: { kind: 'breach', severity: 'info' },
  PROTECTION_LOST: { kind: 'breach', severity: 'critical' },
  BANNED: { kind: 'breach', severity: 'critical' },
  FILTERS: { kind: 'breach', severity: 'warning' },
  FOREIGN_ORDER: { kind: 'breach', severity: 'warning' },
  PRIVATE_STREAM: { kind: 'stale-feed', severity: 'warning' },
  HALT_UNKNOWN: { kind: 'unknown-order', severity: 'critical' },
  ORDER_UNKNOWN: { kind: 'unknown-order', severity: 'warning' },
  ORDER_KNOWN: { kind: 'unknown-order', severity: 'info' },
  ORDER_NOT_SENT: { kind: 'unknown-order', severity: 'warning' },
  TRADE_CHANGED: { kind: 'unknown-order', severity: 'warning' },
  LATE_FILL: { kind: 'unknown-order', severity: 'warning' },
  OVERFILL: { kind: 'unknown-order', severity: 'critical' },
  LIFE_AFTER_REJECTION: { kind: 'unknown-order', severity: 'critical' },
  FACT_REFUSED: { kind: 'unknown-order', severity: 'warning' },
  PARITY_FAILED: { kind: 'parity', severity: 'warning', once: 'parity' },
  PARITY_UNEXPLAINED: { kind: 'parity', severity: 'critical', once: 'parity' },
}
