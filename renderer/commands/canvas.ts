import { addFrame, addNote, removeBacks } from '../canvas/edits.ts'
import { canvasOf } from '../canvas/handle.ts'
import { isBack } from '../canvas/names.ts'
import { pasteboard } from '../canvas/pasteboard.ts'
import { pasteHere } from '../canvas/paste.ts'
import { endsFit, subgraphOf } from '../canvas/ports.ts'
import { toggleBypassed, toggleMuted } from '../canvas/stand-aside.ts'
import type { Direction } from '../canvas/walk.ts'
import { copyNodes } from '../edit/clipboard.ts'
import { groupNodes, ungroup } from '../edit/groups.ts'
import { disconnect, moveNodes, removeAndHeal, removeNodes, type Point } from '../edit/nodes.ts'
import type { Side } from '../edit/subgraph-ports.ts'
import { addNewPort } from '../inspector/SubgraphForm.tsx'
import { graphOf, viewKey } from '../edit/scope.ts'
import { scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say, type TextKey } from '../text/en.ts'
import type { Command, CommandContext } from './command.ts'

/** What a command of the canvas works on. */
const seen = (tab: Tab) => {
  const view = tab.view.getState()
  const scope = scopeOf(view)
  const { document } = tab.document.getState()
  const graph = graphOf(document, scope)
  const nodes = new Set([...view.selection].filter((id) => Object.hasOwn(graph.nodes, id)))
  return { scope, document, graph, nodes, backs: new Set([...view.selection].filter(isBack)), wire: view.wire }
}

const hasNodes = ({ tab }: CommandContext) => tab !== undefined && seen(tab).nodes.size > 0
const hasAny = ({ tab }: CommandContext) =>
  tab !== undefined && (tab.view.getState().selection.size > 0 || tab.view.getState().wire !== undefined)

/** A command of the canvas: acts on the tab in front, by its keys only while the canvas has the focus. */
function onCanvas(
  id: string,
  title: TextKey,
  keys: readonly string[],
  run: (tab: Tab, context: CommandContext) => void | Promise<void>,
  enabled = ({ tab }: CommandContext) => tab !== undefined,
): Command {
  return {
    id: `canvas.${id}`,
    title: say(title),
    keys,
    place: 'canvas',
    enabled,
    run: (context) => (context.tab ? run(context.tab, context) : undefined),
  }
}

function remove(tab: Tab, heal: boolean): void {
  const { scope, nodes, backs, wire } = seen(tab)
  const count = nodes.size + backs.size + (wire === undefined ? 0 : 1)
  tab.document.edit(heal ? say('canvas.step.heal') : say('canvas.step.delete', { count }), (draft) => {
    const [from, to] = wire?.split('>') ?? []
    if (from !== undefined && to !== undefined) disconnect(draft, scope, from, to)
    if (heal) removeAndHeal(draft, scope, nodes, (source, target) => endsFit(draft, scope, source, target))
    else removeNodes(draft, scope, nodes)
    removeBacks(draft, backs)
  })
  tab.view.select([])
}

function group(tab: Tab): void {
  const { scope, nodes } = seen(tab)
  const id = tab.document.edit(say('canvas.step.group'), (draft) => groupNodes(draft, scope, nodes, say('canvas.group.title')))
  if (id !== undefined) canvasOf(tab)?.showNode(id)
}

const isInstance = ({ tab }: CommandContext) =>
  tab !== undefined && [...seen(tab).nodes].some((id) => subgraphOf(seen(tab).graph.nodes[id]!.type) !== undefined)

function takeApart(tab: Tab): void {
  const { scope, nodes, graph } = seen(tab)
  const instances = [...nodes].filter((id) => subgraphOf(graph.nodes[id]!.type) !== undefined)
  const ids = tab.document.edit(say('canvas.step.ungroup'), (draft) => instances.flatMap((id) => ungroup(draft, scope, id)))
  tab.view.select(ids ?? [])
}

const isInside = ({ tab }: CommandContext) => tab !== undefined && seen(tab).scope.subgraph !== undefined

function addPortHere(tab: Tab, side: Side): void {
  const { subgraph } = seen(tab).scope
  if (subgraph !== undefined) addNewPort(tab, subgraph, side)
}

function enter(tab: Tab): void {
  const { graph, nodes } = seen(tab)
  const id = [...nodes][0]
  const name = id === undefined ? undefined : subgraphOf(graph.nodes[id]!.type)
  if (id !== undefined && name !== undefined) tab.view.enter(id, name)
  else canvasOf(tab)?.enterNode()
}

function nudge(tab: Tab, [dx, dy]: Point): void {
  const { scope, nodes, document } = seen(tab)
  const places = [...nodes].map((id): [string, Point] => {
    const [x, y] = document.view.positions[viewKey(scope, id)] ?? [0, 0]
    return [id, [x + dx, y + dy]]
  })
  tab.document.edit(say('canvas.step.move-many', { count: nodes.size }), (draft) => moveNodes(draft, scope, new Map(places)))
}

const walking = (direction: Direction, key: string) =>
  onCanvas(`walk-${direction}`, `canvas.command.walk-${direction}`, [key], (tab) => canvasOf(tab)?.walk(direction))
const nudging = (direction: Direction, key: string, by: Point) =>
  onCanvas(`nudge-${direction}`, `canvas.command.nudge-${direction}`, [`Alt+${key}`], (tab) => nudge(tab, by), hasNodes)

/** Everything keys do on the canvas. */
export const canvasCommands: readonly Command[] = [
  onCanvas('add', 'canvas.command.add', ['Tab', '/'], (tab) => canvasOf(tab)?.openAdd()),
  onCanvas('wire', 'canvas.command.wire', ['w'], (tab) => canvasOf(tab)?.openWire(), hasNodes),
  onCanvas('delete', 'canvas.command.delete', ['Delete', 'Backspace'], (tab) => remove(tab, false), hasAny),
  onCanvas('heal', 'canvas.command.heal', ['$mod+Delete', '$mod+Backspace'], (tab) => remove(tab, true), hasNodes),
  onCanvas(
    'duplicate',
    'canvas.command.duplicate',
    ['$mod+d'],
    (tab) => {
      const { document, scope, nodes } = seen(tab)
      const canvas = canvasOf(tab)
      if (canvas) pasteHere(tab, canvas, copyNodes(document, scope, nodes), true, true)
    },
    hasNodes,
  ),
  onCanvas('paste-wired', 'canvas.command.paste-wired', ['Shift+V'], (tab) => {
    const [canvas, fragment] = [canvasOf(tab), pasteboard.get()]
    if (canvas && fragment) pasteHere(tab, canvas, fragment, true)
  }),
  onCanvas('group', 'canvas.command.group', ['$mod+g'], group, hasNodes),
  onCanvas('ungroup', 'canvas.command.ungroup', ['$mod+Shift+G'], takeApart, isInstance),
  onCanvas('mute', 'canvas.command.mute', ['m'], (tab, { tell }) => toggleMuted(tab, seen(tab).nodes, tell), hasNodes),
  onCanvas('bypass', 'canvas.command.bypass', ['b'], (tab, { tell }) => toggleBypassed(tab, seen(tab).nodes, tell), hasNodes),
  onCanvas('fit', 'canvas.command.fit', ['f'], (tab) => canvasOf(tab)?.fitAll()),
  onCanvas('fit-selection', 'canvas.command.fit-selection', ['Shift+F'], (tab) => canvasOf(tab)?.fitSelection(), hasNodes),
  onCanvas('tidy', 'canvas.command.tidy', ['l'], (tab) => canvasOf(tab)?.tidy()),
  onCanvas('enter', 'canvas.command.enter', ['Enter'], enter, hasNodes),
  onCanvas('select-all', 'canvas.command.select-all', ['$mod+a'], (tab) => tab.view.select(Object.keys(seen(tab).graph.nodes))),
  onCanvas('frame', 'canvas.command.frame', ['c'], (tab) => {
    const { scope, nodes } = seen(tab)
    const at = canvasOf(tab)?.place() ?? [0, 0]
    const name = tab.document.edit(say('canvas.step.frame'), (draft) => addFrame(draft, scope, nodes, at, say('canvas.frame.new')))
    if (name !== undefined) tab.view.select([name])
  }),
  onCanvas('note', 'canvas.command.note', ['n'], (tab) => {
    const at = canvasOf(tab)?.place() ?? [0, 0]
    const name = tab.document.edit(say('canvas.step.note'), (draft) => addNote(draft, seen(tab).scope, at, say('canvas.note.new')))
    if (name !== undefined) tab.view.select([name])
  }),
  onCanvas('add-input', 'canvas.command.add-input', [], (tab) => addPortHere(tab, 'inputs'), isInside),
  onCanvas('add-output', 'canvas.command.add-output', [], (tab) => addPortHere(tab, 'outputs'), isInside),
  walking('left', 'ArrowLeft'),
  walking('right', 'ArrowRight'),
  walking('up', 'ArrowUp'),
  walking('down', 'ArrowDown'),
  nudging('left', 'ArrowLeft', [-8, 0]),
  nudging('right', 'ArrowRight', [8, 0]),
  nudging('up', 'ArrowUp', [0, -8]),
  nudging('down', 'ArrowDown', [0, 8]),
]
