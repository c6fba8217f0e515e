import { checkedOf } from '../stores/check.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { LiveLine } from './LiveLine.tsx'

/** The engine, what is running, what is wrong: one line that is always there. */
export function StatusBar({ tab }: { tab: Tab }) {
  const { connection } = useWindow()
  const { state, reason, engineVersion } = useRead(connection, (all) => all)
  const findings = useRead(tab.document, ({ document }) => checkedOf(document).findings)
  const { running, took, failure, problems } = useRead(tab.run, (all) => all)
  const errors = findings.filter(({ severity }) => severity === 'error').length
  const warnings = findings.filter(({ severity }) => severity === 'warning').length
  const engine =
    state === 'live'
      ? say('engine.live', { version: engineVersion ?? '' })
      : state === 'lost'
        ? say('engine.lost', { reason: reason ?? '' })
        : say('engine.connecting')
  return (
    <>
      <span role="status" className={state === 'lost' ? 'loss' : undefined} title={engine}>
        {engine}
      </span>
      <span>{errors + warnings === 0 ? say('status.clean') : say('status.findings', { errors, warnings })}</span>
      <span>
        {running
          ? `${running.doing} ${Math.round(running.share * 100)} %`
          : took === undefined
            ? ''
            : say('status.took', { ms: Math.round(took) })}
      </span>
      <LiveLine />
      {(failure ?? problems[0]?.message) && (
        <span className="loss" role="alert" title={failure ?? problems[0]?.message}>
          {failure ?? problems[0]?.message}
        </span>
      )}
    </>
  )
}
