import { getBezierPath, type ConnectionLineComponentProps, type EdgeProps } from '@xyflow/react'
import { memo, useEffect, useRef } from 'react'
import { endOf, graphOf } from '../edit/scope.ts'
import { scopeOf } from '../stores/view.ts'
import { say } from '../text/en.ts'
import { useCanvas } from './context.ts'
import type { CanvasNode, WireEdge } from './derive.ts'
import { isLit } from './money-path.ts'
import { portAt } from './ports.ts'
import { refusal } from './refusal.ts'
import { MONEY } from './values.ts'

/** A wire: thin and coloured by type for data; thick, arrowed and labelled where it carries money. The "+" puts a node into it. */
export const WireLine = memo(function WireLine({ id, data, selected, ...ends }: EdgeProps<WireEdge>) {
  const { tab, values, spliceInto } = useCanvas()
  const group = useRef<SVGGElement>(null)
  const money = data?.kind === 'signal' || data?.kind === 'sized' || data?.kind === 'intent'
  const [path, x, y] = getBezierPath(money ? { ...ends, targetX: ends.targetX - 8 } : ends)
  const [from = '', to = ''] = id.split('>')
  useEffect(() => {
    if (!money) return undefined
    const paint = () => {
      const { entered } = tab.view.getState()
      const nodes = graphOf(tab.document.getState().document, { subgraph: entered.at(-1)?.subgraph }).nodes
      const plain = (end: string) => nodes[endOf(end).node]?.type.startsWith('subgraph.') === false
      const prefix = entered.map(({ instance }) => `${instance}/`).join('')
      group.current?.toggleAttribute('data-fired', isLit(values.money(), prefix, id, plain))
    }
    paint()
    return values.watch(MONEY, paint)
  }, [tab, values, id, money])
  return (
    <g ref={group} className="wire" data-kind={data?.kind} data-wrong={data?.wrong || undefined} data-selected={selected || undefined}>
      <path className="react-flow__edge-interaction wire-grip" d={path} />
      <path className="wire-line" d={path} {...(money && { markerEnd: 'url(#wire-arrow)' })} />
      {money && Math.abs(ends.targetX - ends.sourceX) > 44 && (
        <text className="wire-label" x={x} y={y - 7}>
          {data?.kind === 'sized' ? 'sized' : data?.kind}
        </text>
      )}
      <g
        className="wire-plus nopan"
        role="button"
        aria-label={say('canvas.splice', { from, to })}
        transform={`translate(${x} ${y})`}
        onClick={(event) => {
          event.stopPropagation()
          spliceInto({ from, to }, { x: event.clientX, y: event.clientY })
        }}
      >
        <circle r="8" />
        <path d="M-4 0H4M0-4V4" />
      </g>
    </g>
  )
})

/** Arrow heads of the wires that carry money; they take the wire's colour. */
export function WireMarks() {
  return (
    <svg className="wire-marks" aria-hidden="true">
      <defs>
        <marker id="wire-arrow" viewBox="0 0 8 8" refX="2" refY="4" markerWidth="3.2" markerHeight="3.2" orient="auto">
          <path d="M0 0L8 4L0 8Z" fill="context-stroke" />
        </marker>
      </defs>
    </svg>
  )
}

/** The wire being drawn. Over a port it does not fit, it says why. */
export function DrawnWire({
  fromX,
  fromY,
  toX,
  toY,
  fromPosition,
  toPosition,
  fromHandle,
  toHandle,
  fromNode,
  toNode,
  pointer,
  connectionStatus,
}: ConnectionLineComponentProps<CanvasNode>) {
  const { tab } = useCanvas()
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  })
  const document = tab.document.getState().document
  const scope = scopeOf(tab.view.getState())
  const kind = portAt(document, scope, `${fromNode.id}.${fromHandle.id ?? ''}`, fromHandle.type === 'source' ? 'from' : 'to')?.kind
  const ends = toNode && toHandle ? orderedEnds(fromNode.id, fromHandle, toNode.id, toHandle) : undefined
  const why = connectionStatus === 'invalid' && ends ? refusal(document, scope, ...ends) : undefined
  return (
    <g className="wire wire-drawn" data-kind={kind} data-wrong={connectionStatus === 'invalid' || undefined}>
      <path className="wire-line" d={path} />
      {why && (
        <foreignObject x={pointer.x + 12} y={pointer.y + 8} width="280" height="120" className="wire-why">
          <div>{why.reason}</div>
        </foreignObject>
      )}
    </g>
  )
}

type End = { readonly id?: string | null; readonly type: 'source' | 'target' }

/** The two ends of a drawn wire as the document names them, output first; undefined when both are outputs or both inputs. */
export function orderedEnds(
  fromNode: string,
  fromHandle: End,
  toNode: string,
  toHandle: End,
): readonly [from: string, to: string] | undefined {
  if (fromHandle.type === toHandle.type) return undefined
  const [one, other] = [`${fromNode}.${fromHandle.id ?? ''}`, `${toNode}.${toHandle.id ?? ''}`]
  return fromHandle.type === 'source' ? [one, other] : [other, one]
}
