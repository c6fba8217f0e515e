import { Check, ShieldAlert, X } from 'lucide-react'
import { useId, useState } from 'react'
import type { ArmingList, WorstCase } from '../../engine/protocol/live-requests.ts'
import { moneyText } from '../report/format.ts'
import type { Tab } from '../stores/workspace.ts'
import { useRead } from '../stores/use.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { useWindow } from '../window.ts'

type Looked =
  | { readonly kind: 'looking' }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'list'; readonly list: ArmingList }

/** From the run bar to real orders: the check list, the worst that can happen, and the strategy's name typed. */
export function Arm({ tab }: { readonly tab: Tab }) {
  const { live, layout } = useWindow()
  const key = useRead(tab.run, (state) => state.live.key)
  const [looked, setLooked] = useState<Looked>()
  const [typed, setTyped] = useState('')
  const [starting, setStarting] = useState(false)
  const [refused, setRefused] = useState<string>()
  const name = useId()

  async function look(): Promise<void> {
    setTyped('')
    setRefused(undefined)
    setLooked({ kind: 'looking' })
    try {
      const reply = await tab.run.checkLive()
      setLooked(reply.kind === 'checked' ? { kind: 'list', list: reply.list } : { kind: 'refused', why: whyNot(reply) })
    } catch (error) {
      setLooked({ kind: 'refused', why: error instanceof Error ? error.message : String(error) })
    }
  }

  async function start(): Promise<void> {
    if (starting) return
    setStarting(true)
    setRefused(undefined)
    try {
      const reply = await tab.run.startLive(typed)
      if (reply.kind === 'not-run') return setRefused(whyNot(reply))
      setLooked(undefined)
      live.choose(reply.run)
      live.refresh()
      layout.show('live')
    } catch (error) {
      setRefused(error instanceof Error ? error.message : String(error))
    } finally {
      setStarting(false)
    }
  }

  const list = looked?.kind === 'list' ? looked.list : undefined
  const isGreen = list?.checks.every(({ ok }) => ok) ?? false
  return (
    <>
      <Button kind="primary" isDisabled={key === ''} onPress={() => void look()}>
        <ShieldAlert aria-hidden /> {say('arm.open')}
      </Button>
      <Modal title={say('arm.title')} open={looked !== undefined} onClose={() => setLooked(undefined)}>
        {looked?.kind === 'looking' && <p role="status">{say('arm.looking')}</p>}
        {looked?.kind === 'refused' && (
          <p className="notice" role="alert" data-kind="error">
            {looked.why}
          </p>
        )}
        {list && (
          <>
            <ul className="arm-checks" aria-label={say('arm.checks')}>
              {list.checks.map(({ code, ok, sentence }) => (
                <li key={code} data-ok={ok}>
                  {ok ? <Check aria-label={say('arm.ok')} /> : <X aria-label={say('arm.not-ok')} />}
                  <span>{sentence}</span>
                </li>
              ))}
            </ul>
            <Worst worst={list.worst} currency={list.currency} />
            {isGreen && (
              <p className="arm-name">
                <label htmlFor={name}>{say('arm.type', { name: list.strategy })}</label>
                <input
                  id={name}
                  className="input"
                  autoFocus
                  autoComplete="off"
                  value={typed}
                  onChange={(event) => setTyped(event.target.value)}
                />
              </p>
            )}
            {refused !== undefined && (
              <p className="notice" role="alert" data-kind="error">
                {refused}
              </p>
            )}
          </>
        )}
        <div className="dialog-actions">
          <Button onPress={() => setLooked(undefined)}>{say('arm.leave')}</Button>
          {looked?.kind !== 'looking' && !isGreen && <Button onPress={() => void look()}>{say('arm.again')}</Button>}
          {isGreen && (
            <Button kind="danger" isDisabled={typed !== list?.strategy || starting} onPress={() => void start()}>
              {say('arm.begin')}
            </Button>
          )}
        </div>
      </Modal>
    </>
  )
}

/** The most that can go wrong, in plain numbers. */
function Worst({ worst, currency }: { readonly worst: WorstCase; readonly currency: string }) {
  const { positions, notional, ordersPerMinute, loss, drawdown } = worst
  const money = (amount: number) => `${moneyText(amount.toFixed(2), 2)} ${currency}`
  return (
    <section aria-label={say('arm.worst')}>
      <h3>{say('arm.worst')}</h3>
      <ul className="arm-worst">
        <li>{say('arm.positions', { positions, notional: money(notional) })}</li>
        <li>{ordersPerMinute === null ? say('arm.orders-unlimited') : say('arm.orders', { count: ordersPerMinute })}</li>
        <li>{say('arm.loss', { loss: money(loss) })}</li>
        {drawdown !== null && <li>{say('arm.drawdown', { percent: Math.round(drawdown * 100) })}</li>}
      </ul>
    </section>
  )
}

/** Why there is no list or no run, in one text. */
function whyNot({
  problems,
  findings,
}: {
  readonly problems: readonly { readonly message: string }[]
  readonly findings: readonly { readonly severity: string; readonly message: string }[]
}): string {
  const found = problems.length > 0 ? problems : findings.filter(({ severity }) => severity === 'error')
  return found.map(({ message }) => message).join('; ') || say('run.not-started')
}
