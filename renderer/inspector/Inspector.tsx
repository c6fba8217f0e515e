import { Fragment } from 'react'
import type { NodeDefinition } from '../../nodes/define/node.ts'
import type { Param } from '../../nodes/define/params.ts'
import { findNode } from '../../nodes/index.ts'
import { Why } from '../dock/Why.tsx'
import { paramHomes, paramThrough } from '../edit/entered.ts'
import { setParam } from '../edit/nodes.ts'
import { graphOf, type Draft } from '../edit/scope.ts'
import { demote, promote } from '../edit/subgraph-ports.ts'
import { applyFix, fixWords } from '../problems/fixes.ts'
import { checkedOf } from '../stores/check.ts'
import { useRead } from '../stores/use.ts'
import { pathOf, scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { DocumentForm } from './DocumentForm.tsx'
import { ParamField } from './ParamField.tsx'
import { SubgraphForm } from './SubgraphForm.tsx'
import { Prose } from '../ui/Prose.tsx'
import './inspector.css'

/** What is chosen, as a form: parameters from the node's own definition, what is wrong with it, its documentation. */
export function Inspector({ tab }: { tab: Tab }) {
  const view = useRead(tab.view, (state) => state)
  const document = useRead(tab.document, (state) => state.document)
  const scope = scopeOf(view)
  const [id, ...others] = [...view.selection]
  const node = id === undefined ? undefined : graphOf(document, scope).nodes[id]
  if (!node || id === undefined)
    return scope.subgraph === undefined ? <DocumentForm tab={tab} /> : <SubgraphForm tab={tab} subgraph={scope.subgraph} />
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
        const home = paramHomes(document, view.entered, id, name)[0]!
        const set = (draft: Draft, value: number | string | boolean) => setParam(draft, home.scope, home.id, home.name, value)
        return (
          <Fragment key={name}>
            <ParamField
              name={name}
              param={param}
              value={paramThrough(document, view.entered, id, name) ?? (param.default as number | string | boolean)}
              slots={Object.keys(document.slots)}
              disabled={literalOf !== undefined && wired.has(`${id}.${literalOf[0]}`)}
              onPreview={(value) => tab.document.preview((draft) => set(draft, value))}
              onCommit={(value) => {
                tab.document.cancel()
                tab.document.edit(`Set ${param.form.label ?? name} ${String(value)}`, (draft) => set(draft, value))
              }}
              onCancel={() => tab.document.cancel()}
            />
            {scope.subgraph !== undefined && <Promotion tab={tab} subgraph={scope.subgraph} id={id} name={name} />}
          </Fragment>
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

/** Inside a subgraph: whether each instance sets this parameter, and the way there and back. */
function Promotion({ tab, subgraph, id, name }: { tab: Tab; subgraph: string; id: string; name: string }) {
  const promoted = useRead(tab.document, ({ document }) => document.subgraphs[subgraph]?.promoted)
  const as = Object.entries(promoted ?? {}).find(([, target]) => target === `${id}.${name}`)?.[0]
  if (as === undefined) {
    const step = say('subgraph.step.promote', { name })
    return (
      <div className="promotion">
        <Button
          kind="quiet"
          label={`${say('subgraph.promote')} ${name}`}
          onPress={() => tab.document.edit(step, (draft) => promote(draft, subgraph, id, name))}
        >
          {say('subgraph.promote')}
        </Button>
      </div>
    )
  }
  return (
    <div className="promotion">
      <span className="soft">{say('subgraph.promoted-as', { name: as })}</span>
      <Button
        kind="quiet"
        label={`${say('subgraph.demote')} ${name}`}
        onPress={() => tab.document.edit(say('subgraph.step.demote', { name: as }), (draft) => demote(draft, subgraph, as))}
      >
        {say('subgraph.demote')}
      </Button>
    </div>
  )
}

/** Why a condition or signal is what it is on the bar under the time cursor, as soon as there is a result. */
function WhyNow({ tab, definition, path }: { tab: Tab; definition: NodeDefinition; path: string }) {
  const outcome = useRead(tab.run, ({ result }) => result?.outcome)
  const cursor = useRead(tab.view, (state) => state.cursor)
  const time = cursor ?? outcome?.lastClose
  if (!outcome || typeof time !== 'number' || !Object.values(definition.outputs).some(({ kind }) => kind === 'condition')) return null
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
