import { createHash } from 'node:crypto'
import { severities, type Alert, type AlertKind, type Remark, type Severity } from '../protocol/alerts.ts'

/** Alerts that are told together later: how many of what, how bad, and what the latest says. */
export type Tally = {
  add(alert: Alert): void
  /** Takes in what another one holds, and empties it. */
  take(other: Tally): void
  readonly count: number
  readonly kinds: ReadonlyMap<AlertKind, number>
  readonly worst: Severity
  readonly latest: Alert | undefined
  /** One summary of all of it; empty afterwards. Undefined where there is nothing. */
  close(lead: (count: number) => string, at: number, silent?: boolean): Remark | undefined
}

export function createTally(): Tally {
  let kinds = new Map<AlertKind, number>()
  let count = 0
  let worst: Severity = 'info'
  let latest: Alert | undefined

  function note(kind: AlertKind, number: number, severity: Severity): void {
    kinds.set(kind, (kinds.get(kind) ?? 0) + number)
    count += number
    if (severities.indexOf(severity) > severities.indexOf(worst)) worst = severity
  }
  function empty(): void {
    kinds = new Map()
    count = 0
    worst = 'info'
    latest = undefined
  }

  return {
    add(alert) {
      note(alert.kind, 1, alert.severity)
      latest = alert
    },
    take(other) {
      for (const [kind, number] of other.kinds) note(kind, number, other.worst)
      latest = other.latest ?? latest
      other.close(() => '', 0)
    },
    get count() {
      return count
    },
    get kinds() {
      return kinds
    },
    get worst() {
      return worst
    },
    get latest() {
      return latest
    },
    close(lead, at, silent = false) {
      if (!latest) return undefined
      const parts = [...kinds].sort((a, b) => b[1] - a[1]).map(([kind, number]) => `${number} ${kind}`)
      const sentence = `${lead(count)}: ${parts.join(', ')}. The latest, of ${latest.strategy}: ${latest.sentence}`
      const remark = { ...remarkOf('summary', sentence, at, worst), alerts: count, silent }
      empty()
      return remark
    },
  }
}

/** A notice about no single run. */
export function remarkOf(kind: Remark['kind'], sentence: string, at: number, severity: Severity = 'info'): Remark {
  const id = createHash('sha256').update(`${kind} ${at} ${sentence}`).digest('hex').slice(0, 24)
  return { id, at, severity, kind, alerts: 0, silent: false, sentence }
}
