import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { endOf, graphOf, type Scope } from './scope.ts'

/** Instances entered, outermost first. */
export type Entered = readonly { readonly instance: string; readonly subgraph: string }[]

/** Where a parameter is set: a node of a scope, and what it is called there. */
export type ParamHome = { readonly scope: Scope; readonly id: string; readonly name: string }

/**
 * Where a parameter of a node in view is set, seen through the instances entered: a promoted one belongs to the instance, and where
 * that one's is promoted again, to the next one out. The first is where it is changed; a value is looked for from the first to the last.
 */
export function paramHomes(document: StrategyDocument, entered: Entered, id: string, name: string): readonly ParamHome[] {
  const scope: Scope = { subgraph: entered.at(-1)?.subgraph }
  const own: ParamHome = { scope, id, name }
  const through = entered.at(-1)
  const promoted = through && document.subgraphs[through.subgraph]?.promoted
  const as = promoted && Object.entries(promoted).find(([, target]) => target === `${id}.${name}`)?.[0]
  if (!through || as === undefined) return [own]
  return [...paramHomes(document, entered.slice(0, -1), through.instance, as), own]
}

/** What a parameter is for the instance entered through; undefined where nobody sets it. */
export function paramThrough(
  document: StrategyDocument,
  entered: Entered,
  id: string,
  name: string,
): number | string | boolean | undefined {
  for (const home of paramHomes(document, entered, id, name)) {
    const value = graphOf(document, home.scope).nodes[home.id]?.params[home.name]
    if (value !== undefined) return value
  }
  return undefined
}

type Given = Readonly<Record<string, number | string | boolean>>

/** What the instance entered through sets, by node of the scope in view and parameter. */
export function promotedValues(document: StrategyDocument, entered: Entered): ReadonlyMap<string, Given> {
  const values = new Map<string, Given>()
  for (const target of Object.values(document.subgraphs[entered.at(-1)?.subgraph ?? '']?.promoted ?? {})) {
    const { node, port } = endOf(target)
    const value = paramThrough(document, entered, node, port)
    if (value !== undefined) values.set(node, { ...values.get(node), [port]: value })
  }
  return values
}
