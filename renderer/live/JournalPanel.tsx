import { useEffect } from 'react'
import { timeText } from '../report/format.ts'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { JournalView } from './JournalView.tsx'
import './live.css'

/** The journal of a run at work or a past one: which run, and its records. */
export function JournalPanel() {
  const { live } = useWindow()
  const { runs, chosen } = useRead(live, (state) => state)
  useEffect(() => live.refresh(), [live])
  if (!runs) return <p className="empty">{say('live.loading')}</p>
  if (runs.length === 0) return <p className="empty">{say('live.no-journal')}</p>
  const run = runs.find((one) => one.run === chosen) ?? runs[0]!
  return (
    <JournalView key={run.run} run={run.run}>
      <label className="journal-run">
        {say('live.journal-of')}
        <select className="input" value={run.run} onChange={(event) => live.choose(event.target.value)}>
          {runs.map(({ run: id, strategy, mode, from, state }) => (
            <option key={id} value={id}>
              {`${strategy} (${say(`mode.${mode}`)}), ${timeText(from)}, ${say(`live.is.${state}`)}`}
            </option>
          ))}
        </select>
      </label>
    </JournalView>
  )
}
