import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { JournalLine } from '../../engine/protocol/live-requests.ts'
import { wordsHelp } from '../commands/topic.ts'
import { RowGrid, type RowColumn } from '../dock/RowGrid.tsx'
import { exportJournal } from '../report/export.ts'
import { timeText } from '../report/format.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'

/** Kinds of records a person asks for together. */
const filters = {
  all: [],
  decisions: ['event:request', 'event:cancel', 'event:refused'],
  orders: ['command:submit', 'command:cancel', 'event:fact'],
  market: ['bars', 'mark', 'price', 'feed', 'late', 'revised'],
  faults: ['command:alert', 'event:operator', 'fault', 'recovered', 'parity', 'closed', 'end'],
} as const satisfies Record<string, readonly string[]>
type Filter = keyof typeof filters

/** The latest records asked for at once. */
const COUNT = 2000

/** The journal of a run: every record that entered or left, by kind, and whether it is whole. `children` stand before the filters. */
export function JournalView({ run, children }: { readonly run: string; readonly children: ReactNode }) {
  const { engine } = useWindow()
  const [filter, setFilter] = useState<Filter>('orders')
  const [records, setRecords] = useState<readonly JournalLine[]>()
  const [told, setTold] = useState<string>()
  const [chosen, setChosen] = useState<number>()
  const columns = useMemo(() => lineColumns(), [])

  const read = useCallback(async () => {
    const answer = await engine.request('journal.read', { run, kinds: [...filters[filter]], count: COUNT })
    if (answer.ok) setRecords(answer.records)
    else setTold(answer.message)
  }, [engine, run, filter])
  useEffect(() => {
    read().catch((error: unknown) => setTold(error instanceof Error ? error.message : String(error)))
  }, [read])

  async function verify(): Promise<void> {
    const answer = await engine.request('journal.verify', { run })
    if (!answer.ok) return setTold(answer.message)
    const { ok, records: count, signer, problems } = answer.verdict
    setTold(
      ok
        ? say(signer === null ? 'live.whole' : signer === 'ours' ? 'live.whole-signed' : 'live.whole-unchecked', { count })
        : say('live.broken', { seq: problems[0]?.seq ?? 0, what: problems[0]?.what ?? '' }),
    )
  }
  async function replay(): Promise<void> {
    const answer = await engine.request('journal.replay', { run })
    if (!answer.ok) return setTold(answer.message)
    const { steps, decisions, commands, differences } = answer.verdict
    setTold(
      differences.length === 0
        ? say('live.replayed', { steps, decisions, commands })
        : say('live.replay-differs', { count: differences.length }),
    )
  }

  async function hand(): Promise<void> {
    setTold((await exportJournal(engine, run)) ?? say('live.exported'))
  }

  const line = records?.find(({ seq }) => seq === chosen)
  return (
    <div className="live-journal">
      <div className="detail-actions">
        {children}
        <ToggleButtonGroup
          className="segments"
          aria-label={say('live.filter')}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[filter]}
          onSelectionChange={(keys) => {
            const [key] = keys
            if (key !== undefined) setFilter(key as Filter)
          }}
        >
          {(Object.keys(filters) as Filter[]).map((id) => (
            <ToggleButton key={id} id={id}>
              {say(`live.filter.${id}`)}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Button onPress={() => void read()}>{say('live.reload')}</Button>
        <Button onPress={() => void verify()}>{say('live.verify')}</Button>
        <Button onPress={() => void replay()}>{say('live.replay')}</Button>
        <Button onPress={() => void hand()}>{say('live.export')}</Button>
      </div>
      {told !== undefined && (
        <p className="notice" role="status">
          {told}
        </p>
      )}
      {records && records.length > 0 ? (
        <div className="journal-rows" data-open={line ? '' : undefined}>
          <RowGrid
            label={say('live.journal')}
            rows={records}
            columns={columns}
            keyOf={({ seq }) => seq}
            helpOf={({ seq }) => wordsHelp('record', say('help.record-title', { seq }), say('help.record'))}
            chosen={chosen}
            onOpen={({ seq }) => setChosen(seq)}
          />
          {line && (
            <pre className="live-record" tabIndex={0} aria-label={say('help.record-title', { seq: line.seq })}>
              {JSON.stringify(line.body, null, 1)}
            </pre>
          )}
        </div>
      ) : (
        <p className="soft">{records ? say('live.no-records') : say('live.loading')}</p>
      )}
    </div>
  )
}

function lineColumns(): readonly RowColumn<JournalLine>[] {
  return [
    { id: 'seq', title: '#', width: 56, grow: 0.3, align: 'end', sortBy: (row) => row.seq, cell: (row) => row.seq, tone: () => 'soft' },
    { id: 'wall', title: say('live.written'), width: 140, sortBy: (row) => row.wall, cell: (row) => timeText(row.wall) },
    { id: 'kind', title: say('live.kind'), width: 72, sortBy: (row) => row.kind, cell: (row) => row.kind },
    { id: 'body', title: say('live.body'), width: 240, grow: 4, cell: (row) => JSON.stringify(row.body).slice(0, 200) },
  ]
}
