import { Background, MiniMap, ReactFlow, ReactFlowProvider, SelectionMode, useStore } from '@xyflow/react'
import { useEffect, useMemo, useRef } from 'react'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { BackFrame, BackNote } from './Backs.tsx'
import { Breadcrumb } from './Breadcrumb.tsx'
import { CanvasProvider } from './context.ts'
import type { CanvasNode, WireEdge } from './derive.ts'
import { isBack } from './names.ts'
import { NodeFace } from './NodeFace.tsx'
import { Overview } from './Overview.tsx'
import { Picker } from './Picker.tsx'
import { RefusalCard } from './RefusalCard.tsx'
import { useCanvasClipboard } from './use-clipboard.ts'
import { useConnecting } from './use-connecting.ts'
import { useCanvasHandle } from './use-handle.ts'
import { useCanvasKeys } from './use-keys.ts'
import { useMoving } from './use-moving.ts'
import { usePicker } from './use-picker.ts'
import { createValueStore, followCursor } from './values.ts'
import { DrawnWire, WireLine, WireMarks } from './WireLine.tsx'
import '@xyflow/react/dist/style.css'
import './canvas.css'

const nodeTypes = { face: NodeFace, frame: BackFrame, note: BackNote }
const edgeTypes = { wire: WireLine }

/** From this many nodes on, the little map costs more than it shows. */
const MOST_MAPPED = 1000
/** Above so many nodes the canvas is drawn as one picture while it is seen from afar: at scales below this nothing on a node can be read. */
const MANY = 150
const AFAR = 0.5
const noNodes: CanvasNode[] = []
const noEdges: WireEdge[] = []

/** The graph of a strategy, or of the subgraph entered: drawn from the document, edited through its history. */
export function Canvas({ tab }: { tab: Tab }) {
  return (
    <ReactFlowProvider>
      <Graph tab={tab} />
    </ReactFlowProvider>
  )
}

function Graph({ tab }: { tab: Tab }) {
  const root = useRef<HTMLDivElement>(null)
  const live = useRef<HTMLDivElement>(null)
  const { engine } = useWindow()
  const values = useMemo(createValueStore, [])
  useEffect(() => followCursor(engine, tab, values), [engine, tab, values])

  const announce = useMemo(() => (message: string) => live.current && (live.current.textContent = message), [])
  const theme = useRead(useWindow().layout, (state) => state.theme)
  const moving = useMoving(tab)
  const picker = usePicker(tab, root)
  const connecting = useConnecting(tab, root, picker, announce)
  const handle = useCanvasHandle(tab, root, picker, connecting, announce)
  useCanvasKeys(tab, root, handle, announce)
  useCanvasClipboard(tab, root, handle, announce)

  const parts = useMemo(
    () => ({ tab, values, spliceInto: picker.spliceInto, pickOption: picker.pickOption, resize: moving.resize }),
    [tab, values, picker.spliceInto, picker.pickOption, moving.resize],
  )
  const { nodes, edges } = moving
  const empty = nodes.length === 0
  const many = nodes.length > MANY
  const afar = useStore((state) => state.transform[2] < AFAR || state.width === 0) && many
  return (
    <CanvasProvider value={parts}>
      <div
        ref={root}
        className="canvas"
        tabIndex={0}
        role="application"
        aria-label={say('canvas.label', { nodes: nodes.length })}
        data-wiring={connecting.wiring}
        onPointerMove={handle.track}
        onDragOver={(event) => {
          event.preventDefault()
          event.dataTransfer.dropEffect = 'copy'
        }}
        onDrop={picker.drop}
      >
        <ReactFlow<CanvasNode, WireEdge>
          nodes={afar ? noNodes : (nodes as CanvasNode[])}
          edges={afar ? noEdges : (edges as WireEdge[])}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          colorMode={theme}
          onNodesChange={moving.onNodesChange}
          onEdgesChange={moving.onEdgesChange}
          onNodeDragStart={moving.onDragStart}
          onNodeDragStop={moving.onDragStop}
          onSelectionDragStop={moving.onSelectionDragStop}
          isValidConnection={connecting.fits}
          onConnectStart={connecting.onStart}
          onConnect={connecting.onConnect}
          onConnectEnd={connecting.onEnd}
          onReconnect={connecting.onReconnect}
          onReconnectEnd={connecting.onReconnectEnd}
          connectionLineComponent={DrawnWire}
          connectionRadius={24}
          onInit={handle.fitFirst}
          onPaneClick={(event) => {
            root.current?.focus({ preventScroll: true })
            const under = afar ? handle.nodeAt(event.clientX, event.clientY) : undefined
            if (under !== undefined) handle.choose(under, event.shiftKey || event.ctrlKey || event.metaKey, event.detail === 2)
            else if (event.detail === 2) picker.openAt({ x: event.clientX, y: event.clientY }, undefined)
            else tab.view.select([])
          }}
          onNodeClick={(event) => (event.target as Element).closest<HTMLElement>('.node-face')?.focus()}
          onNodeDoubleClick={(_event, node) => handle.enter(node.id)}
          onNodeMouseEnter={(_event, node) => !isBack(node.id) && tab.view.focus(node.id)}
          onlyRenderVisibleElements
          nodesFocusable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          multiSelectionKeyCode={['Shift', 'Control', 'Meta']}
          selectionMode={SelectionMode.Partial}
          zoomOnDoubleClick={false}
          snapToGrid
          snapGrid={[8, 8]}
          minZoom={0.02}
          maxZoom={2.5}
          elevateNodesOnSelect={false}
          attributionPosition="bottom-left"
        >
          {!many && <Background gap={24} size={1} />}
          {afar && <Overview nodes={nodes} edges={edges} theme={theme} />}
          {nodes.length <= MOST_MAPPED && !afar && !empty && (
            <MiniMap pannable zoomable ariaLabel={say('canvas.map')} nodeClassName={mapClass} />
          )}
        </ReactFlow>
        <WireMarks />
        <Breadcrumb tab={tab} />
        {empty && (
          <div className="canvas-empty">
            <p>{say('canvas.empty')}</p>
          </div>
        )}
        {picker.open && (
          <Picker
            key={picker.open.key}
            label={picker.open.label}
            items={picker.open.items}
            at={picker.open.at}
            onPick={picker.open.pick}
            onClose={picker.close}
          />
        )}
        {connecting.refused && <RefusalCard refused={connecting.refused} onConvert={connecting.convert} onClose={connecting.dismiss} />}
        <div ref={live} className="visually-hidden" role="status" aria-live="polite" />
      </div>
    </CanvasProvider>
  )
}

function mapClass(node: CanvasNode): string {
  return node.type === 'face' ? `map-node map-${node.data.face.family}` : 'map-back'
}
