import { Upload } from 'lucide-react'
import { useEffect, useMemo, useState, type DragEvent } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { Gaps, StoredSeries } from '../../engine/protocol/data-requests.ts'
import { RowGrid, type RowColumn } from '../dock/RowGrid.tsx'
import { numberText, timeText } from '../report/format.ts'
import { wordsHelp } from '../commands/topic.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import { ImportDialog } from './ImportDialog.tsx'
import './data.css'

type Listed = { readonly series: readonly StoredSeries[]; readonly damaged: readonly string[] }

const keyOf = ({ symbol, timeframe }: StoredSeries) => `${symbol} ${timeframe}`

/** Candles at hand: what comes with the product, what was imported, and the way in for more. */
export function DataPanel({ tab }: { tab: Tab }) {
  const { engine, notices } = useWindow()
  const [listed, setListed] = useState<Listed>()
  const [trouble, setTrouble] = useState<string>()
  const [chosen, setChosen] = useState<string>()
  const [file, setFile] = useState<File>()
  const [deleting, setDeleting] = useState<StoredSeries>()
  const [turn, setTurn] = useState(0)
  const columns = useMemo(() => seriesColumns(), [])
  const again = () => setTurn((now) => now + 1)
  const fail = (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error))

  useEffect(() => {
    let isCurrent = true
    engine.request('data.list', {}).then((answer) => {
      if (!isCurrent) return
      if (answer.ok) setListed(answer)
      setTrouble(answer.ok ? undefined : answer.message)
    }, fail)
    return () => {
      isCurrent = false
    }
  }, [engine, turn])

  async function remove({ symbol, timeframe }: StoredSeries): Promise<void> {
    const answer = await engine.request('data.remove', { symbol, timeframe })
    if (!answer.ok) setTrouble(answer.message)
    setDeleting(undefined)
    again()
  }

  const series = listed?.series.find((one) => keyOf(one) === chosen)
  const drop = (event: DragEvent) => {
    const dropped = event.dataTransfer.files[0]
    if (!dropped) return
    event.preventDefault()
    setFile(dropped)
  }

  return (
    <div className="listed" onDragOver={(event) => event.dataTransfer.types.includes('Files') && event.preventDefault()} onDrop={drop}>
      <div className="data-head">
        <FileTrigger acceptedFileTypes={['.csv', '.txt', '.tsv', '.parquet', '.pq']} onSelect={(files) => setFile(files?.[0])}>
          <Button kind="primary">
            <Upload aria-hidden /> {say('data.import')}
          </Button>
        </FileTrigger>
        <span className="soft">{say('data.drop')}</span>
        <BuiltIn tab={tab} source="practice" />
        <BuiltIn tab={tab} source="sp500" />
      </div>
      <div className="data-body">
        {trouble !== undefined && (
          <p className="notice lines" role="alert" data-kind="error">
            {trouble}
          </p>
        )}
        {listed?.damaged.map((message) => (
          <p key={message} className="notice">
            {message}
          </p>
        ))}
        {!listed ? (
          <p className="empty" role="status">
            {trouble === undefined ? say('data.loading') : ''}
          </p>
        ) : listed.series.length === 0 ? (
          <p className="empty">{say('data.none')}</p>
        ) : (
          <div className="beside">
            <RowGrid
              label={say('data.stored')}
              rows={listed.series}
              columns={columns}
              keyOf={keyOf}
              helpOf={(row) => wordsHelp('series', keyOf(row), say('help.series'))}
              chosen={chosen}
              onOpen={(row) => setChosen(keyOf(row))}
            />
            {series && <SeriesDetail key={chosen} tab={tab} series={series} onDelete={() => setDeleting(series)} />}
          </div>
        )}
      </div>
      {file && (
        <ImportDialog
          file={file}
          onClose={() => setFile(undefined)}
          onDone={(words) => {
            notices.tell(words)
            again()
          }}
        />
      )}
      <Modal title={say('data.delete-title')} open={deleting !== undefined} onClose={() => setDeleting(undefined)}>
        <p>{say('data.delete-words', { series: deleting ? keyOf(deleting) : '', bars: numberText(deleting?.bars ?? 0) })}</p>
        <div className="detail-actions">
          <Button kind="danger" onPress={() => deleting && void remove(deleting).catch(fail)}>
            {say('data.delete')}
          </Button>
          <Button onPress={() => setDeleting(undefined)}>{say('runs.keep')}</Button>
        </div>
      </Modal>
    </div>
  )
}

/** A market that comes with the product, and whether the run reads it. */
function BuiltIn({ tab, source }: { tab: Tab; source: 'practice' | 'sp500' }) {
  const isUsed = useRead(tab.run, (state) => (state.settings.data ?? 'practice') === source)
  return (
    <Button kind="quiet" isDisabled={isUsed} onPress={() => tab.run.set({ data: source, slots: {} })}>
      {say(`data.${source}`)} {isUsed && say('data.in-use')}
    </Button>
  )
}

function SeriesDetail({ tab, series, onDelete }: { tab: Tab; series: StoredSeries; onDelete: () => void }) {
  const { engine } = useWindow()
  const { symbol, timeframe, instrument } = series
  const slots = useRead(tab.document, (state) => state.document.slots)
  const [gaps, setGaps] = useState<Gaps | string>()
  useEffect(() => {
    let isCurrent = true
    engine.request('data.info', { symbol, timeframe }).then(
      (answer) => isCurrent && setGaps(answer.ok ? answer.gaps : answer.message),
      (error: unknown) => isCurrent && setGaps(error instanceof Error ? error.message : String(error)),
    )
    return () => {
      isCurrent = false
    }
  }, [engine, symbol, timeframe])
  const use = (slot: string) => tab.run.set({ slots: { ...tab.run.getState().settings.slots, [slot]: `${symbol}@store` } })
  return (
    <aside className="detail" aria-label={keyOf(series)}>
      <h2>{keyOf(series)}</h2>
      <p className="soft">{say('data.instrument', { tick: instrument.tick, lot: instrument.lot, calendar: instrument.calendar })}</p>
      <div className="detail-actions">
        {Object.keys(slots).map((slot) => (
          <Button key={slot} onPress={() => use(slot)}>
            {say('data.use', { slot })}
          </Button>
        ))}
        <Button kind="danger" onPress={onDelete}>
          {say('data.delete')}
        </Button>
      </div>
      {typeof gaps === 'string' ? (
        <p className="notice">{gaps}</p>
      ) : gaps === undefined ? (
        <p className="soft">{say('data.counting')}</p>
      ) : (
        <>
          <h3>{gaps.missing === 0 ? say('data.no-gaps') : say('data.gaps', { count: numberText(gaps.missing) })}</h3>
          {gaps.unexpected > 0 && <p className="soft">{say('data.unexpected', { count: numberText(gaps.unexpected) })}</p>}
          <ul className="broken" tabIndex={0} aria-label={say('data.gaps', { count: numberText(gaps.missing) })}>
            {gaps.gaps.slice(0, 100).map(({ from, to, bars }) => (
              <li key={from}>{say('data.gap', { from: timeText(from), to: timeText(to), bars: numberText(bars) })}</li>
            ))}
          </ul>
        </>
      )}
    </aside>
  )
}

function seriesColumns(): readonly RowColumn<StoredSeries>[] {
  return [
    { id: 'symbol', title: say('data.symbol'), width: 120, sortBy: (row) => row.symbol, cell: (row) => row.symbol },
    { id: 'timeframe', title: say('data.timeframe'), width: 80, sortBy: (row) => row.timeframe, cell: (row) => row.timeframe },
    { id: 'bars', title: say('report.bars'), width: 90, align: 'end', sortBy: (row) => row.bars, cell: (row) => numberText(row.bars) },
    { id: 'from', title: say('report.from'), width: 136, sortBy: (row) => row.from, cell: (row) => timeText(row.from) },
    { id: 'to', title: say('report.to'), width: 136, sortBy: (row) => row.to, cell: (row) => timeText(row.to) },
    {
      id: 'bytes',
      title: say('data.size'),
      width: 80,
      align: 'end',
      sortBy: (row) => row.bytes,
      cell: (row) => say('data.megabytes', { size: numberText(row.bytes / 1e6, 1) }),
    },
  ]
}
