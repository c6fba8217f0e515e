import { useState } from 'react'
import type { ParityReport } from '../../engine/protocol/parity.ts'
import { timeText } from '../report/format.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'

/** The run beside the backtest of its bars: equal, or each difference with its proven cause. */
export function ParityView({ run, parity }: { readonly run: string; readonly parity: ParityReport | null }) {
  const { engine } = useWindow()
  const [asked, setAsked] = useState<ParityReport>()
  const [asking, setAsking] = useState(false)
  const [trouble, setTrouble] = useState<string>()
  const shown = asked ?? parity

  async function compare(): Promise<void> {
    setAsking(true)
    setTrouble(undefined)
    try {
      const answer = await engine.request('parity.get', { run })
      if (answer.ok) setAsked(answer.parity)
      else setTrouble(answer.message)
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error))
    }
    setAsking(false)
  }

  return (
    <div className="live-now">
      <div className="detail-actions">
        <Button isDisabled={asking} onPress={() => void compare()}>
          {say('live.compare')}
        </Button>
      </div>
      {(asking || trouble !== undefined) && <p role="status">{asking ? say('live.comparing') : trouble}</p>}
      {!shown ? (
        <p className="soft">{say('live.no-parity')}</p>
      ) : (
        <>
          <p className="notice" data-kind={shown.unexplained > 0 ? 'error' : undefined}>
            {say(
              shown.steps === 0
                ? 'live.no-steps'
                : shown.differences.length === 0
                  ? 'live.equal'
                  : shown.unexplained === 0
                    ? 'live.explained'
                    : 'live.unexplained',
              {
                steps: shown.steps,
                orders: shown.orders,
                fills: shown.fills,
                count: shown.unexplained,
              },
            )}
          </p>
          <ul className="live-alerts">
            {shown.differences.map(({ time, sequence, what, recorded, backtest, causes }) => (
              <li key={`${time} ${sequence} ${what}`}>
                <time>{timeText(time)}</time>{' '}
                {say('live.differs', { recorded: recorded ?? say('live.nothing'), backtest: backtest ?? say('live.nothing') })}
                {causes.map(({ cause, fact }) => (
                  <p key={fact}>
                    <strong>{cause}</strong>: {fact}
                  </p>
                ))}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
