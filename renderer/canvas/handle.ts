import type { Tab } from '../stores/workspace.ts'
import type { Direction } from './walk.ts'

/** What commands can ask of the canvas on screen: what needs the viewport, the focus or a list at a place. */
export type CanvasHandle = {
  readonly fitAll: () => void
  readonly fitSelection: () => void
  /** Shows and focuses a node of the scope in view. */
  readonly showNode: (id: string) => void
  readonly walk: (direction: Direction) => void
  /** Opens the list of nodes to add: into the chosen wire, else at the pointer or the middle. */
  readonly openAdd: () => void
  /** Opens the list of ports of the chosen node, to draw a wire by keys. */
  readonly openWire: () => void
  readonly tidy: () => Promise<void>
  /** Closes what is open; answers whether anything was. The next Tab leaves the canvas. */
  readonly escape: () => boolean
  /** Puts the focus into the chosen node's first number or list. */
  readonly enterNode: () => void
  /** Where new things go: under the pointer, else the middle of what is seen. Canvas pixels. */
  readonly place: () => readonly [number, number]
  readonly say: (message: string) => void
}

const handles = new WeakMap<Tab, CanvasHandle>()

/** The canvas a tab is shown on; undefined while it is not on screen. */
export function canvasOf(tab: Tab | undefined): CanvasHandle | undefined {
  return tab && handles.get(tab)
}

/** Registers the canvas of a tab; answers with what takes it back. */
export function registerCanvas(tab: Tab, handle: CanvasHandle): () => void {
  handles.set(tab, handle)
  return () => void (handles.get(tab) === handle && handles.delete(tab))
}
