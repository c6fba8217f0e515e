import { createStore, type StoreApi } from 'zustand/vanilla'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { EngineClient } from '../engine.ts'
import { createDocumentStore, isUnsaved, type DocumentStore, type Origin } from './document.ts'
import { createRunStore, type RunStore } from './run.ts'
import { createViewStore, type ViewStore } from './view.ts'

/** One open strategy: its document with its history, what is looked at, its runs. */
export type Tab = {
  readonly id: number
  readonly document: DocumentStore
  readonly view: ViewStore
  readonly run: RunStore
  /** The document's text under edit, kept while other panels are looked at; undefined: none is. */
  readonly code: StoreApi<{ readonly text: string | undefined }>
}

export type WorkspaceState = {
  readonly tabs: readonly Tab[]
  readonly active: number | undefined
  /** What was left the last time has been taken up: from here on an empty window is one the person emptied. */
  readonly begun: boolean
}

/** The open strategies of this window. `onRefused` hears why an edit was not made. */
export function createWorkspaceStore(engine: EngineClient, onRefused?: (why: string) => void) {
  const store = createStore<WorkspaceState>(() => ({ tabs: [], active: undefined, begun: false }))
  let nextId = 1

  return {
    ...store,
    /** Opens a document in a tab of its own and brings it to the front; one already open under that name is brought to the front instead. */
    open(document: StrategyDocument, origin: Origin): Tab {
      const { tabs } = store.getState()
      const open = tabs.find((tab) => origin.name !== undefined && tab.document.getState().origin.name === origin.name)
      if (open) {
        store.setState({ active: open.id })
        return open
      }
      const documentStore = createDocumentStore(document, origin, onRefused)
      const tab: Tab = {
        id: nextId++,
        document: documentStore,
        view: createViewStore(),
        run: createRunStore(engine, documentStore),
        code: createStore(() => ({ text: undefined })),
      }
      store.setState({ tabs: [...tabs, tab], active: tab.id })
      return tab
    },
    begin: () => store.setState({ begun: true }),
    activate: (id: number) => store.setState({ active: id }),
    close(id: number): void {
      store.setState(({ tabs, active }) => {
        const index = tabs.findIndex((tab) => tab.id === id)
        tabs[index]?.run.dispose()
        const rest = tabs.filter((tab) => tab.id !== id)
        return { tabs: rest, active: active === id ? rest[Math.min(index, rest.length - 1)]?.id : active }
      })
    },
  }
}
export type WorkspaceStore = ReturnType<typeof createWorkspaceStore>

export function activeTab({ tabs, active }: WorkspaceState): Tab | undefined {
  return tabs.find((tab) => tab.id === active)
}

/** Whether something would be lost with a tab: edits, or text that was not taken over. */
export const hasUnsaved = ({ document, code }: Tab): boolean => isUnsaved(document.getState()) || code.getState().text !== undefined
