import { useEffect, useMemo } from 'react'
import type { LiveSummary } from '../../engine/protocol/live-requests.ts'
import { RowGrid, type RowColumn } from '../dock/RowGrid.tsx'
import { timeText } from '../report/format.ts'
import { wordsHelp } from '../commands/topic.ts'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { LiveDetail } from './LiveDetail.tsx'
import './live.css'

/** Runs that live, and those whose journals are kept: how each stands, and what a person may do to it. */
export function LivePanel() {
  const { live } = useWindow()
  const { runs, chosen, statuses } = useRead(live, (state) => state)
  const columns = useMemo(() => liveColumns(), [])
  useEffect(() => live.refresh(), [live])
  useEffect(() => {
    if (chosen !== undefined) live.choose(chosen)
  }, [live, chosen])
  if (!runs) return <p className="empty">{say('live.loading')}</p>
  if (runs.length === 0) return <p className="empty">{say('live.none')}</p>
  const run = runs.find((one) => one.run === chosen)
  return (
    <div className="beside live">
      <RowGrid
        label={say('dock.live')}
        rows={runs}
        columns={columns}
        keyOf={(row) => row.run}
        helpOf={(row) => wordsHelp('live-run', row.run, say('help.live-run'))}
        chosen={chosen}
        onOpen={(row) => live.choose(row.run)}
      />
      {run && <LiveDetail key={run.run} summary={run} status={statuses[run.run]} />}
    </div>
  )
}

function liveColumns(): readonly RowColumn<LiveSummary>[] {
  return [
    { id: 'strategy', title: say('live.strategy'), width: 100, grow: 2, sortBy: (row) => row.strategy, cell: (row) => row.strategy },
    { id: 'mode', title: say('live.mode'), width: 52, grow: 0.4, sortBy: (row) => row.mode, cell: (row) => say(`mode.${row.mode}`) },
    {
      id: 'state',
      title: say('live.state'),
      width: 64,
      sortBy: (row) => row.state,
      cell: (row) => say(`live.is.${row.state}`),
      tone: (row) => (row.state === 'active' ? 'gain' : row.state === 'halted' || row.state === 'lost' ? 'loss' : 'soft'),
    },
    { id: 'from', title: say('live.begun'), width: 136, sortBy: (row) => row.from, cell: (row) => timeText(row.from) },
  ]
}
