import type { NodeDefinition } from '../../nodes/define/node.ts'
import type { Param } from '../../nodes/define/params.ts'
import { findNode } from '../../nodes/index.ts'
import { Why } from '../dock/Why.tsx'
import { setParam } from '../edit/nodes.ts'
import { graphOf } from '../edit/scope.ts'
import { applyFix, fixWords } from '../problems/fixes.ts'
import { checkedOf } from '../stores/check.ts'
import { useRead } from '../stores/use.ts'
import { pathOf, scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { DocumentForm } from './DocumentForm.tsx'
import { ParamField } from './ParamField.tsx'
import { Prose } from '../ui/Prose.tsx'
import './inspector.css'

/** What is chosen, as a form: parameters from the node's own definition, what is wrong with it, its documentation. */
export function Inspector({ tab }: { tab: Tab }) {
  const view = useRead(tab.view, (state) => state)
  const document = useRead(tab.document, (state) => state.document)
  const scope = scopeOf(view)
  const [id, ...others] = [...view.selection]
  const node = id === undefined ? undefined : graphOf(document, scope).nodes[id]
  if (!node || id === undefined) return <DocumentForm tab={tab} />
  if (others.length > 0) return <p className="inspector">{say('inspector.many', { count: others.length + 1 })}</p>
  const definition = findNode(node.type)
  const subgraph = node.type.startsWith('subgraph.') ? document.subgraphs[node.type.slice('subgraph.'.length)] : undefined
  const findings = checkedOf(document).findings.filter((one) => one.node === pathOf(view, id))
  const wired = new Set(graphOf(document, scope).wires.map(({ to }) => to))
  const params: [string, Param<unknown>][] = definition ? Object.entries(definition.params) : promotedParams(document, subgraph)
  return (
    <div className="inspector">
      <h2>{definition?.title ?? subgraph?.title ?? node.type}</h2>
      <p className="summary">
        <code>{id}</code> {definition?.summary}
      </p>
      {findings.map((finding) => (
        <div
          key={`${finding.code} ${finding.port ?? ''}`}
          className="notice"
          data-kind={finding.severity === 'error' ? 'error' : undefined}
        >
          {finding.message}
          {fixWords(finding) && <Button onPress={() => applyFix(tab.document, finding)}>{fixWords(finding)}</Button>}
        </div>
      ))}
      {params.map(([name, param]) => {
        const literalOf =
          definition && Object.entries(definition.inputs).find(([, input]) => input.kind === 'number' && input.literal === name)
        return (
          <ParamField
            key={name}
            name={name}
            param={param}
            value={node.params[name] ?? (param.default as number | string | boolean)}
            slots={Object.keys(document.slots)}
            disabled={literalOf !== undefined && wired.has(`${id}.${literalOf[0]}`)}
            onPreview={(value) => tab.document.preview((draft) => setParam(draft, scope, id, name, value))}
            onCommit={(value) => {
              tab.document.cancel()
              tab.document.edit(`Set ${param.form.label ?? name} ${String(value)}`, (draft) => setParam(draft, scope, id, name, value))
            }}
            onCancel={() => tab.document.cancel()}
          />
        )
      })}
      {definition && <WhyNow tab={tab} definition={definition} path={pathOf(view, id)} />}
      {definition && (
        <div className="docs">
          <Prose text={definition.docs} />
        </div>
      )}
    </div>
  )
}

/** Why a condition or signal is what it is on the bar under the time cursor, as soon as there is a result. */
function WhyNow({ tab, definition, path }: { tab: Tab; definition: NodeDefinition; path: string }) {
  const outcome = useRead(tab.run, ({ result }) => result?.outcome)
  const cursor = useRead(tab.view, (state) => state.cursor)
  const time = cursor ?? outcome?.times.at(-1)
  if (!outcome || time === undefined || !Object.values(definition.outputs).some(({ kind }) => kind === 'condition')) return null
  return <Why tab={tab} node={path} time={time} run={outcome.runId} />
}

/** Parameters a subgraph's instance may set: those of the inner nodes its definition promotes. */
function promotedParams(
  document: Parameters<typeof checkedOf>[0],
  subgraph: Parameters<typeof checkedOf>[0]['subgraphs'][string] | undefined,
): [string, Param<unknown>][] {
  if (!subgraph) return []
  return Object.entries(subgraph.promoted).flatMap(([name, target]): [string, Param<unknown>][] => {
    const dot = target.lastIndexOf('.')
    const inner = subgraph.nodes[target.slice(0, dot)]
    const param = inner && findNode(inner.type)?.params[target.slice(dot + 1)]
    if (!param || !inner) return []
    const given = inner.params[target.slice(dot + 1)]
    return [[name, given === undefined ? param : { ...param, default: given }]]
  })
}
