import { Notification } from 'electron'
import type { Channel, EngineRequests } from '../engine/protocol/channel.ts'
import type { Notice } from '../engine/protocol/alerts.ts'

/** Shown at once and remembered: one that nobody holds on to is collected, and no longer answers a click. */
const MOST_HELD = 20

/** Alerts of runs as notifications of the system, also while the window is closed or hidden. A click shows Weir. */
export function showAlerts(engine: Pick<Channel<EngineRequests>, 'on'>, show: () => void): void {
  const held = new Set<Notification>()
  engine.on('alert.raised', (notice) => {
    if (!Notification.isSupported()) return
    const { title, silent } = wordsOf(notice)
    const urgency = notice.severity === 'critical' ? 'critical' : notice.severity === 'warning' ? 'normal' : 'low'
    const shown = new Notification({ title, body: notice.sentence, silent, urgency })
    held.add(shown)
    for (const oldest of held) {
      if (held.size <= MOST_HELD) break
      held.delete(oldest)
    }
    shown.on('click', () => {
      held.delete(shown)
      show()
    })
    shown.on('close', () => held.delete(shown))
    shown.show()
  })
}

/** Whose it is, and whether it may be heard. */
function wordsOf(notice: Notice): { readonly title: string; readonly silent: boolean } {
  if ('run' in notice) return { title: `${notice.strategy} (${notice.mode})`, silent: false }
  return { title: 'Weir', silent: notice.silent }
}
