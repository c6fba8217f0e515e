import { createStore } from 'zustand/vanilla'
import type { Scope } from '../edit/scope.ts'

/** What is looked at and chosen in one open document. Never part of it, never in its history. */
export type ViewState = {
  /** Selected node ids of the scope in view. */
  readonly selection: ReadonlySet<string>
  /** Selected wire, "from>to". */
  readonly wire: string | undefined
  /** Instances entered, outermost first: the path values are shown for. Empty: the strategy itself. */
  readonly entered: readonly { readonly instance: string; readonly subgraph: string }[]
  /** Time cursor, UTC milliseconds; undefined: the latest bar. */
  readonly cursor: number | undefined
  /** The node under the pointer or with focus, for help and "why". */
  readonly focused: string | undefined
}

export type ViewStore = ReturnType<typeof createViewStore>

export function createViewStore() {
  const store = createStore<ViewState>(() => ({
    selection: new Set(),
    wire: undefined,
    entered: [],
    cursor: undefined,
    focused: undefined,
  }))
  return {
    ...store,
    select: (ids: Iterable<string>) => store.setState({ selection: new Set(ids), wire: undefined }),
    selectWire: (wire: string | undefined) => store.setState({ wire, selection: new Set() }),
    enter: (instance: string, subgraph: string) =>
      store.setState(({ entered }) => ({ entered: [...entered, { instance, subgraph }], selection: new Set(), wire: undefined })),
    /** Leaves to the given depth; 0 is the strategy itself. */
    leaveTo: (depth: number) =>
      store.setState(({ entered }) => ({ entered: entered.slice(0, depth), selection: new Set(), wire: undefined })),
    /** Goes to nodes of a scope: enters it where it is another one, and chooses them. */
    goTo: (path: ViewState['entered'], ids: readonly string[]) =>
      store.setState(({ entered }) => ({
        entered: isSamePath(path, entered) ? entered : path,
        selection: new Set(ids),
        wire: undefined,
      })),
    setCursor: (cursor: number | undefined) => store.setState({ cursor }),
    focus: (focused: string | undefined) => store.setState({ focused }),
  }
}

function isSamePath(a: ViewState['entered'], b: ViewState['entered']): boolean {
  return a.length === b.length && a.every(({ instance }, i) => instance === b[i]!.instance)
}

/** Scope in view. */
export function scopeOf({ entered }: ViewState): Scope {
  return { subgraph: entered.at(-1)?.subgraph }
}

/** Path of a node of the scope in view, as plans, findings and values name it. */
export function pathOf({ entered }: ViewState, id: string): string {
  return [...entered.map(({ instance }) => instance), id].join('/')
}
