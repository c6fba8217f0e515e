import type { LiveStatus } from '../../engine/protocol/live-requests.ts'
import { atWork } from '../stores/live.ts'
import { useRead } from '../stores/use.ts'
import { timeText } from '../report/format.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'

/** What is running on the status line: how many runs live, the worst of their feeds, and how the exchange behind them stands. */
export function LiveLine() {
  const { live } = useWindow()
  const state = useRead(live, (all) => all)
  const running = atWork(state)
  if (running.length === 0) return null
  const count = (mode: LiveStatus['mode']) => running.filter((run) => run.mode === mode).length
  const statuses = running.flatMap(({ run }) => state.statuses[run] ?? [])
  const bad = statuses.find(({ feed }) => feed.state !== 'live')
  const last = Math.max(...statuses.map(({ lastStep }) => lastStep ?? -Infinity))
  const account = statuses.find((status) => status.account)?.account
  return (
    <>
      <span className={count('live') > 0 ? 'status-live' : undefined}>
        {[
          count('live') > 0 ? say('status.live', { count: count('live') }) : '',
          count('paper') > 0 ? say('status.paper', { count: count('paper') }) : '',
        ]
          .filter((part) => part !== '')
          .join(', ')}
      </span>
      {bad ? (
        <span className="loss" role="alert">
          {say('status.feed-bad', { state: bad.feed.state, why: bad.feed.why })}
        </span>
      ) : (
        Number.isFinite(last) && <span>{say('status.feed-live', { time: timeText(last) })}</span>
      )}
      {account && (
        <span>
          {say('status.account', {
            venue: account.venue,
            off: account.clockOff === null ? '?' : Math.round(account.clockOff),
            budget: Math.floor(account.budget * 100),
          })}
        </span>
      )}
    </>
  )
}
