import type { Connection, FinalConnectionState, OnConnectStartParams } from '@xyflow/react'
import { useCallback, useRef, useState, type RefObject } from 'react'
import type { Fix } from '../../nodes/strategy/findings.ts'
import { connect, disconnect, type Point } from '../edit/nodes.ts'
import { graphOf, viewKey } from '../edit/scope.ts'
import { scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import type { WireEdge } from './derive.ts'
import { addAny } from './edits.ts'
import { measures } from './face.ts'
import { portAt, portsFit, portsOfNode, type PortKind } from './ports.ts'
import { refusal } from './refusal.ts'
import type { PickerControl, ScreenPoint } from './use-picker.ts'
import { orderedEnds } from './WireLine.tsx'

export type Refused = { readonly from: string; readonly to: string; readonly reason: string; readonly fix?: Fix; readonly at: ScreenPoint }

type Ends = {
  readonly source: string
  readonly sourceHandle?: string | null
  readonly target: string
  readonly targetHandle?: string | null
}
const endsOf = ({ source, sourceHandle, target, targetHandle }: Ends) =>
  [`${source}.${sourceHandle ?? ''}`, `${target}.${targetHandle ?? ''}`] as const

/** Drawing wires: what fits snaps; what does not is refused with its reason; let go over nothing, a list opens. */
export function useConnecting(
  tab: Tab,
  root: RefObject<HTMLDivElement | null>,
  picker: PickerControl,
  announce: (message: string) => void,
) {
  const [refused, setRefused] = useState<Refused | undefined>(undefined)
  const [wiring, setWiring] = useState<string | undefined>(undefined)
  const done = useRef(false)
  const now = useCallback(() => ({ document: tab.document.getState().document, scope: scopeOf(tab.view.getState()) }), [tab])

  const fits = useCallback(
    (ends: Connection | WireEdge) => {
      const { document, scope } = now()
      return refusal(document, scope, ...endsOf(ends)) === undefined
    },
    [now],
  )

  const draw = useCallback(
    (from: string, to: string, instead?: readonly [string, string]) => {
      const { scope } = now()
      setRefused(undefined)
      tab.document.edit(say('canvas.step.connect'), (draft) => {
        if (instead) disconnect(draft, scope, ...instead)
        connect(draft, scope, from, to)
      })
      announce(say('canvas.connected', { from, to }))
    },
    [tab, now, announce],
  )

  const refuse = useCallback(
    (from: string, to: string, screen: ScreenPoint) => {
      const { document, scope } = now()
      const why = refusal(document, scope, from, to)
      const box = root.current?.getBoundingClientRect()
      if (!why || !box) return
      const at = {
        x: Math.max(8, Math.min(screen.x - box.left, box.width - 320)),
        y: Math.max(8, Math.min(screen.y - box.top + 12, box.height - 120)),
      }
      setRefused({ from, to, at, ...why })
      announce(why.reason)
    },
    [now, root, announce],
  )

  const onStart = useCallback(
    (_event: unknown, { nodeId, handleId, handleType }: OnConnectStartParams) => {
      const { document, scope } = now()
      const side = handleType === 'source' ? 'from' : 'to'
      const port = portAt(document, scope, `${nodeId ?? ''}.${handleId ?? ''}`, side)
      done.current = false
      setRefused(undefined)
      setWiring(port && `${side} ${port.kind}`)
    },
    [now],
  )

  /** Let go over a node but no port of it: its first free port that fits, else the reason the first one does not. */
  const onBody = useCallback(
    (end: string, side: 'from' | 'to', node: string, screen: ScreenPoint): void => {
      const { document: strategy, scope } = now()
      const port = portAt(strategy, scope, end, side)
      const { inputs, outputs } = portsOfNode(strategy, scope, node)
      const others = side === 'from' ? inputs : outputs
      const ends = others.map(({ name }): readonly [from: string, to: string] =>
        side === 'from' ? [end, `${node}.${name}`] : [`${node}.${name}`, end],
      )
      const taken = new Set(graphOf(strategy, scope).wires.map(({ to }) => to))
      const fit = ends.filter((pair) => refusal(strategy, scope, ...pair) === undefined)
      const best = fit.find(([, to]) => !taken.has(to)) ?? fit[0]
      if (best) return draw(...best)
      const near = others.findIndex((other) => port && (side === 'from' ? portsFit(port, other) : portsFit(other, port)))
      const pair = ends[Math.max(0, near)]
      if (pair) refuse(...pair, screen)
    },
    [now, draw, refuse],
  )

  const onEnd = useCallback(
    (event: MouseEvent | TouchEvent, state: FinalConnectionState) => {
      setWiring(undefined)
      if (done.current || !state.fromNode || !state.fromHandle || !state.fromHandle.id) return
      const screen =
        'changedTouches' in event
          ? { x: event.changedTouches[0]!.clientX, y: event.changedTouches[0]!.clientY }
          : { x: event.clientX, y: event.clientY }
      const side = state.fromHandle.type === 'source' ? 'from' : 'to'
      const end = `${state.fromNode.id}.${state.fromHandle.id}`
      if (state.toNode && state.toHandle) {
        const ends = orderedEnds(state.fromNode.id, state.fromHandle, state.toNode.id, state.toHandle)
        if (ends && state.isValid === false) refuse(...ends, screen)
        return
      }
      const under = document.elementFromPoint(screen.x, screen.y)
      const body = under?.closest('.react-flow__node-face')?.getAttribute('data-id')
      if (body && body !== state.fromNode.id) return onBody(end, side, body, screen)
      if (under?.closest('.react-flow__pane, .react-flow__node-frame, .react-flow__edges')) picker.openAt(screen, { end, side })
    },
    [picker, refuse, onBody],
  )

  /** Draws the refused wire after all, with the converter it needs in between. */
  const convert = useCallback(
    ({ from, to, fix }: Refused) => {
      if (fix?.kind !== 'insert-converter') return
      const { scope } = now()
      tab.document.edit(say('canvas.step.convert'), (draft) => {
        const [x, y]: Point = draft.view.positions[viewKey(scope, to.slice(0, to.lastIndexOf('.')))] ?? [0, 0]
        const id = addAny(draft, scope, fix.type, [x - measures.width - 40, y])
        const ports = portsOfNode(draft, scope, id)
        connect(draft, scope, from, `${id}.${ports.inputs[0]?.name ?? ''}`)
        connect(draft, scope, `${id}.${ports.outputs[0]?.name ?? ''}`, to)
      })
      setRefused(undefined)
      root.current?.focus()
    },
    [tab, now, root],
  )

  const onConnect = useCallback(
    (connection: Connection) => {
      done.current = true
      draw(...endsOf(connection))
    },
    [draw],
  )
  const onReconnect = useCallback(
    (old: WireEdge, connection: Connection) => {
      done.current = true
      const [from, to] = endsOf(connection)
      if (`${from}>${to}` !== old.id) draw(from, to, endsOf(old))
    },
    [draw],
  )
  const onReconnectEnd = useCallback(
    (_event: unknown, edge: WireEdge, _type: unknown, state: FinalConnectionState) => {
      // Pulled off its port and let go over nothing: the wire is taken away.
      if (done.current || state.toNode) return
      const { scope } = now()
      tab.document.edit(say('canvas.step.disconnect'), (draft) => disconnect(draft, scope, ...endsOf(edge)))
      done.current = true
    },
    [tab, now],
  )

  const dismiss = useCallback(() => setRefused(undefined), [])
  return {
    refused,
    wiring: wiring as `${'from' | 'to'} ${PortKind}` | undefined,
    fits,
    onStart,
    onConnect,
    onEnd,
    onReconnect,
    onReconnectEnd,
    convert,
    dismiss,
  }
}
