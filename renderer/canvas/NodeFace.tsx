import { Handle, Position, type NodeProps } from '@xyflow/react'
import { memo, type CSSProperties } from 'react'
import type { Param } from '../../nodes/define/params.ts'
import { paramHomes } from '../edit/entered.ts'
import { setParam } from '../edit/nodes.ts'
import type { Draft } from '../edit/scope.ts'
import { useCanvas } from './context.ts'
import type { FaceData, FaceNode } from './derive.ts'
import { fitText, letters } from './fit-text.ts'
import { paramLabel, portTop, type Face } from './face.ts'
import { issueWords } from './issues.ts'
import { NumberBox } from './NumberBox.tsx'
import { portWords, type Port } from './ports.ts'
import { ClosedGate, Reading, Spark, WarmingUp } from './Reading.tsx'
import { say } from '../text/en.ts'

/** A node: what it is, what it takes and gives, its one or two numbers, what it says at the cursor, what is wrong with it. */
export const NodeFace = memo(function NodeFace({ id, data, selected }: NodeProps<FaceNode>) {
  const { face, node, findings, wired } = data
  const slot = node?.params['slot']
  const room =
    face.width - 20 - (findings.some(({ severity }) => severity !== 'note') ? 28 : 0) - (node?.muted ? 40 : 0) - (node?.bypassed ? 72 : 0)
  const name = fitText(face.title, room, letters.title)
  return (
    <div
      className="node-face"
      data-family={face.family}
      data-muted={node?.muted || undefined}
      data-bypassed={node?.bypassed ? true : undefined}
      data-worst={findings.find((one) => one.severity !== 'note')?.severity}
      tabIndex={-1}
      role="group"
      aria-roledescription={say('canvas.node')}
      aria-label={nodeName(id, data, selected)}
      style={{ width: face.width, height: face.height, ...(data.colour && ({ '--family': data.colour } as CSSProperties)) }}
    >
      <div className="node-title" title={`${face.title}\n${id}`}>
        <span className="node-name">{name}</span>
        <span className="node-id">
          {fitText(
            typeof slot === 'string' && slot !== 'main' ? `${id} · ${slot}` : id,
            room - name.length * letters.title - 6,
            letters.small,
          )}
        </span>
        <Badges data={data} />
      </div>
      {face.ports.inputs.map((port, row) => (
        <PortRow key={port.name} id={id} port={port} row={row} side="in" data={data} />
      ))}
      {face.ports.outputs.map((port, row) => (
        <PortRow key={port.name} id={id} port={port} row={row} side="out" data={data} />
      ))}
      {node &&
        face.ports.inputs.map((port, row) => {
          const param = face.literals[port.name]
          if (!param || wired.has(port.name) || port.literal === undefined) return null
          return (
            <div key={port.name} className="node-literal" style={{ top: portTop(row) }}>
              <ParamBox id={id} name={port.literal} param={param} data={data} />
            </div>
          )
        })}
      {node && face.params.length > 0 && (
        <div
          className="node-params"
          data-count={face.params.length}
          style={{ top: portTop(Math.max(face.ports.inputs.length, face.ports.outputs.length, 1)) - 8 }}
        >
          {face.params.map(({ name, param }) => (
            <label key={name} className="node-param">
              <span>
                {fitText(
                  paramLabel({ name, param }),
                  labelRoom(face.params.length, param, node.params[name] ?? param.default),
                  letters.small,
                )}
              </span>
              <ParamBox id={id} name={name} param={param} data={data} />
            </label>
          ))}
        </div>
      )}
      {node && face.spark && <Spark wire={`${data.path}.${face.ports.outputs[0]!.name}`} kind={face.ports.outputs[0]!.kind} />}
    </div>
  )
})

/** Pixels a parameter's label has beside its box: the row is shared by all that are shown. */
function labelRoom(count: number, { kind }: Param<unknown>, value: unknown): number {
  const box = Math.max(40, String(value).length * 6.2 + (kind === 'int' || kind === 'decimal' ? 14 : 24))
  return (count === 1 ? 200 : 96) - box - 4
}

/** Whether its first output is something to look at: a number or a condition. */
function speaks({ ports }: Face): boolean {
  const kind = ports.outputs[0]?.kind
  return kind === 'number' || kind === 'condition'
}

/** Name for screen readers: "Simple moving average, fast, 1 error". */
function nodeName(id: string, { face, node, findings }: FaceData, selected: boolean | undefined): string {
  return [
    face.title,
    id,
    node?.muted ? say('canvas.muted') : '',
    node?.bypassed ? say('canvas.bypassed') : '',
    issueWords(findings),
    selected ? say('canvas.chosen') : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}

function Badges({ data: { node, findings, face, path } }: { data: FaceData }) {
  const said = findings.filter((one) => one.severity !== 'note')
  const errors = said.filter((one) => one.severity === 'error').length
  return (
    <span className="node-badges" title={said.map(({ message }) => message).join('\n') || undefined}>
      {node?.muted && <span data-badge="muted">{say('canvas.muted')}</span>}
      {node?.bypassed && <span data-badge="muted">{say('canvas.bypassed')}</span>}
      {node && ['sizing', 'risk', 'orders'].includes(face.family) && <ClosedGate path={path} />}
      {node && speaks(face) && <WarmingUp path={path} wire={`${path}.${face.ports.outputs[0]!.name}`} />}
      {node && findings.some(({ code }) => code.startsWith('data.')) && <span data-badge="warning">{say('canvas.needs-data')}</span>}
      {errors > 0 && <span data-badge="error">✕ {errors}</span>}
      {said.length > errors && <span data-badge="warning">! {said.length - errors}</span>}
    </span>
  )
}

function PortRow({ id, port, row, side, data }: { id: string; port: Port; row: number; side: 'in' | 'out'; data: FaceData }) {
  const wrong = data.findings.find(
    (one) => one.port === port.name && one.severity === 'error' && (side === 'in') === data.face.ports.inputs.includes(port),
  )
  const name = `${id}, ${say(side === 'in' ? 'canvas.input' : 'canvas.output')} ${port.name}, ${portWords(port)}${wrong ? `, ${wrong.message}` : ''}`
  return (
    <div className="node-port" data-side={side} style={{ top: portTop(row) }}>
      <Handle
        id={port.name}
        type={side === 'in' ? 'target' : 'source'}
        position={side === 'in' ? Position.Left : Position.Right}
        className="port"
        data-kind={port.kind}
        data-wrong={wrong ? true : undefined}
        data-open={side === 'in' && !data.wired.has(port.name) ? true : undefined}
        role="button"
        tabIndex={-1}
        aria-label={name}
        title={[`${port.name}: ${portWords(port)}`, port.summary, wrong?.message].filter(Boolean).join('\n')}
      />
      <span className="port-name" data-optional={port.optional}>
        {portLabel(port.name)}
      </span>
      {side === 'out' && data.node && (port.kind === 'number' || port.kind === 'condition') && (
        <Reading wire={`${data.path}.${port.name}`} kind={port.kind} />
      )}
    </div>
  )
}

/** "stopPrice" as a person reads it: "stop price". */
function portLabel(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

function ParamBox({ id, name, param, data }: { id: string; name: string; param: Param<unknown>; data: FaceData }) {
  const { tab, pickOption } = useCanvas()
  const value = data.through[name] ?? data.node?.params[name] ?? (param.default as number | string | boolean)
  const label = `${id}, ${paramLabel({ name, param })}`
  // A promoted parameter is the instance's: inside, it is that of the one entered through.
  const put = (draft: Draft, next: number | string) => {
    const home = paramHomes(draft, tab.view.getState().entered, id, name)[0]!
    setParam(draft, home.scope, home.id, home.name, next)
  }
  const set = (next: number | string) => {
    tab.document.cancel()
    tab.document.edit(say('canvas.step.set', { param: paramLabel({ name, param }), value: next }), (draft) => put(draft, next))
  }
  if (param.kind === 'int' || param.kind === 'decimal') {
    return (
      <NumberBox
        label={label}
        param={param}
        value={Number(value)}
        onPreview={(next) => tab.document.preview((draft) => put(draft, next))}
        onCommit={set}
        onCancel={() => tab.document.cancel()}
      />
    )
  }
  return (
    <button
      type="button"
      className="number-box choice nodrag nopan"
      aria-label={`${label}: ${String(value)}`}
      aria-haspopup="listbox"
      tabIndex={-1}
      onClick={(event) => {
        const { left, bottom } = event.currentTarget.getBoundingClientRect()
        pickOption(label, param.form.options ?? [], { x: left, y: bottom + 2 }, set)
      }}
      onKeyDown={(event) => (event.key === 'Enter' || event.key === ' ') && event.stopPropagation()}
    >
      {String(value)}
    </button>
  )
}
