import type { Finding } from '../../nodes/strategy/findings.ts'
import { connect, disconnect, removeNodes, setBypassed, setMuted, setParam, addNode } from '../edit/nodes.ts'
import { graphOf, viewKey, type Scope } from '../edit/scope.ts'
import type { DocumentStore } from '../stores/document.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'

/** Where the node of a finding can be edited: in the strategy, or in the definition its instance is of. Undefined when it is not there. */
export function placeOf(document: StrategyDocument, path: string): { readonly scope: Scope; readonly id: string } | undefined {
  const parts = path.split('/')
  let scope: Scope = { subgraph: undefined }
  for (const instance of parts.slice(0, -1)) {
    const type = graphOf(document, scope).nodes[instance]?.type
    if (!type?.startsWith('subgraph.')) return undefined
    scope = { subgraph: type.slice('subgraph.'.length) }
    if (!document.subgraphs[scope.subgraph!]) return undefined
  }
  const id = parts.at(-1)!
  return Object.hasOwn(graphOf(document, scope).nodes, id) ? { scope, id } : undefined
}

/** Makes the edit a finding offers, as one step. */
export function applyFix(store: DocumentStore, { fix, node, port }: Finding): void {
  const { document } = store.getState()
  const place = node === undefined ? undefined : placeOf(document, node)
  if (!fix || !place) return
  const { scope, id } = place
  switch (fix.kind) {
    case 'remove-node':
      return store.edit('Remove node', (draft) => removeNodes(draft, scope, new Set([id])))
    case 'unmute':
      return store.edit('Unmute', (draft) => setMuted(draft, scope, new Set([id]), false))
    case 'unbypass':
      return store.edit('Take back', (draft) => setBypassed(draft, scope, id, undefined))
    case 'remove-param':
      return store.edit(`Remove ${fix.param}`, (draft) => setParam(draft, scope, id, fix.param, undefined))
    case 'set-param':
      return store.edit(`Set ${fix.param} ${String(fix.value)}`, (draft) => setParam(draft, scope, id, fix.param, fix.value))
    case 'insert-converter':
      return store.edit('Insert converter', (draft) => {
        const wire = graphOf(draft, scope).wires.find(({ to }) => to === `${id}.${port}`)
        if (!wire) return
        const { from, to } = wire
        const [x, y] = draft.view.positions[viewKey(scope, id)] ?? [0, 0]
        const converter = addNode(draft, scope, fix.type, [x - 200, y])
        disconnect(draft, scope, from, to)
        connect(draft, scope, from, `${converter}.source`)
        connect(draft, scope, `${converter}.result`, to)
      })
  }
}

/** What the button of a fix says. */
export function fixWords({ fix }: Finding): string | undefined {
  switch (fix?.kind) {
    case undefined:
      return undefined
    case 'remove-node':
      return 'Remove the node'
    case 'unmute':
      return 'Unmute'
    case 'unbypass':
      return 'Take it back'
    case 'remove-param':
      return `Remove ${fix.param}`
    case 'set-param':
      return `Set ${fix.param} to ${String(fix.value)}`
    case 'insert-converter':
      return 'Insert a converter'
  }
}
