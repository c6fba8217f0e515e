import { useEffect, type ReactNode } from 'react'
import type { ReportStore } from '../report/reports.ts'
import type { ReportDocument } from '../../engine/protocol/report.ts'
import { isStale } from '../stores/run.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'

export type Shown = {
  readonly report: ReportDocument
  readonly variantsTried: number | null
  readonly note: string | undefined
  /** The strategy has changed since: to be looked at, not to be taken along. */
  readonly stale: boolean
}

/** What every panel about a result has in common: nothing run yet, on its way, not to be had, older than the strategy. */
export function WithReport({
  tab,
  reports,
  orders = false,
  children,
}: {
  tab: Tab
  reports: ReportStore
  /** A row for each order is wanted as well. */
  orders?: boolean
  children: (shown: Shown) => ReactNode
}) {
  const run = useRead(tab.run, (state) => state.result?.outcome.runId)
  const running = useRead(tab.run, (state) => state.running)
  const failure = useRead(tab.run, (state) => state.failure)
  const document = useRead(tab.document, (state) => state.document)
  const stale = useRead(tab.run, (state) => isStale(state, document))
  const label = useRead(tab.document, (state) => state.undoSteps.at(-1)?.label)
  const shown = useRead(reports, (state) => state)
  useEffect(() => {
    if (run !== undefined) reports.want(run, orders)
  }, [run, reports, orders])

  if (run === undefined && !running) {
    return (
      <div className="empty">
        <p>{failure === undefined ? say('report.none') : say('report.no-run', { reason: failure })}</p>
        <Button kind="primary" onPress={() => void tab.run.run()}>
          {say('run.run')}
        </Button>
      </div>
    )
  }
  const lacksOrders = orders && !shown.hasOrders
  if (shown.failure !== undefined && (shown.report?.runId !== run || lacksOrders)) {
    return (
      <div className="empty" role="alert">
        <p>{say('report.failed', { reason: shown.failure })}</p>
        <Button onPress={() => reports.again()}>{say('report.again')}</Button>
      </div>
    )
  }
  if (!shown.report || lacksOrders) {
    return (
      <div className="empty" role="status">
        <p>{running ? say('report.running', { doing: running.doing, percent: Math.round(running.share * 100) }) : say('report.loading')}</p>
      </div>
    )
  }
  const isOld = stale || shown.report.runId !== run
  return (
    <div className="with-report">
      {isOld && (
        <p className="stale-bar" role="status">
          {running ? say('report.stale-running') : say('report.stale', { label: label ?? '' })}
        </p>
      )}
      <div className="report-body" data-stale={isOld || undefined}>
        {children({ report: shown.report, variantsTried: shown.variantsTried, note: shown.note, stale: isOld })}
      </div>
    </div>
  )
}
