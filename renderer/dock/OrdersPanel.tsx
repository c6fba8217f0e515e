import { useMemo, useState } from 'react'
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components'
import type { OrderRow, ReportDocument } from '../../engine/protocol/report.ts'
import { NONE, numberText, priceText, timeText } from '../report/format.ts'
import type { ReportStore } from '../report/reports.ts'
import { denialWords } from '../text/denials.ts'
import { chartOf } from '../stores/chart.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { wordsHelp, type HelpMark } from '../commands/topic.ts'
import { RowGrid, type RowColumn } from './RowGrid.tsx'
import { NodeLink } from './Why.tsx'
import { WithReport } from './WithReport.tsx'

type Denied = ReportDocument['denialRows'][number] & { readonly row: number }

/** Every order with what became of it, and every refusal. A press moves the time cursor to the decision. */
export function OrdersPanel({ tab, reports }: { tab: Tab; reports: ReportStore }) {
  return (
    <WithReport tab={tab} reports={reports} orders>
      {({ report }) => <Orders tab={tab} report={report} />}
    </WithReport>
  )
}

function Orders({ tab, report }: { tab: Tab; report: ReportDocument }) {
  const { engine } = useWindow()
  const [list, setList] = useState<'orders' | 'denials'>('orders')
  const [chosen, setChosen] = useState<number>()
  const orders = useMemo(() => orderColumns(tab), [tab])
  const denials = useMemo(() => denialColumns(tab), [tab])
  const denied = useMemo(() => report.denialRows.map((one, row): Denied => ({ ...one, row })), [report])
  const refused = report.counts.denied + report.counts.wouldHaveDenied
  const rows = list === 'orders' ? report.orders.length : denied.length
  return (
    <div className="listed">
      <ToggleButtonGroup
        className="segments"
        aria-label={say('orders.list')}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[list]}
        onSelectionChange={(keys) => {
          setList(keys.has('denials') ? 'denials' : 'orders')
          setChosen(undefined)
        }}
      >
        <ToggleButton id="orders">{say('orders.orders', { count: numberText(report.orders.length) })}</ToggleButton>
        <ToggleButton id="denials">{say('orders.denials', { count: numberText(refused) })}</ToggleButton>
        {list === 'denials' && denied.length < refused && (
          <span className="soft">{say('orders.cut', { count: numberText(denied.length) })}</span>
        )}
      </ToggleButtonGroup>
      {rows === 0 ? (
        <div className="empty">
          <p>{list === 'orders' ? say('orders.none') : say('report.no-denials')}</p>
        </div>
      ) : list === 'orders' ? (
        <RowGrid
          label={say('dock.orders')}
          rows={report.orders}
          columns={orders}
          keyOf={({ sequence }) => sequence}
          helpOf={helpOfOrder}
          chosen={chosen}
          onOpen={({ sequence, time }) => {
            setChosen(sequence)
            chartOf(engine, tab).seeTime(time)
          }}
        />
      ) : (
        <RowGrid
          label={say('report.denials')}
          rows={denied}
          columns={denials}
          keyOf={({ row }) => row}
          helpOf={helpOfDenial}
          chosen={chosen}
          onOpen={({ row, time }) => {
            setChosen(row)
            chartOf(engine, tab).seeTime(time)
          }}
        />
      )}
    </div>
  )
}

function helpOfDenial({ code }: Denied): HelpMark {
  return wordsHelp('denial', denialWords[code].title, denialWords[code].help)
}

function helpOfOrder({ sequence }: OrderRow): HelpMark {
  return wordsHelp('order', say('help.order-title', { number: sequence }), say('help.order'))
}

function orderColumns(tab: Tab): readonly RowColumn<OrderRow>[] {
  return [
    {
      id: 'sequence',
      title: '#',
      width: 44,
      grow: 0.3,
      align: 'end',
      sortBy: (row) => row.sequence,
      cell: (row) => row.sequence,
      tone: () => 'soft',
    },
    { id: 'time', title: say('orders.time'), width: 136, sortBy: (row) => row.time, cell: (row) => timeText(row.time) },
    { id: 'side', title: say('trades.side'), width: 48, grow: 0.4, sortBy: (row) => row.side, cell: (row) => say(`order.${row.side}`) },
    { id: 'type', title: say('orders.type'), width: 88, sortBy: (row) => row.type, cell: (row) => row.type },
    { id: 'purpose', title: say('orders.purpose'), width: 72, sortBy: (row) => row.purpose, cell: (row) => say(`purpose.${row.purpose}`) },
    {
      id: 'quantity',
      title: say('trades.quantity'),
      width: 88,
      align: 'end',
      sortBy: (row) => Number(row.quantity),
      cell: (row) => row.quantity,
    },
    { id: 'filled', title: say('orders.filled'), width: 88, align: 'end', sortBy: (row) => Number(row.filled), cell: (row) => row.filled },
    {
      id: 'limit',
      title: say('orders.limit'),
      width: 80,
      align: 'end',
      sortBy: (row) => numberOf(row.limit),
      cell: (row) => row.limit ?? NONE,
    },
    {
      id: 'trigger',
      title: say('orders.trigger'),
      width: 80,
      align: 'end',
      sortBy: (row) => numberOf(row.trigger),
      cell: (row) => row.trigger ?? NONE,
    },
    {
      id: 'price',
      title: say('orders.average'),
      width: 80,
      align: 'end',
      sortBy: (row) => row.averagePrice,
      cell: (row) => priceText(row.averagePrice),
    },
    { id: 'state', title: say('orders.state'), width: 72, sortBy: (row) => row.state, cell: (row) => row.state },
    {
      id: 'why',
      title: say('orders.why'),
      width: 160,
      grow: 2,
      sortBy: (row) => row.reason,
      cell: (row) => (
        <>
          <NodeLink tab={tab} path={row.node} title={row.node} /> {[row.reason, row.endReason].filter(Boolean).join('; ')}
        </>
      ),
    },
  ]
}

function denialColumns(tab: Tab): readonly RowColumn<Denied>[] {
  return [
    { id: 'time', title: say('orders.time'), width: 136, sortBy: (row) => row.time, cell: (row) => timeText(row.time) },
    { id: 'code', title: say('orders.code'), width: 132, sortBy: (row) => row.code, cell: (row) => row.code },
    { id: 'words', title: say('orders.meaning'), width: 180, grow: 2, cell: (row) => denialWords[row.code].title },
    {
      id: 'by',
      title: say('report.by'),
      width: 100,
      sortBy: (row) => row.by,
      cell: (row) => (row.by === 'desk' ? say('report.desk') : <NodeLink tab={tab} path={row.by} title={row.by} />),
    },
    { id: 'value', title: say('orders.value'), width: 90, align: 'end', sortBy: (row) => row.value, cell: (row) => amount(row.value) },
    { id: 'at', title: say('orders.at-most'), width: 90, align: 'end', sortBy: (row) => row.limit, cell: (row) => amount(row.limit) },
    {
      id: 'enforced',
      title: say('orders.outcome'),
      width: 110,
      sortBy: (row) => Number(row.enforced),
      cell: (row) => (row.enforced ? say('orders.denied') : say('report.only-reported')),
    },
  ]
}

function numberOf(text: string | null): number | null {
  return text === null ? null : Number(text)
}

const fiveDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 5 })

function amount(value: number | null): string {
  return value === null ? NONE : fiveDigits.format(value)
}
