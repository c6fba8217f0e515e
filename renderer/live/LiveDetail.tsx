import { useState } from 'react'
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components'
import type { Act, LiveAccount, LiveStatus, LiveSummary } from '../../engine/protocol/live-requests.ts'
import { moneyDecimals, moneyText, NONE, priceText, timeText } from '../report/format.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'
import { ParityView } from './ParityView.tsx'

/** One run: how it stands now, its journal, and its comparison with the backtest. */
export function LiveDetail({ summary, status }: { readonly summary: LiveSummary; readonly status: LiveStatus | undefined }) {
  const { run, strategy, mode } = summary
  const { layout } = useWindow()
  return (
    <aside className="detail" data-wide aria-label={strategy}>
      <h2>
        {strategy}{' '}
        <span className="live-mark" data-mode={mode}>
          {say(`mode.${mode}`)}
        </span>
        <Button onPress={() => layout.show('journal')}>{say('live.journal')}</Button>
      </h2>
      <Tabs className="live-tabs">
        <TabList className="dock-tabs" aria-label={say('live.parts')}>
          {(['now', 'parity'] as const).map((id) => (
            <Tab key={id} id={id} className="dock-tab">
              {say(`live.${id}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel id="now">{status ? <Now status={status} /> : <p className="soft">{say('live.gone')}</p>}</TabPanel>
        <TabPanel id="parity">
          <ParityView run={run} parity={status?.parity ?? null} />
        </TabPanel>
      </Tabs>
    </aside>
  )
}

function Now({ status }: { readonly status: LiveStatus }) {
  const {
    currency,
    capital,
    equity,
    feed,
    now,
    until,
    lastStep,
    orders,
    fills,
    denials,
    positions,
    working,
    alerts,
    fault,
    journal,
    ended,
    account,
    held,
  } = status
  const decimals = moneyDecimals(capital)
  const money = (amount: string | null) => (amount === null ? NONE : `${moneyText(amount, decimals)} ${currency}`)
  const facts: readonly (readonly [string, string])[] = [
    [say('live.state'), say(`live.is.${status.state}`)],
    [say('live.time'), `${timeText(now)} UTC${until === null ? '' : ` ${say('live.until', { time: timeText(until) })}`}`],
    [say('live.market'), `${feed.name} (${say(`live.feed.${feed.state}`)})`],
    [say('live.equity'), money(equity)],
    [say('live.last-step'), lastStep === null ? NONE : timeText(lastStep)],
    [say('live.counts'), say('live.counted', { orders, working: working.length, fills, denials })],
    ...(status.late + status.revised > 0
      ? [[say('live.odd-bars'), say('live.late-revised', { late: status.late, revised: status.revised })] as const]
      : []),
    ...(journal
      ? [[say('live.journal'), say(journal.signed ? 'live.records-signed' : 'live.records', { count: journal.records })] as const]
      : []),
    ...(ended === null ? [] : [[say('live.ended'), ended] as const]),
  ]
  return (
    <div className="live-now">
      {ended === null && <Acts status={status} />}
      {fault !== null && (
        <p className="notice" role="alert" data-kind="error">
          {fault.split('\n')[0]}
        </p>
      )}
      <dl className="live-facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {positions.length > 0 && (
        <table className="figures">
          <caption>{say('live.positions')}</caption>
          <thead>
            <tr>
              {(['instrument', 'quantity', 'entry', 'price', 'profit'] as const).map((head) => (
                <th key={head} scope="col">
                  {say(`live.${head}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {positions.map(({ slot, symbol, quantity, entryPrice, price, profit }) => (
              <tr key={slot}>
                <th scope="row">{symbol}</th>
                <td>{quantity}</td>
                <td>{priceText(entryPrice)}</td>
                <td>{priceText(price)}</td>
                <td>{money(profit)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {working.length > 0 && (
        <table className="figures">
          <caption>{say('live.working')}</caption>
          <tbody>
            {working.map(({ sequence, side, type, lots, filledLots, purpose, state, unknown }) => (
              <tr key={sequence}>
                <th scope="row">#{sequence}</th>
                <td>{say(`order.${side}`)}</td>
                <td>{type}</td>
                <td>{say(`purpose.${purpose}`)}</td>
                <td>
                  {filledLots} / {lots}
                </td>
                <td>{unknown ? say('live.unknown') : state}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {held.length > 0 && (
        <table className="figures">
          <caption>{say('live.held')}</caption>
          <tbody>
            {held.map(({ slot, entry, kind, lots, triggerTicks }) => (
              <tr key={`${slot} ${entry} ${kind} ${triggerTicks}`}>
                <th scope="row">{say(`live.held-kind.${kind}`)}</th>
                <td>{lots}</td>
                <td>{say('live.held-at', { ticks: triggerTicks })}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {account && <Account account={account} />}
      {alerts.length > 0 && (
        <section aria-label={say('live.alerts')}>
          <h3>{say('live.alerts')}</h3>
          <ul className="live-alerts">
            {alerts.toReversed().map(({ time, code, message }, i) => (
              <li key={`${time} ${code} ${alerts.length - i}`}>
                <time>{timeText(time)}</time> {message}
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

/** The account behind a live run: balances, how it is listened to, and what others have on it. */
function Account({ account }: { readonly account: LiveAccount }) {
  const { venue, stream, clockOff, balances, foreign, checkedAt, beside } = account
  return (
    <section aria-label={say('live.account')}>
      <h3>{say('live.account')}</h3>
      <p className="soft">
        {say('live.account-at', { venue, time: checkedAt === null ? NONE : timeText(checkedAt) })};{' '}
        {say('live.account-stream', { state: stream, off: clockOff === null ? NONE : Math.round(clockOff) })}
      </p>
      <table className="figures">
        <thead>
          <tr>
            {(['asset', 'free', 'locked'] as const).map((head) => (
              <th key={head} scope="col">
                {say(`live.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {balances.map(({ asset, free, locked }) => (
            <tr key={asset}>
              <th scope="row">{asset}</th>
              <td>{free}</td>
              <td>{locked}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {beside.length > 0 && <p className="notice">{say('live.beside', { names: beside.map(({ strategy }) => strategy).join(', ') })}</p>}
      {foreign.length > 0 && <p className="notice">{say('live.foreign', { count: foreign.length })}</p>}
    </section>
  )
}

/** What may be done to a run that lives. Stop asks nothing: it takes no risk away that could be wanted back. */
function Acts({ status: { run, state } }: { readonly status: LiveStatus }) {
  const { live, notices } = useWindow()
  const [doing, setDoing] = useState<Act>()
  async function act(what: Act): Promise<void> {
    // Not disabled meanwhile: a button that is loses the focus of who pressed it.
    if (doing !== undefined) return
    setDoing(what)
    const trouble = await live.act(run, what).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
    setDoing(undefined)
    if (trouble !== undefined) notices.tell(trouble)
  }
  const button = (what: Act, kind?: 'danger') => (
    <Button key={what} {...(kind ? { kind } : {})} onPress={() => void act(what)}>
      {say(`live.act.${what}`)}
    </Button>
  )
  return (
    <div className="detail-actions">
      {button('stop', 'danger')}
      {state === 'halted' ? button('release') : button('halt')}
      {button('end')}
    </div>
  )
}
