import { lazy, Suspense, useMemo, type ComponentType } from 'react'
import { Tab as TabHead, TabList, TabPanel, Tabs } from 'react-aria-components'
import { LessonGuide } from '../learn/LessonGuide.tsx'
import { allFindings, countFindings } from '../problems/problems.ts'
import { ProblemsPanel } from '../problems/ProblemsPanel.tsx'
import { createReportStore, type ReportStore } from '../report/reports.ts'
import { dockPanels, type DockPanel } from '../stores/layout.ts'
import { atWork } from '../stores/live.ts'
import { isStale } from '../stores/run.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { PanelBoundary } from './PanelBoundary.tsx'
import './dock.css'

type Panel = ComponentType<{ tab: Tab; reports: ReportStore }>

/** Panels but the plainest are loaded when they are first looked at: the window is drawn before any of them. */
const panels: Partial<Record<DockPanel, Panel>> = {
  chart: lazy(() => import('../chart/ChartPanel.tsx').then(({ ChartPanel }) => ({ default: ChartPanel }))),
  report: lazy(() => import('../report/ReportPanel.tsx').then(({ ReportPanel }) => ({ default: ReportPanel }))),
  trades: lazy(() => import('./TradesPanel.tsx').then(({ TradesPanel }) => ({ default: TradesPanel }))),
  orders: lazy(() => import('./OrdersPanel.tsx').then(({ OrdersPanel }) => ({ default: OrdersPanel }))),
  problems: ProblemsPanel,
  runs: lazy(() => import('../run/RunsPanel.tsx').then(({ RunsPanel }) => ({ default: RunsPanel }))),
  live: lazy(() => import('../live/LivePanel.tsx').then(({ LivePanel }) => ({ default: LivePanel }))),
  journal: lazy(() => import('../live/JournalPanel.tsx').then(({ JournalPanel }) => ({ default: JournalPanel }))),
  code: lazy(() => import('../code/CodePanel.tsx').then(({ CodePanel }) => ({ default: CodePanel }))),
  learn: lazy(() => import('../learn/LearnPanel.tsx').then(({ LearnPanel }) => ({ default: LearnPanel }))),
  data: lazy(() => import('../data/DataPanel.tsx').then(({ DataPanel }) => ({ default: DataPanel }))),
}

/** What came of the strategy, in tabs below the canvas. */
export function Dock({ tab }: { tab: Tab }) {
  const { engine, layout } = useWindow()
  const chosen = useRead(layout, (state) => state.dock)
  const reports = useMemo(() => createReportStore(engine), [engine])
  const shown = dockPanels.filter((id) => panels[id])
  return (
    <Tabs
      className="dock"
      selectedKey={shown.includes(chosen) ? chosen : shown[0]!}
      onSelectionChange={(key) => layout.show(key as DockPanel)}
    >
      <div>
        <LessonGuide tab={tab} />
        <div className="dock-head">
          <TabList className="dock-tabs" aria-label={say('region.dock')}>
            {shown.map((id) => (
              <TabHead key={id} id={id} className="dock-tab">
                {say(`dock.${id}`)}
                <Badge tab={tab} panel={id} />
              </TabHead>
            ))}
          </TabList>
          <Stale tab={tab} />
        </div>
      </div>
      {shown.map((id) => {
        const Shown = panels[id]!
        return (
          <TabPanel key={id} id={id} className="dock-panel">
            <PanelBoundary>
              <Suspense fallback={<p className="empty">{say('dock.loading')}</p>}>
                <Shown tab={tab} reports={reports} />
              </Suspense>
            </PanelBoundary>
          </TabPanel>
        )
      })}
    </Tabs>
  )
}

/** What is shown below is of the strategy before the last edit, by its name. */
function Stale({ tab }: { tab: Tab }) {
  const document = useRead(tab.document, (state) => state.document)
  const label = useRead(tab.document, (state) => state.undoSteps.at(-1)?.label)
  const stale = useRead(tab.run, (state) => isStale(state, document))
  const isPreview = useRead(tab.run, (state) => state.isPreview)
  return (
    <span className="stale" role="status">
      {stale && (isPreview ? say('run.preview') : label === undefined ? say('run.stale-unnamed') : say('run.stale', { label }))}
    </span>
  )
}

/** How many problems there are; that a run is under way. */
function Badge({ tab, panel }: { tab: Tab; panel: DockPanel }) {
  if (panel === 'problems') return <ProblemBadge tab={tab} />
  if (panel === 'runs') return <RunningBadge tab={tab} />
  if (panel === 'live') return <LiveBadge />
  return null
}

function ProblemBadge({ tab }: { tab: Tab }) {
  const document = useRead(tab.document, (state) => state.document)
  const run = useRead(tab.run, (state) => state)
  const { errors, warnings } = countFindings(allFindings(document, run))
  const wrong = errors + run.problems.length + (run.failure === undefined ? 0 : 1)
  if (wrong + warnings === 0) return null
  return (
    <span className="badge" data-kind={wrong > 0 ? 'error' : 'warning'} aria-label={say('status.findings', { errors: wrong, warnings })}>
      {wrong > 0 ? wrong : warnings}
    </span>
  )
}

function LiveBadge() {
  const { live } = useWindow()
  const count = useRead(live, (state) => atWork(state).length)
  return count > 0 ? (
    <span className="badge" role="img" aria-label={say('dock.at-work', { count })}>
      {count}
    </span>
  ) : null
}

function RunningBadge({ tab }: { tab: Tab }) {
  const running = useRead(tab.run, (state) => state.running !== undefined)
  return running ? <span className="badge" role="img" aria-label={say('dock.running')} data-kind="running" /> : null
}
