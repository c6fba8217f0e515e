import { getViewportForBounds, useReactFlow, useStoreApi } from '@xyflow/react'
import { useEffect, useMemo, useRef, type PointerEvent, type RefObject } from 'react'
import { moveNodes } from '../edit/nodes.ts'
import { graphOf } from '../edit/scope.ts'
import { scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { boundsOf, boxOf, setArea, wholeOf, type Box } from './edits.ts'
import { registerCanvas, type CanvasHandle } from './handle.ts'
import { isBack } from './names.ts'
import { subgraphOf } from './ports.ts'
import { tidyFrames, tidyPlaces } from './tidy.ts'
import type { PickerControl } from './use-picker.ts'
import { walk } from './walk.ts'

/** What the canvas's own gestures ask for, beside what commands may. */
type OwnHandle = {
  readonly enter: (id: string) => void
  readonly track: (event: PointerEvent) => void
  readonly fitFirst: () => void
  /** The node at a place of the screen, while the graph is seen from afar. */
  readonly nodeAt: (clientX: number, clientY: number) => string | undefined
  /** Brings a node into sight and leaves the focus where it is. */
  readonly reveal: (id: string) => void
  readonly choose: (id: string, also: boolean, near: boolean) => void
}
type Connecting = { readonly refused: object | undefined; readonly dismiss: () => void }

const calm = () => window.matchMedia('(prefers-reduced-motion: reduce)').matches
const GLIDE = 160

/** What commands and keys do to this canvas. Registered for the tab while it is on screen. */
export function useCanvasHandle(
  tab: Tab,
  root: RefObject<HTMLDivElement | null>,
  picker: PickerControl,
  connecting: Connecting,
  announce: (message: string) => void,
) {
  const flow = useReactFlow()
  const store = useStoreApi()
  const pointer = useRef<{ x: number; y: number } | undefined>(undefined)
  const latest = useRef({ picker, connecting })
  latest.current = { picker, connecting }

  const handle = useMemo(() => {
    const now = () => ({ document: tab.document.getState().document, scope: scopeOf(tab.view.getState()) })
    const onlyNode = () => [...tab.view.getState().selection].find((id) => !isBack(id))
    const middle = () => {
      const box = root.current?.getBoundingClientRect()
      return { x: (box?.left ?? 0) + (box?.width ?? 0) / 2, y: (box?.top ?? 0) + (box?.height ?? 0) / 3 }
    }
    const beside = (id: string) => {
      const { document, scope } = now()
      const box = boundsOf(document, scope, [id])
      return box ? flow.flowToScreenPosition({ x: box.x + box.width + 24, y: box.y + 24 }) : middle()
    }
    /** Brings a box into sight, as large as it can be but never larger than life. */
    const fitBox = (box: Box | undefined, duration: number) => {
      const { width, height, minZoom } = store.getState()
      if (!box || width === 0) return
      void flow.setViewport(getViewportForBounds(box, width, height, minZoom, 1, 0.05), { duration: calm() ? 0 : duration })
    }
    const everything = () => {
      const { document, scope } = now()
      return wholeOf(document, scope)
    }
    const focusFace = (id: string) =>
      requestAnimationFrame(() =>
        root.current
          ?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"] .node-face`)
          ?.focus({ preventScroll: true }),
      )

    const reveal = (id: string) => {
      const { document, scope } = now()
      const box = boundsOf(document, scope, [id])
      const frame = root.current?.getBoundingClientRect()
      if (!box || !frame) return
      const from = flow.screenToFlowPosition({ x: frame.left, y: frame.top })
      const to = flow.screenToFlowPosition({ x: frame.right, y: frame.bottom })
      const seen = box.x >= from.x && box.y >= from.y && box.x + box.width <= to.x && box.y + box.height <= to.y
      if (!seen) void flow.setCenter(box.x + box.width / 2, box.y + box.height / 2, { zoom: Math.max(0.6, flow.getZoom()), duration: 0 })
    }
    const showNode = (id: string) => {
      tab.view.select([id])
      reveal(id)
      focusFace(id)
    }

    const self: CanvasHandle & OwnHandle = {
      fitAll: () => fitBox(everything(), GLIDE),
      fitSelection() {
        const { document, scope } = now()
        fitBox(
          boundsOf(
            document,
            scope,
            [...tab.view.getState().selection].filter((id) => !isBack(id)),
          ),
          GLIDE,
        )
      },
      showNode,
      reveal,
      walk(direction) {
        const { document, scope } = now()
        const next = walk(document, scope, onlyNode(), direction)
        if (next === undefined) announce(say('canvas.walk.end'))
        else showNode(next)
      },
      openAdd() {
        const { wire } = tab.view.getState()
        const [from, to] = wire?.split('>') ?? []
        latest.current.picker.openAt(
          pointer.current ?? middle(),
          from !== undefined && to !== undefined ? { wire: { from, to } } : undefined,
          true,
        )
      },
      openWire() {
        const id = onlyNode()
        if (id !== undefined) latest.current.picker.openPorts(beside(id), id)
      },
      async tidy() {
        const { document, scope } = now()
        const places = await tidyPlaces(document, scope)
        tab.document.edit(say('canvas.step.tidy'), (draft) => {
          for (const [name, area] of tidyFrames(document, scope, places)) setArea(draft, name, area)
          moveNodes(draft, scope, places)
        })
        requestAnimationFrame(() => fitBox(everything(), GLIDE))
      },
      escape() {
        const { picker: list, connecting: wires } = latest.current
        if (list.open || wires.refused) {
          list.close()
          wires.dismiss()
          return true
        }
        const { selection, wire, entered } = tab.view.getState()
        if (selection.size > 0 || wire !== undefined) {
          tab.view.select([])
          root.current?.focus()
          return true
        }
        if (entered.length === 0) return false
        const instance = entered.at(-1)!.instance
        tab.view.leaveTo(entered.length - 1)
        requestAnimationFrame(() => showNode(instance))
        return true
      },
      enterNode() {
        const id = onlyNode()
        if (id !== undefined)
          root.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"] .number-box`)?.focus()
      },
      enter(id) {
        const { document, scope } = now()
        const name = subgraphOf(graphOf(document, scope).nodes[id]?.type ?? '')
        if (name !== undefined && Object.hasOwn(document.subgraphs, name)) tab.view.enter(id, name)
      },
      place() {
        const { x, y } = flow.screenToFlowPosition(pointer.current ?? middle(), { snapToGrid: true, snapGrid: [8, 8] })
        return [x, y]
      },
      say: announce,
      fitFirst: () => fitBox(everything(), 0),
      nodeAt(clientX, clientY) {
        const { document, scope } = now()
        const { x, y } = flow.screenToFlowPosition({ x: clientX, y: clientY }, { snapToGrid: false })
        return Object.keys(graphOf(document, scope).nodes).findLast((id) => {
          const box = boxOf(document, scope, id)
          return box && x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height
        })
      },
      choose(id, also, near) {
        const { selection } = tab.view.getState()
        if (near) return showNode(id)
        tab.view.select(also ? [...selection, id] : [id])
      },
      track: ({ clientX, clientY }) => void (pointer.current = { x: clientX, y: clientY }),
    }
    return self
  }, [tab, root, flow, store, announce])

  useEffect(() => registerCanvas(tab, handle), [tab, handle])
  // Another scope is another picture: show all of it. What is chosen from elsewhere (a problem, a trade, the outline) is brought into sight.
  useEffect(
    () =>
      tab.view.subscribe((state, before) => {
        const entered = state.entered !== before.entered
        const elsewhere = state.selection !== before.selection && !root.current?.contains(document.activeElement)
        if (!entered && !elsewhere) return
        requestAnimationFrame(() => {
          if (entered) handle.fitFirst()
          const chosen = [...tab.view.getState().selection].filter((id) => !isBack(id))
          if (elsewhere && chosen.length === 1) handle.reveal(chosen[0]!)
        })
      }),
    [tab, root, handle],
  )
  return handle
}
