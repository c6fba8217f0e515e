import { useEffect, useMemo, useState } from 'react'
import { resolve } from '../../nodes/strategy/1-resolve.ts'
import { goToNode } from '../problems/go-to.ts'
import { timeText } from '../report/format.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { explain, moneyPath, type Reason, type ValuesAt } from './why.ts'

/** Why a signal came at a moment: what decided, by how much, and the gates it went through. Of the strategy as it ran. */
export function Why({ tab, signal, time, run }: { tab: Tab; signal: string; time: number; run: string }) {
  const { engine } = useWindow()
  const document = useRead(tab.run, (state) => state.resultOf)
  const graph = useMemo(() => (document ? resolve(document).graph : undefined), [document])
  const [known, setKnown] = useState<{ readonly key: string; readonly values?: ValuesAt; readonly failure?: string }>()
  const key = `${run} ${time}`
  useEffect(() => {
    let isCurrent = true
    engine.request('values.at', { run, time }).then(
      ({ values }) => isCurrent && setKnown({ key, values }),
      (error: unknown) => isCurrent && setKnown({ key, failure: error instanceof Error ? error.message : String(error) }),
    )
    return () => {
      isCurrent = false
    }
  }, [engine, run, time, key])

  if (!graph?.byPath.has(signal)) return null
  if (known?.key !== key) return <p className="soft">{say('why.loading')}</p>
  if (!known.values) return <p className="soft">{say('why.unknown', { reason: known.failure ?? '' })}</p>
  const reasons = explain(graph, known.values, signal)
  const path = moneyPath(graph, signal)
  return (
    <>
      <h3>{say('why.because', { time: timeText(time) })}</h3>
      <ul className="why">
        {reasons.map((reason) => (
          <li key={reason.path} style={{ paddingInlineStart: reason.depth * 12 }}>
            <NodeLink tab={tab} path={reason.path} title={reason.title} /> <ReasonWords reason={reason} />
          </li>
        ))}
      </ul>
      <h3>{say('why.path')}</h3>
      <ol className="why-path">
        {path.map((node) => (
          <li key={node.path}>
            <NodeLink tab={tab} path={node.path} title={node.definition.title} />
          </li>
        ))}
      </ol>
    </>
  )
}

/** A node's title that leads to it. */
export function NodeLink({ tab, path, title }: { tab: Tab; path: string; title: string }) {
  return (
    <button type="button" className="link" title={path} onClick={() => goToNode(tab, path)}>
      {title}
    </button>
  )
}

function ReasonWords({ reason: { says, numbers, distance } }: { reason: Reason }) {
  const answer = says === 1 ? say('why.yes') : says === 0 ? say('why.no') : say('why.not-known')
  return (
    <>
      <b>{answer}</b>{' '}
      {numbers.length > 0 && (
        <span className="soft">
          {numbers.map(({ name, value }) => `${name} ${value === undefined || value !== value ? '–' : shortNumber(value)}`).join(', ')}
          {distance !== undefined && distance === distance && `, ${say('why.apart', { distance: shortNumber(distance) })}`}
        </span>
      )}
    </>
  )
}

const sevenDigits = new Intl.NumberFormat('en', { maximumSignificantDigits: 7 })

function shortNumber(value: number): string {
  return sevenDigits.format(value)
}
