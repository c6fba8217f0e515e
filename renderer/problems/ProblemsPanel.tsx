import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { findingTable, type Finding } from '../../nodes/strategy/findings.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { applyFix, fixWords } from './fixes.ts'
import { goToNode } from './go-to.ts'
import { allFindings, keyOfFinding } from './problems.ts'
import './problems.css'

/** More than this at once helps nobody: mending the first ones mends many of the others. */
const MOST = 200

/** What is wrong with the strategy and its data: a press leads to the node, a press on the fix mends it. */
export function ProblemsPanel({ tab }: { tab: Tab }) {
  const document = useRead(tab.document, (state) => state.document)
  const run = useRead(tab.run, (state) => state)
  const findings = allFindings(document, run)
  const troubles = [
    ...run.problems.map(({ slot, message }) => (slot === undefined ? message : `${slot}: ${message}`)),
    ...(run.failure ?? '').split('\n'),
  ].filter((one) => one !== '')
  if (findings.length + troubles.length === 0) {
    return (
      <div className="empty">
        <p>{say('problems.none')}</p>
      </div>
    )
  }
  return (
    <ul className="problems" aria-label={say('dock.problems')}>
      {troubles.map((message) => (
        <li key={message} className="problem" data-severity="error">
          <CircleAlert size={14} role="img" aria-label={say('severity.error')} />
          <div>
            <b>{say('problems.run')}</b>
            <p>{message}</p>
          </div>
        </li>
      ))}
      {findings.slice(0, MOST).map((finding) => (
        <Problem key={keyOfFinding(finding)} tab={tab} finding={finding} />
      ))}
      {findings.length > MOST && <li className="soft">{say('problems.more', { count: findings.length - MOST })}</li>}
    </ul>
  )
}

function Problem({ tab, finding }: { tab: Tab; finding: Finding }) {
  const { code, severity, message, node, port } = finding
  const [explained, setExplained] = useState(false)
  const { title, help } = findingTable[code]
  const fix = fixWords(finding)
  return (
    <li className="problem" data-severity={severity} data-help={`finding:${code}`}>
      <SeverityIcon severity={severity} />
      <div>
        <b>{title}</b> <code className="soft">{code}</code>
        <p>{message}</p>
        {explained && <p className="soft">{help}</p>}
      </div>
      <div className="problem-actions">
        {fix !== undefined && (
          <Button
            {...(finding.fix?.kind === 'remove-node' ? {} : { kind: 'primary' as const })}
            onPress={() => applyFix(tab.document, finding)}
          >
            {fix}
          </Button>
        )}
        {node !== undefined && (
          <Button onPress={() => goToNode(tab, node)}>
            <span className="visually-hidden">{say('problems.go')} </span>
            {port === undefined ? node : `${node} · ${port}`}
          </Button>
        )}
        <Button kind="quiet" aria-expanded={explained} onPress={() => setExplained(!explained)} label={say('problems.help', { title })}>
          ?
        </Button>
      </div>
    </li>
  )
}

function SeverityIcon({ severity }: Pick<Finding, 'severity'>) {
  const Icon = severity === 'error' ? CircleAlert : severity === 'warning' ? TriangleAlert : Info
  return <Icon size={14} role="img" aria-label={say(`severity.${severity}`)} />
}
