import type { Notice } from '../protocol/alerts.ts'
import type { Channel } from './channel.ts'

/** The windows of this machine: the desktop shows a notification of the system, the browser a toast. `tell` pushes the event. */
export function desktopChannel(tell: (notice: Notice) => void): Channel {
  return {
    name: 'desktop',
    async send(notice) {
      try {
        tell(notice)
        return { ok: true }
      } catch {
        return { ok: false, why: 'no window could be told', again: false }
      }
    },
  }
}
