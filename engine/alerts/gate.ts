import { severities, type Alert, type Notice, type Severity } from '../protocol/alerts.ts'
import { isQuiet, type QuietHours } from './quiet-hours.ts'
import { createTally, type Tally } from './tally.ts'

export type GateRules = {
  /** Less than this is not for this channel. */
  readonly least: Severity
  readonly quiet: QuietHours | null
  /** Alerts told one by one in any minute; what is critical has a count of its own, so that no flood of fills hides a halt. */
  readonly perMinute: number
}

/** What of the alerts goes out one by one and what is told later in one. Pure: it is told the time. */
export type Gate = {
  /** What is to be sent now that this alert has come. */
  take(alert: Alert, now: number): readonly Notice[]
  /** What is to be sent because time has passed. */
  release(now: number): readonly Notice[]
  /** Everything held, in summaries without a sound: nothing will be told later. */
  close(now: number): readonly Notice[]
  /** Alerts held. */
  readonly held: number
}

const MINUTE = 60_000

export function createGate({ least, quiet, perMinute }: GateRules): Gate {
  const overNight = createTally()
  const ordinary = createLimit(perMinute)
  const critical = createLimit(perMinute)
  const quietAt = (now: number) => quiet !== null && isQuiet(quiet, now)
  const lead = (count: number) => `${count} ${count === 1 ? 'alert' : 'alerts'} in the quiet hours`

  function release(now: number): readonly Notice[] {
    const isNight = quietAt(now)
    // What was too much in the last minute before the night waits for the morning with the rest.
    if (isNight && ordinary.isDue(now)) overNight.take(ordinary.rest)
    return told([
      critical.isDue(now) ? critical.summary(now) : undefined,
      isNight ? undefined : overNight.close(lead, now),
      !isNight && ordinary.isDue(now) ? ordinary.summary(now) : undefined,
    ])
  }

  return {
    take(alert, now) {
      if (severities.indexOf(alert.severity) < severities.indexOf(least)) return []
      const due = release(now)
      if (alert.severity === 'critical') return critical.pass(alert, now) ? [...due, alert] : due
      if (quietAt(now)) {
        overNight.add(alert)
        return due
      }
      return ordinary.pass(alert, now) ? [...due, alert] : due
    },
    release,
    close: (now) => told([critical.summary(now), overNight.close(lead, now, true), ordinary.summary(now, quietAt(now))]),
    get held() {
      return overNight.count + ordinary.rest.count + critical.rest.count
    },
  }
}

/** At most so many in any minute; the rest is told in one, a minute after the first of it. */
type Limit = {
  readonly rest: Tally
  pass(alert: Alert, now: number): boolean
  isDue(now: number): boolean
  summary(now: number, silent?: boolean): Notice | undefined
}

function createLimit(perMinute: number): Limit {
  const rest = createTally()
  let passed: number[] = []
  let restSince = 0
  return {
    rest,
    pass(alert, now) {
      // A clock that was set back must not silence anything.
      passed = passed.filter((time) => time > now - MINUTE && time <= now)
      if (rest.count === 0 && passed.length < perMinute) {
        passed.push(now)
        return true
      }
      if (rest.count === 0) restSince = now
      rest.add(alert)
      return false
    },
    isDue: (now) => rest.count > 0 && (now >= restSince + MINUTE || now < restSince),
    summary(now, silent) {
      const summary = rest.close((count) => `And ${count} more`, now, silent)
      if (summary) passed.push(now)
      return summary
    },
  }
}

const told = (notices: readonly (Notice | undefined)[]): readonly Notice[] => notices.filter((notice) => notice !== undefined)
