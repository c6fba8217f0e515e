import type { EdgeChange, NodeChange, OnNodeDrag } from '@xyflow/react'
import { useCallback, useMemo, useRef, useState } from 'react'
import { moveNodes } from '../edit/nodes.ts'
import { backsOf, graphOf } from '../edit/scope.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { createDeriver, type CanvasNode, type WireEdge } from './derive.ts'
import { boxOf, makeRoom, setArea, spliceNode, waysInto } from './edits.ts'
import { frameId, isBack, noteId } from './names.ts'
import { wireUnder } from './wire-geometry.ts'

type Places = ReadonlyMap<string, readonly [number, number]>
type Area = readonly [number, number, number, number]
const nowhere: Places = new Map()
const unsized: ReadonlyMap<string, Area> = new Map()

/** React Flow's nodes and wires, and what moving, sizing and choosing them does. A drag is view state until it is let go. */
export function useMoving(tab: Tab) {
  const document = useRead(tab.document, (state) => state.document)
  const entered = useRead(tab.view, (state) => state.entered)
  const selection = useRead(tab.view, (state) => state.selection)
  const wire = useRead(tab.view, (state) => state.wire)
  const [dragged, setDragged] = useState<Places>(nowhere)
  const [resized, setResized] = useState(unsized)
  const derive = useMemo(createDeriver, [tab])
  const scope = useMemo(() => ({ subgraph: entered.at(-1)?.subgraph }), [entered])
  const { nodes, edges } = useMemo(
    () => derive({ document, scope, entered, selection, wire, dragged, resized }),
    [derive, document, scope, entered, selection, wire, dragged, resized],
  )
  /** What a dragged frame takes along, with its place beside the frame. */
  const carried = useRef<ReadonlyMap<string, readonly { readonly id: string; readonly by: readonly [number, number] }[]>>(new Map())
  const latest = useRef(dragged)
  latest.current = dragged

  const onNodesChange = useCallback(
    (changes: readonly NodeChange<CanvasNode>[]) => {
      const chosen = changes.filter((change) => change.type === 'select')
      if (chosen.length > 0) {
        const now = new Set(tab.view.getState().selection)
        for (const { id, selected } of chosen)
          if (selected) now.add(id)
          else now.delete(id)
        tab.view.setState({ selection: now, ...(now.size > 0 && { wire: undefined }) })
      }
      const moved = changes.filter((change) => change.type === 'position' && change.dragging === true && change.position !== undefined)
      if (moved.length === 0) return
      setDragged((before) => {
        const next = new Map(before)
        for (const change of moved) {
          if (change.type !== 'position' || !change.position) continue
          const { x, y } = change.position
          next.set(change.id, [x, y])
          for (const { id, by } of carried.current.get(change.id) ?? []) next.set(id, [x + by[0], y + by[1]])
        }
        return next
      })
    },
    [tab],
  )

  const onEdgesChange = useCallback(
    (changes: readonly EdgeChange<WireEdge>[]) => {
      for (const change of changes) {
        if (change.type !== 'select') continue
        if (change.selected) tab.view.selectWire(change.id)
        else if (tab.view.getState().wire === change.id) tab.view.setState({ wire: undefined })
      }
    },
    [tab],
  )

  const onDragStart: OnNodeDrag<CanvasNode> = useCallback(
    (_event, _node, moving) => {
      const { document: now } = tab.document.getState()
      const ids = new Set(moving.map(({ id }) => id))
      const found = new Map<string, { id: string; by: readonly [number, number] }[]>()
      for (const { id, position, type, width = 0, height = 0 } of moving) {
        if (type !== 'frame') continue
        const inside = (x: number, y: number) => x >= position.x && y >= position.y && x <= position.x + width && y <= position.y + height
        const list = Object.keys(graphOf(now, scope).nodes).flatMap((one) => {
          const box = boxOf(now, scope, one)
          return box && !ids.has(one) && inside(box.x + box.width / 2, box.y + box.height / 2)
            ? [{ id: one, by: [box.x - position.x, box.y - position.y] as const }]
            : []
        })
        for (const note of backsOf(now, scope).notes) {
          const [x, y, w, h] = note.area
          if (!ids.has(noteId(note.id)) && inside(x + w / 2, y + h / 2))
            list.push({ id: noteId(note.id), by: [x - position.x, y - position.y] })
        }
        found.set(id, list)
      }
      carried.current = found
    },
    [tab, scope],
  )

  const finish = useCallback(() => {
    const places = latest.current
    carried.current = new Map()
    setDragged(nowhere)
    if (places.size === 0) return
    const { document: now } = tab.document.getState()
    const own = [...places].filter(([id]) => !isBack(id))
    const label =
      places.size === 1 ? say('canvas.step.move', { name: [...places.keys()][0]! }) : say('canvas.step.move-many', { count: places.size })
    const only = own.length === 1 && places.size === 1 ? own[0] : undefined
    const into = only && Object.hasOwn(graphOf(now, scope).nodes, only[0]) ? wireUnder(now, scope, only[0], only[1]) : undefined
    tab.document.edit(into ? say('canvas.step.splice') : label, (draft) => {
      moveNodes(draft, scope, new Map(own))
      for (const [id, [x, y]] of places) {
        const area =
          draft.view.frames.find((frame) => frameId(frame.id) === id)?.area ?? draft.view.notes.find((note) => noteId(note.id) === id)?.area
        if (area) setArea(draft, id, [x, y, area[2], area[3]])
      }
      if (into && only && waysInto(draft, scope, into, only[0]) && spliceNode(draft, scope, into, only[0])) makeRoom(draft, scope, only[0])
    })
  }, [tab, scope])

  const resize = useCallback(
    (id: string, area: Area, done: boolean) => {
      if (!done) return setResized(new Map([[id, area]]))
      setResized(unsized)
      tab.document.edit(say('canvas.step.resize'), (draft) => setArea(draft, id, area))
    },
    [tab],
  )

  return { nodes, edges, scope, onNodesChange, onEdgesChange, onDragStart, onDragStop: finish, onSelectionDragStop: finish, resize }
}
