import { useMemo, useState } from 'react'
import type { OrderRow, ReportDocument, TradeRow } from '../../engine/protocol/report.ts'
import { durationText, moneyDecimals, moneyText, numberText, percentText, priceText, timeText, toneOf } from '../report/format.ts'
import type { ReportStore } from '../report/reports.ts'
import { chartOf } from '../stores/chart.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import { wordsHelp } from '../commands/topic.ts'
import { RowGrid, type RowColumn } from './RowGrid.tsx'
import { Why } from './Why.tsx'
import { WithReport } from './WithReport.tsx'

/** Every position from entry to flat. A press moves the time cursor to its entry: chart and canvas follow. */
export function TradesPanel({ tab, reports }: { tab: Tab; reports: ReportStore }) {
  return (
    <WithReport tab={tab} reports={reports} orders>
      {({ report }) => <Trades tab={tab} report={report} />}
    </WithReport>
  )
}

function Trades({ tab, report }: { tab: Tab; report: ReportDocument }) {
  const { engine } = useWindow()
  const [chosen, setChosen] = useState<number>()
  const columns = useMemo(() => columnsOf(report), [report])
  const trade = report.trades.find(({ number }) => number === chosen)
  if (report.trades.length === 0) {
    return (
      <div className="empty">
        <p>{report.counts.denied > 0 ? say('trades.none-denied', { count: report.counts.denied }) : say('trades.none')}</p>
      </div>
    )
  }
  return (
    <div className="beside">
      <RowGrid
        label={say('dock.trades')}
        rows={report.trades}
        columns={columns}
        keyOf={({ number }) => number}
        chosen={chosen}
        helpOf={({ number }) => wordsHelp('trade', say('trades.one', { number }), say('help.trade'))}
        onOpen={(row) => {
          setChosen(row.number)
          chartOf(engine, tab).seeTime(row.entryTime)
        }}
      />
      {trade && <TradeDetail tab={tab} report={report} trade={trade} />}
    </div>
  )
}

function TradeDetail({ tab, report, trade }: { tab: Tab; report: ReportDocument; trade: TradeRow }) {
  const { engine } = useWindow()
  const entry = decisionOf(report.orders, trade, trade.signal, trade.entryTime) ?? trade.entryTime
  const exit = trade.closed ? (decisionOf(report.orders, trade, trade.exitSignal, trade.exitTime) ?? trade.exitTime) : undefined
  return (
    <aside className="detail" aria-label={say('trades.one', { number: trade.number })}>
      <h2>
        {say('trades.one', { number: trade.number })}
        <span className={toneOf(trade.profit)}> {moneyText(trade.profit, moneyDecimals(report.capital))}</span>
      </h2>
      <div className="detail-actions">
        <Button onPress={() => chartOf(engine, tab).seeTime(trade.entryTime)}>{say('trades.to-entry')}</Button>
        {trade.closed && <Button onPress={() => chartOf(engine, tab).seeTime(trade.exitTime)}>{say('trades.to-exit')}</Button>}
      </div>
      <Why tab={tab} node={trade.signal} time={entry} run={report.runId} />
      {exit !== undefined && <Why tab={tab} node={trade.exitSignal} time={exit} run={report.runId} />}
    </aside>
  )
}

/** When the order behind an entry or exit was decided: the latest of that signal before the fill. */
function decisionOf(orders: readonly OrderRow[], trade: TradeRow, signal: string, fill: number): number | undefined {
  return orders.findLast((order) => order.slot === trade.slot && order.signal === signal && order.time <= fill)?.time
}

function columnsOf({ capital, currency }: ReportDocument): readonly RowColumn<TradeRow>[] {
  const decimals = moneyDecimals(capital)
  return [
    {
      id: 'number',
      title: '#',
      width: 44,
      grow: 0.3,
      align: 'end',
      sortBy: (row) => row.number,
      cell: (row) => row.number,
      tone: () => 'soft',
    },
    { id: 'side', title: say('trades.side'), width: 48, grow: 0.4, sortBy: (row) => row.side, cell: (row) => say(`side.${row.side}`) },
    { id: 'market', title: say('trades.market'), width: 84, sortBy: (row) => row.instrument, cell: (row) => row.instrument },
    { id: 'entry', title: say('trades.entry'), width: 136, sortBy: (row) => row.entryTime, cell: (row) => timeText(row.entryTime) },
    {
      id: 'entryPrice',
      title: say('trades.price'),
      width: 80,
      align: 'end',
      sortBy: (row) => row.entryPrice,
      cell: (row) => priceText(row.entryPrice),
    },
    {
      id: 'exit',
      title: say('trades.exit'),
      width: 136,
      sortBy: (row) => (row.closed ? row.exitTime : null),
      cell: (row) => (row.closed ? timeText(row.exitTime) : say('trades.open')),
    },
    {
      id: 'exitPrice',
      title: say('trades.price'),
      width: 80,
      align: 'end',
      sortBy: (row) => row.exitPrice,
      cell: (row) => priceText(row.exitPrice),
    },
    {
      id: 'return',
      title: say('trades.return'),
      width: 72,
      align: 'end',
      sortBy: (row) => row.return,
      cell: (row) => percentText(row.return),
      tone: (row) => toneOf(row.return),
    },
    {
      id: 'profit',
      title: say('trades.profit', { currency }),
      width: 96,
      align: 'end',
      sortBy: (row) => Number(row.profit),
      cell: (row) => moneyText(row.profit, decimals),
      tone: (row) => toneOf(row.profit),
    },
    {
      id: 'held',
      title: say('trades.held'),
      width: 72,
      align: 'end',
      sortBy: (row) => row.exitTime - row.entryTime,
      cell: (row) => durationText(row.exitTime - row.entryTime),
    },
    {
      id: 'quantity',
      title: say('trades.quantity'),
      width: 88,
      align: 'end',
      sortBy: (row) => Number(row.quantity),
      cell: (row) => row.quantity,
    },
    {
      id: 'costs',
      title: say('trades.costs'),
      width: 72,
      align: 'end',
      sortBy: (row) => Number(row.fees) + Number(row.slippage),
      cell: (row) => numberText(Number(row.fees) + Number(row.slippage), decimals),
      tone: () => 'soft',
    },
  ]
}
