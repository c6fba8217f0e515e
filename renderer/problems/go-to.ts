import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { canvasOf } from '../canvas/handle.ts'
import { graphOf, type Scope } from '../edit/scope.ts'
import type { ViewState } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'

const SUBGRAPH = 'subgraph.'

/** Where a node of a path is: the instances to enter, outermost first, and its id there. Undefined when it is no longer there. */
export function entryTo(
  document: StrategyDocument,
  path: string,
): { readonly entered: ViewState['entered']; readonly id: string } | undefined {
  const parts = path.split('/')
  const entered: { instance: string; subgraph: string }[] = []
  let scope: Scope = { subgraph: undefined }
  for (const instance of parts.slice(0, -1)) {
    const type = graphOf(document, scope).nodes[instance]?.type
    const subgraph = type?.startsWith(SUBGRAPH) ? type.slice(SUBGRAPH.length) : undefined
    if (subgraph === undefined || !document.subgraphs[subgraph]) return undefined
    entered.push({ instance, subgraph })
    scope = { subgraph }
  }
  const id = parts.at(-1)!
  return Object.hasOwn(graphOf(document, scope).nodes, id) ? { entered, id } : undefined
}

/** Goes to a node wherever it is: enters its subgraph, chooses it, has the canvas show it. False when it is no longer there. */
export function goToNode(tab: Tab, path: string): boolean {
  const place = entryTo(tab.document.getState().document, path)
  if (!place) return false
  tab.view.goTo(place.entered, [place.id])
  // Where another scope was entered, the canvas first has to draw it.
  requestAnimationFrame(() => canvasOf(tab)?.showNode(place.id))
  return true
}
