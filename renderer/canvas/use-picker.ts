import { useReactFlow } from '@xyflow/react'
import { useCallback, useMemo, useState, type DragEvent, type RefObject } from 'react'
import type { Wire } from '../../nodes/strategy/document.ts'
import { findNode } from '../../nodes/index.ts'
import { connect } from '../edit/nodes.ts'
import { recents } from '../palette/recents.ts'
import { dragType } from '../palette/drag.ts'
import { scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { addAny, addWired, spliceNew, standFree } from './edits.ts'
import { measures } from './face.ts'
import { canvasOf } from './handle.ts'
import { addItems, endItems, portItems, type Wanted } from './offers.ts'
import type { PickItem } from './Picker.tsx'
import { subgraphOf } from './ports.ts'
import { refusal } from './refusal.ts'

export type ScreenPoint = { readonly x: number; readonly y: number }
type Open = {
  readonly key: string
  readonly label: string
  readonly items: readonly PickItem[]
  readonly at: ScreenPoint
  readonly pick: (id: string) => void
}
export type PickerControl = ReturnType<typeof usePicker>

/** The list that opens on the canvas, and adding what is chosen from it: at a place, on from a port, into a wire. */
export function usePicker(tab: Tab, root: RefObject<HTMLDivElement | null>) {
  const [open, setOpen] = useState<Open | undefined>(undefined)
  const { screenToFlowPosition } = useReactFlow()

  const close = useCallback(() => {
    setOpen(undefined)
    root.current?.focus()
  }, [root])

  /** Adds a node with its middle left at a place of the screen; where a wire is given, into it or on from it. By keys: where there is room. */
  const add = useCallback(
    (type: string, screen: ScreenPoint, wanted: Wanted, byKeys = false): string | undefined => {
      const scope = scopeOf(tab.view.getState())
      const { x, y } = screenToFlowPosition(screen, { snapToGrid: true, snapGrid: [8, 8] })
      const back = wanted && 'side' in wanted && wanted.side === 'to' ? measures.width : wanted && 'wire' in wanted ? measures.width / 2 : 0
      const at = [x - back, y - measures.title] as const
      const title = findNode(type)?.title ?? subgraphOf(type) ?? type
      const id = tab.document.edit(say('canvas.step.add', { title }), (draft) => {
        if (wanted && 'wire' in wanted) return spliceNew(draft, scope, wanted.wire, type, at)
        const added = wanted ? addWired(draft, scope, type, at, wanted.end, wanted.side) : addAny(draft, scope, type, at)
        if (byKeys) standFree(draft, scope, added)
        return added
      })
      if (id === undefined) return undefined
      recents.add(type)
      tab.view.select([id])
      return id
    },
    [tab, screenToFlowPosition],
  )

  const show = useCallback(
    (screen: ScreenPoint, label: string, items: readonly PickItem[], pick: (id: string) => void) => {
      const box = root.current?.getBoundingClientRect()
      if (!box) return
      const at = {
        x: Math.max(8, Math.min(screen.x - box.left, box.width - 328)),
        y: Math.max(8, Math.min(screen.y - box.top, box.height - 300)),
      }
      setOpen({ key: `${label} ${screen.x} ${screen.y}`, label, items, at, pick })
    },
    [root],
  )

  /** Opens the list of nodes to add. By keys and on from a port, what is there already and fits comes first in the list. */
  const openAt = useCallback(
    (screen: ScreenPoint, wanted: Wanted, byKeys = false) => {
      const { document } = tab.document.getState()
      const scope = scopeOf(tab.view.getState())
      const ends = byKeys && wanted && 'side' in wanted ? endItems(document, scope, wanted.end, wanted.side) : []
      const label = say(wanted === undefined ? 'canvas.search' : 'wire' in wanted ? 'canvas.search.wire' : 'canvas.search.port')
      show(screen, label, [...ends, ...addItems(document, scope, wanted, recents.list())], (id) => {
        if (wanted && 'side' in wanted && ends.some((one) => one.id === id)) {
          const [from, to] = wanted.side === 'from' ? [wanted.end, id] : [id, wanted.end]
          if (!refusal(tab.document.getState().document, scope, from, to))
            tab.document.edit(say('canvas.step.connect'), (draft) => connect(draft, scope, from, to))
          return close()
        }
        const added = add(id, screen, wanted, byKeys)
        close()
        // There is no pointer to show where it came to stand.
        if (byKeys && added !== undefined) canvasOf(tab)?.showNode(added)
      })
    },
    [tab, add, close, show],
  )

  /** Opens the list of a node's ports: the first half of drawing a wire by keys. */
  const openPorts = useCallback(
    (screen: ScreenPoint, node: string) => {
      const items = portItems(tab.document.getState().document, scopeOf(tab.view.getState()), node)
      show(screen, say('canvas.search.from', { node }), items, (id) => {
        const space = id.indexOf(' ')
        openAt(screen, { side: id.slice(0, space) === 'from' ? 'from' : 'to', end: id.slice(space + 1) }, true)
      })
    },
    [tab, show, openAt],
  )

  const spliceInto = useCallback((wire: Wire, at: ScreenPoint) => openAt(at, { wire }), [openAt])

  /** Opens the options of a parameter as a list. */
  const pickOption = useCallback(
    (label: string, options: readonly string[], at: ScreenPoint, take: (option: string) => void) => {
      const items = options.map((option): PickItem => ({ id: option, title: option, hint: '', group: label }))
      show(at, label, items, (option) => {
        take(option)
        close()
      })
    },
    [show, close],
  )

  const drop = useCallback(
    (event: DragEvent) => {
      const type = event.dataTransfer.getData(dragType)
      if (type === '') return
      event.preventDefault()
      const under = document.elementFromPoint(event.clientX, event.clientY)?.closest('.react-flow__edge')
      const [from, to] = under?.getAttribute('data-id')?.split('>') ?? []
      const place = { x: event.clientX - 24, y: event.clientY }
      const into = from !== undefined && to !== undefined ? add(type, place, { wire: { from, to } }) : undefined
      if (into === undefined) add(type, place, undefined)
      root.current?.focus()
    },
    [add, root],
  )

  return useMemo(
    () => ({ open, close, openAt, openPorts, spliceInto, pickOption, drop }),
    [open, close, openAt, openPorts, spliceInto, pickOption, drop],
  )
}
