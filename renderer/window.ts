import { createContext, useContext } from 'react'
import type { EngineClient, Shell } from './engine.ts'
import type { ConnectionStore } from './stores/connection.ts'
import type { DialogStore } from './stores/dialogs.ts'
import type { Documents } from './stores/documents.ts'
import type { LayoutStore } from './stores/layout.ts'
import type { LiveStore } from './stores/live.ts'
import type { NoticeStore } from './stores/notices.ts'
import type { WorkspaceStore } from './stores/workspace.ts'

/** What there is one of in a window. */
export type WindowParts = {
  readonly engine: EngineClient
  readonly shell: Shell
  readonly workspace: WorkspaceStore
  readonly layout: LayoutStore
  readonly connection: ConnectionStore
  readonly documents: Documents
  readonly live: LiveStore
  readonly notices: NoticeStore
  readonly dialogs: DialogStore
}

const WindowContext = createContext<WindowParts | undefined>(undefined)
export const WindowProvider = WindowContext.Provider

export function useWindow(): WindowParts {
  const parts = useContext(WindowContext)
  if (!parts) throw new Error('a part of the window was drawn outside it')
  return parts
}
