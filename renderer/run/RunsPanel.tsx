import { Square } from 'lucide-react'
import { useEffect, useMemo, useState } from 'react'
import type { RunComparison, RunSummary } from '../../engine/protocol/runs.ts'
import { wordsHelp } from '../commands/topic.ts'
import { RowGrid, type RowColumn } from '../dock/RowGrid.tsx'
import { figureText, numberText, timeText, toneOf } from '../report/format.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'
import { Comparison } from './Comparison.tsx'
import { createJobsStore } from './jobs.ts'
import { overlay, type Overlay } from './overlay.ts'
import { reopen } from './reopen.ts'

type Listed = { readonly runs: readonly RunSummary[]; readonly skipped: readonly string[] }
type Compared = { readonly comparison: RunComparison; readonly overlay: Overlay | undefined }

/** What runs now, and every run on record: open its graph as it ran, lay two side by side, delete. */
export function RunsPanel({ tab }: { tab: Tab }) {
  const { engine, documents } = useWindow()
  const [jobs] = useState(() => createJobsStore(engine))
  useEffect(() => jobs.dispose, [jobs])
  const ended = useRead(jobs, (state) => state.ended)
  const [listed, setListed] = useState<Listed>()
  const [trouble, setTrouble] = useState<string>()
  const [chosen, setChosen] = useState<string>()
  const [other, setOther] = useState<string>()
  const [compared, setCompared] = useState<Compared>()
  const [deleting, setDeleting] = useState<RunSummary>()
  const [turn, setTurn] = useState(0)

  const fail = (error: unknown) => setTrouble(error instanceof Error ? error.message : String(error))
  useEffect(() => {
    let isCurrent = true
    engine.request('runs.list', {}).then((found) => isCurrent && setListed(found), fail)
    return () => {
      isCurrent = false
    }
  }, [engine, ended, turn])

  const columns = useMemo(() => runColumns(), [])
  const run = listed?.runs.find(({ runId }) => runId === chosen)
  const first = listed?.runs.find(({ runId }) => runId === other)

  async function open(runId: string): Promise<void> {
    const answer = await engine.request('runs.show', { run: runId })
    setTrouble(answer.ok ? reopen(documents, answer.record) : answer.message)
  }
  async function compare(a: string, b: string): Promise<void> {
    const [answer, left, right] = await Promise.all([
      engine.request('runs.compare', { a, b }),
      engine.request('runs.show', { run: a }),
      engine.request('runs.show', { run: b }),
    ])
    if (!answer.ok) return setTrouble(answer.message)
    const both = left.ok && right.ok ? overlay(left.record.report, right.record.report) : undefined
    setCompared({ comparison: answer.comparison, overlay: both })
  }
  async function remove(runId: string): Promise<void> {
    const answer = await engine.request('runs.delete', { run: runId })
    if (!answer.ok) setTrouble(answer.message)
    setDeleting(undefined)
    setChosen(undefined)
    setTurn((now) => now + 1)
  }

  return (
    <div className="listed">
      <div>
        <Running tab={tab} jobs={jobs} />
        {trouble !== undefined && (
          <p className="notice" role="alert" data-kind="error">
            {trouble}
          </p>
        )}
        {listed?.skipped.map((message) => (
          <p key={message} className="notice">
            {message}
          </p>
        ))}
      </div>
      {!listed ? (
        <p className="empty" role="status">
          {trouble === undefined ? say('runs.loading') : ''}
        </p>
      ) : listed.runs.length === 0 ? (
        <p className="empty">{say('runs.none')}</p>
      ) : (
        <div className="beside">
          <RowGrid
            label={say('runs.past')}
            rows={listed.runs}
            columns={columns}
            keyOf={({ runId }) => runId}
            helpOf={({ strategy }) => wordsHelp('run', strategy.name, say('help.run'))}
            chosen={chosen}
            onOpen={({ runId }) => {
              setChosen(runId)
              setCompared(undefined)
              if (other !== undefined && other !== runId) compare(other, runId).catch(fail)
            }}
          />
          {run && (
            <aside className="detail" data-wide={compared ? true : undefined} aria-label={run.strategy.name}>
              <h2>{run.strategy.name}</h2>
              <p className="soft">
                {say('runs.of', { id: run.runId.slice(0, 8), time: timeText(run.savedAt) })} {run.marks.join(', ')}
              </p>
              <div className="detail-actions">
                <Button kind="primary" onPress={() => void open(run.runId).catch(fail)}>
                  {say('runs.open')}
                </Button>
                <Button
                  onPress={() => {
                    setOther(other === undefined ? run.runId : undefined)
                    setCompared(undefined)
                  }}
                >
                  {other === undefined ? say('runs.compare') : say('runs.compare-end')}
                </Button>
                <Button kind="danger" onPress={() => setDeleting(run)}>
                  {say('runs.delete')}
                </Button>
              </div>
              {first && !compared && <p role="status">{say('runs.choose-other', { name: first.strategy.name })}</p>}
              {compared && <Comparison {...compared} />}
            </aside>
          )}
        </div>
      )}
      <Modal title={say('runs.delete-title')} open={deleting !== undefined} onClose={() => setDeleting(undefined)}>
        <p>{say('runs.delete-words', { name: deleting?.strategy.name ?? '' })}</p>
        <div className="detail-actions">
          <Button kind="danger" onPress={() => deleting && void remove(deleting.runId).catch(fail)}>
            {say('runs.delete')}
          </Button>
          <Button onPress={() => setDeleting(undefined)}>{say('runs.keep')}</Button>
        </div>
      </Modal>
    </div>
  )
}

/** What the engine is at work on. Only this tab's own run can be stopped here. */
function Running({ tab, jobs }: { tab: Tab; jobs: ReturnType<typeof createJobsStore> }) {
  const running = useRead(jobs, (state) => state.jobs)
  const own = useRead(tab.run, (state) => state.running)
  const name = useRead(tab.document, (state) => state.document.name)
  // This tab's own run is among them, by its name: it is shown with its Stop.
  const ownJob = own && running.find(({ strategy }) => strategy === name)
  const others = running.filter((job) => job !== ownJob)
  if (!own && others.length === 0) return null
  return (
    <ul className="running" aria-label={say('runs.running')}>
      {own && (
        <li>
          <b>{name}</b> <progress value={own.share} max={1} aria-label={own.doing} /> {own.doing} {Math.round(own.share * 100)} %
          <Button onPress={() => tab.run.stop()}>
            <Square aria-hidden /> {say('run.stop')}
          </Button>
        </li>
      )}
      {others.map((job) => (
        <li key={job.id}>
          <b>{job.strategy ?? job.request}</b> <progress value={job.share} max={1} aria-label={job.doing} /> {job.doing}{' '}
          {Math.round(job.share * 100)} %
        </li>
      ))}
    </ul>
  )
}

function runColumns(): readonly RowColumn<RunSummary>[] {
  const figure = (id: string, title: string, measure: 'fraction' | 'ratio' | 'count', isMoney = false): RowColumn<RunSummary> => ({
    id,
    title,
    width: 92,
    align: 'end',
    sortBy: ({ metrics }) => (typeof metrics[id] === 'number' ? metrics[id] : null),
    cell: ({ metrics }) => figureText(id, measure, metrics[id], 2),
    tone: ({ metrics }) => (isMoney ? toneOf(metrics[id]) : undefined),
  })
  return [
    { id: 'saved', title: say('runs.when'), width: 136, sortBy: (row) => row.savedAt, cell: (row) => timeText(row.savedAt) },
    { id: 'name', title: say('runs.strategy'), width: 140, grow: 2, sortBy: (row) => row.strategy.name, cell: (row) => row.strategy.name },
    {
      id: 'revision',
      title: say('runs.revision'),
      width: 68,
      align: 'end',
      sortBy: (row) => row.strategy.revision,
      cell: (row) => row.strategy.revision,
    },
    {
      id: 'range',
      title: say('runs.range'),
      width: 190,
      sortBy: (row) => row.from,
      cell: ({ from, to }) =>
        from === null || to === null ? say('report.no-bars') : `${timeText(from).slice(0, 10)} – ${timeText(to).slice(0, 10)}`,
    },
    { id: 'bars', title: say('report.bars'), width: 76, align: 'end', sortBy: (row) => row.bars, cell: (row) => numberText(row.bars) },
    figure('return', say('report.tile.return'), 'fraction', true),
    figure('maxDrawdown', say('report.tile.drawdown'), 'fraction'),
    figure('sharpe', say('report.tile.sharpe'), 'ratio'),
    figure('trades', say('report.tile.trades'), 'count'),
  ]
}
