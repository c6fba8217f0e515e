import { Download, Printer } from 'lucide-react'
import { useRef, useState } from 'react'
import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components'
import type { ReportForm } from '../../engine/protocol/report-requests.ts'
import type { ReportDocument } from '../../engine/protocol/report.ts'
import { WithReport, type Shown } from '../dock/WithReport.tsx'
import { goToNode } from '../problems/go-to.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import { Denials, Drawdowns, Streams } from './Details.tsx'
import { Distribution } from './Distribution.tsx'
import { EquityCurve } from './EquityCurve.tsx'
import { exportReport, printElement } from './export.ts'
import { FigureTables } from './FigureTables.tsx'
import { moneyDecimals, moneyText, numberText, timeText } from './format.ts'
import { Assumptions, Counts, Remarks } from './Honesty.tsx'
import { Months } from './Months.tsx'
import type { ReportStore } from './reports.ts'
import { Tiles } from './Tiles.tsx'
import './report.css'

/** The one report of the last run: what qualifies it first, then its figures beside buy-and-hold, then everything counted. */
export function ReportPanel({ tab, reports }: { tab: Tab; reports: ReportStore }) {
  return (
    <WithReport tab={tab} reports={reports}>
      {(shown) => <Report tab={tab} shown={shown} />}
    </WithReport>
  )
}

function Report({ tab, shown }: { tab: Tab; shown: Shown }) {
  const { report, variantsTried, note, stale } = shown
  const page = useRef<HTMLElement>(null)
  const onNode = (path: string) => goToNode(tab, path)
  return (
    <article ref={page} className="report" aria-label={say('dock.report')} tabIndex={0}>
      <header>
        <h2>
          {report.strategy.name} <small>{say('report.revision', { revision: report.strategy.revision })}</small>
        </h2>
        <p className="facts">{facts(report).join(' · ')}</p>
        <ReportActions report={report} stale={stale} onPrint={() => page.current && printElement(page.current)} />
      </header>
      <div className="report-top">
        <Remarks report={report} variantsTried={variantsTried} note={note} />
        <div className="report-main">
          <Tiles report={report} />
          <EquityCurve report={report} />
        </div>
      </div>
      <FigureTables report={report} />
      <div className="report-halves">
        <Months months={report.months} />
        <Distribution distribution={report.distribution} />
      </div>
      <h3>{say('report.counted-title')}</h3>
      <div className="report-halves">
        <Counts counts={report.counts} />
        <div>
          <Denials denials={report.denials} onNode={onNode} />
          <Drawdowns drawdowns={report.drawdowns} />
        </div>
      </div>
      <Assumptions assumptions={report.assumptions} />
      <div className="scroll-x" role="region" aria-label={say('report.data')} tabIndex={0}>
        <Streams streams={report.streams} />
      </div>
      <footer className="soft">
        {say('report.foot', { run: report.runId, plan: report.planHash, bound: report.boundHash, version: report.engineVersion })}
      </footer>
    </article>
  )
}

function facts({ streams, from, to, bars, capital, currency, binding }: ReportDocument): string[] {
  return [
    ...streams.slice(0, 3).map(({ instrument, timeframe, source }) => `${instrument.symbol} ${timeframe}, ${source}`),
    from === null || to === null
      ? say('report.no-bars')
      : say('report.range', { from: timeText(from), to: timeText(to), bars: numberText(bars) }),
    say('report.capital', { capital: `${moneyText(capital, moneyDecimals(capital))} ${currency}` }),
    say('report.fills', { profile: binding.fillProfile.name }),
    say('report.risk', { profile: binding.riskProfile.name }),
  ]
}

/** Taking the report along. A result older than the strategy is not taken along: nobody would know it later. */
function ReportActions({ report, stale, onPrint }: { report: ReportDocument; stale: boolean; onPrint: () => void }) {
  const { engine } = useWindow()
  const [problem, setProblem] = useState<string>()
  const take = (form: ReportForm) => {
    setProblem(undefined)
    exportReport(engine, report.runId, report.strategy.name, form).then(setProblem, (error: unknown) =>
      setProblem(error instanceof Error ? error.message : String(error)),
    )
  }
  return (
    <div className="report-actions no-print">
      {problem !== undefined && (
        <span role="alert" className="loss">
          {problem}
        </span>
      )}
      <MenuTrigger>
        <Button isDisabled={stale}>
          <Download aria-hidden /> {say('report.export')}
        </Button>
        <Popover className="popover">
          <Menu onAction={(key) => take(key as ReportForm)}>
            <MenuItem id="html" className="menu-item">
              {say('report.export-html')}
            </MenuItem>
            <MenuItem id="trades.csv" className="menu-item">
              {say('report.export-trades')}
            </MenuItem>
            <MenuItem id="equity.csv" className="menu-item">
              {say('report.export-equity')}
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <Button isDisabled={stale} onPress={onPrint}>
        <Printer aria-hidden /> {say('report.print')}
      </Button>
    </div>
  )
}
