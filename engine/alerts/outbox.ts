import { severities, type Notice } from '../protocol/alerts.ts'

/** Notices that wait for a channel, at most `capacity` of them: when there are more, the oldest of the least severity goes. */
export type Outbox = {
  /** Answers with what had to go. */
  add(notice: Notice): Notice | undefined
  next(): Notice | undefined
  readonly length: number
}

export function createOutbox(capacity: number): Outbox {
  const waiting: Notice[] = []
  return {
    add(notice) {
      waiting.push(notice)
      if (waiting.length <= capacity) return undefined
      for (const severity of severities) {
        const at = waiting.findIndex((one) => one.severity === severity)
        if (at !== -1) return waiting.splice(at, 1)[0]
      }
      return undefined
    },
    next: () => waiting.shift(),
    get length() {
      return waiting.length
    },
  }
}
