import {
  ChevronDown,
  ChevronRight,
  CircleAlert,
  CornerDownRight,
  Plug,
  Redo,
  SlidersHorizontal,
  Trash2,
  TriangleAlert,
  Unplug,
  Volume2,
  VolumeX,
} from 'lucide-react'
import { useEffect, useId, useMemo, useState, type KeyboardEvent } from 'react'
import { portWords } from '../canvas/ports.ts'
import { canvasOf } from '../canvas/handle.ts'
import { toggleBypassed, toggleMuted } from '../canvas/stand-aside.ts'
import { useRowWindow } from '../dock/row-window.ts'
import { disconnect, removeNodes } from '../edit/nodes.ts'
import { graphOf } from '../edit/scope.ts'
import { checkedOf } from '../stores/check.ts'
import { pathOf, scopeOf } from '../stores/view.ts'
import { nodeHelp } from '../commands/topic.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { ConnectDialog } from './ConnectDialog.tsx'
import { treeMove } from './keys.ts'
import { outlineRows, worstByNode, type OutlineRow } from './rows.ts'
import { useWindow } from '../window.ts'
import './outline.css'

const ROW = 24

/** Every node and wire as a tree: all that the canvas can do, for who does not use a pointer or does not see the canvas. */
export function Outline({ tab }: { tab: Tab }) {
  const document = useRead(tab.document, (state) => state.document)
  const view = useRead(tab.view, (state) => state)
  const [words, setWords] = useState('')
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set())
  const [active, setActive] = useState<string>()
  const [connecting, setConnecting] = useState<{ readonly end: string; readonly side: 'from' | 'to' }>()
  const id = useId()
  const scope = scopeOf(view)
  const prefix = pathOf(view, '')
  const rows = useMemo(
    () => outlineRows(document, scope, { words, open, worst: worstByNode(checkedOf(document).findings, prefix) }),
    // The scope is made anew at every drawing; which definition it names is what counts.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [document, scope.subgraph, words, open, prefix],
  )
  const { ref, first, last, page, show } = useRowWindow(rows.length, ROW)
  const at = Math.max(
    0,
    rows.findIndex(({ key }) => key === active),
  )
  const row = rows[at]

  // What is chosen on the canvas is where the outline stands.
  const chosen = view.selection.size === 1 ? [...view.selection][0] : undefined
  useEffect(() => {
    const index = chosen === undefined ? -1 : rows.findIndex((one) => one.kind === 'node' && one.id === chosen)
    if (index < 0) return
    setActive((now) => (now?.startsWith(`${chosen} `) ? now : chosen))
    show(index)
    // Only a new choice moves the outline, not every edit.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen])

  const toggle = (node: string, isOpen: boolean) =>
    setOpen((old) => new Set(isOpen ? [...old, node] : [...old].filter((one) => one !== node)))
  const choose = (one: OutlineRow) => {
    setActive(one.key)
    tab.view.select([one.id])
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return
    const move = treeMove(rows, at, event.key, page)
    if (move && 'to' in move) {
      setActive(rows[move.to]!.key)
      show(move.to)
    } else if (move) toggle('open' in move ? move.open : move.close, 'open' in move)
    else if (event.key === 'Enter') {
      choose(row)
      if (row.kind === 'node' && row.subgraph !== undefined) tab.view.enter(row.id, row.subgraph)
    } else if (event.key === ' ') toggleChosen(tab, row.id)
    else if (event.key === 'Delete') remove(tab, row)
    else if (event.key === 'Escape' && view.entered.length > 0) tab.view.leaveTo(view.entered.length - 1)
    else return
    event.preventDefault()
  }

  return (
    <div className="outline">
      <input
        className="input"
        type="search"
        aria-label={say('outline.search')}
        placeholder={say('outline.search')}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => event.key === 'ArrowDown' && ref.current?.focus()}
      />
      {view.entered.length > 0 && (
        <Button kind="quiet" onPress={() => tab.view.leaveTo(view.entered.length - 1)}>
          ← {say('outline.leave', { title: document.subgraphs[scope.subgraph!]?.title ?? scope.subgraph! })}
        </Button>
      )}
      {rows.length === 0 ? (
        <p className="empty">{words === '' ? say('outline.empty') : say('pick.none', { words })}</p>
      ) : (
        <div
          ref={ref}
          className="outline-tree"
          role="tree"
          aria-label={say('region.outline')}
          aria-multiselectable
          aria-activedescendant={at >= first && at < last ? `${id}${at}` : undefined}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onFocus={() => row && tab.view.focus(row.id)}
        >
          <div role="presentation" style={{ height: rows.length * ROW }}>
            {rows.slice(first, last).map((one, i) => (
              <div
                key={one.key}
                id={`${id}${first + i}`}
                role="treeitem"
                {...nodeHelp(graphOf(document, scope).nodes[one.id]?.type ?? '')}
                className="outline-row"
                aria-level={one.kind === 'node' ? 1 : 2}
                aria-expanded={one.kind === 'node' ? one.open : undefined}
                aria-selected={one.kind === 'node' && view.selection.has(one.id)}
                data-active={first + i === at || undefined}
                data-kind={one.kind}
                data-family={one.kind === 'node' ? one.family : undefined}
                style={{ height: ROW, transform: `translateY(${(first + i) * ROW}px)` }}
                onClick={() => choose(one)}
                onDoubleClick={() => one.kind === 'node' && toggle(one.id, !one.open)}
              >
                <RowFace row={one} onToggle={() => one.kind === 'node' && toggle(one.id, !one.open)} />
              </div>
            ))}
          </div>
        </div>
      )}
      {row && <Actions tab={tab} row={row} onConnect={setConnecting} />}
      {connecting && <ConnectDialog tab={tab} {...connecting} onClose={() => setConnecting(undefined)} />}
    </div>
  )
}

function RowFace({ row, onToggle }: { row: OutlineRow; onToggle: () => void }) {
  if (row.kind === 'port') {
    const { side, port, wire } = row
    return (
      <>
        <CornerDownRight size={11} aria-hidden />
        <span className="visually-hidden">{say(side === 'in' ? 'outline.input' : 'outline.output', { port: '' })}</span>
        <span className="outline-port">{port.name}</span>{' '}
        <span className="soft">
          {wire ? (
            <>
              <span aria-hidden>{side === 'in' ? '← ' : '→ '}</span>
              <span className="visually-hidden">{say(side === 'in' ? 'outline.from' : 'outline.to')} </span>
              {side === 'in' ? wire.from : wire.to}
            </>
          ) : (
            <>
              {portWords(port)}
              <span className="visually-hidden">, {say('outline.unwired')}</span>
            </>
          )}
        </span>
      </>
    )
  }
  const Chevron = row.open ? ChevronDown : ChevronRight
  return (
    <>
      <Chevron
        size={12}
        aria-hidden
        onClick={(event) => {
          event.stopPropagation()
          onToggle()
        }}
      />
      <i className="outline-family" aria-hidden />
      <span className="outline-title">{row.title}</span> <span className="soft outline-id">{row.id}</span>
      <span className="visually-hidden">
        {[
          row.muted ? say('outline.is-muted') : '',
          row.bypassed ? say('outline.is-bypassed') : '',
          row.worst ? say(`severity.${row.worst}`) : '',
        ]
          .filter(Boolean)
          .join(', ')}
      </span>
      {row.muted && <VolumeX size={12} aria-hidden />}
      {row.bypassed && <Redo size={12} aria-hidden />}
      {row.worst === 'error' && <CircleAlert size={12} className="loss" aria-hidden />}
      {row.worst === 'warning' && <TriangleAlert size={12} className="attention" aria-hidden />}
    </>
  )
}

/** What can be done with the line the outline stands on. */
function Actions({ tab, row, onConnect }: { tab: Tab; row: OutlineRow; onConnect: (wire: { end: string; side: 'from' | 'to' }) => void }) {
  const { tell } = useWindow().notices
  if (row.kind === 'port') {
    const { wire, port, side, id } = row
    return (
      <div className="outline-actions" role="toolbar" aria-label={say('outline.actions', { what: wordsOf(row) })}>
        <Button onPress={() => onConnect({ end: `${id}.${port.name}`, side: side === 'in' ? 'to' : 'from' })}>
          <Plug aria-hidden /> {say('outline.connect')}
        </Button>
        {wire && (
          <Button onPress={() => remove(tab, row)}>
            <Unplug aria-hidden /> {say('outline.disconnect')}
          </Button>
        )}
      </div>
    )
  }
  const { id, muted, bypassed, subgraph } = row
  return (
    <div className="outline-actions" role="toolbar" aria-label={say('outline.actions', { what: wordsOf(row) })}>
      {subgraph !== undefined && <Button onPress={() => tab.view.enter(id, subgraph)}>{say('outline.enter')}</Button>}
      <Button
        onPress={() => {
          tab.view.select([id])
          focusInspector()
        }}
      >
        <SlidersHorizontal aria-hidden /> {say('outline.parameters')}
      </Button>
      <Button
        onPress={() => {
          tab.view.select([id])
          canvasOf(tab)?.showNode(id)
        }}
      >
        {say('outline.show')}
      </Button>
      <Button onPress={() => toggleMuted(tab, new Set([id]), tell)}>
        {muted ? <Volume2 aria-hidden /> : <VolumeX aria-hidden />} {muted ? say('outline.unmute') : say('outline.mute')}
      </Button>
      <Button onPress={() => toggleBypassed(tab, new Set([id]), tell)}>
        <Redo aria-hidden /> {bypassed ? say('outline.unbypass') : say('outline.bypass')}
      </Button>
      <Button kind="danger" onPress={() => remove(tab, row)}>
        <Trash2 aria-hidden /> {say('outline.delete')}
      </Button>
    </div>
  )
}

/** Takes out what a line stands for: a node, or the wire of a port. */
function remove(tab: Tab, row: OutlineRow): void {
  const scope = scopeOf(tab.view.getState())
  if (row.kind === 'port') {
    const { wire } = row
    if (wire) tab.document.edit(say('outline.step.disconnect', wire), (draft) => disconnect(draft, scope, wire.from, wire.to))
    return
  }
  const { selection } = tab.view.getState()
  const ids = selection.has(row.id) ? selection : new Set([row.id])
  tab.document.edit(
    say('outline.step.delete', { what: ids.size === 1 ? row.title : say('inspector.many', { count: ids.size }) }),
    (draft) => removeNodes(draft, scope, ids),
  )
  tab.view.select([])
}

function toggleChosen(tab: Tab, id: string): void {
  const { selection } = tab.view.getState()
  tab.view.select(selection.has(id) ? [...selection].filter((one) => one !== id) : [...selection, id])
}

/** The inspector draws the form of what was chosen a moment later. */
function focusInspector(): void {
  requestAnimationFrame(() => window.document.querySelector<HTMLElement>('[data-region="inspector"] :is(input, select)')?.focus())
}

function wordsOf(row: OutlineRow): string {
  return row.kind === 'node'
    ? `${row.title} ${row.id}`
    : say(row.side === 'in' ? 'outline.input' : 'outline.output', { port: row.port.name })
}
