import { createContext, useContext } from 'react'
import type { Wire } from '../../nodes/strategy/document.ts'
import type { Tab } from '../stores/workspace.ts'
import type { ValueStore } from './values.ts'

/** What the parts drawn inside React Flow need of their canvas. */
export type CanvasParts = {
  readonly tab: Tab
  readonly values: ValueStore
  /** Opens the list of nodes that can be put into a wire; pixels of the screen. */
  readonly spliceInto: (wire: Wire, at: { readonly x: number; readonly y: number }) => void
  /** Opens the options of a parameter as a list at a place of the screen. */
  readonly pickOption: (
    label: string,
    options: readonly string[],
    at: { readonly x: number; readonly y: number },
    take: (option: string) => void,
  ) => void
  readonly resize: (id: string, area: readonly [number, number, number, number], done: boolean) => void
}

const CanvasContext = createContext<CanvasParts | undefined>(undefined)
export const CanvasProvider = CanvasContext.Provider

export function useCanvas(): CanvasParts {
  const parts = useContext(CanvasContext)
  if (!parts) throw new Error('a part of the canvas was drawn outside it')
  return parts
}
