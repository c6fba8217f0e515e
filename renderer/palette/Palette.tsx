import { useMemo, useRef, useState } from 'react'
import { addItems } from '../canvas/offers.ts'
import { canvasOf } from '../canvas/handle.ts'
import { addAny } from '../canvas/edits.ts'
import { findItems, PortDots } from '../canvas/Picker.tsx'
import { nodeHelp } from '../commands/topic.ts'
import { useRead } from '../stores/use.ts'
import { scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { dragType } from './drag.ts'
import { recents } from './recents.ts'
import './palette.css'

/** Every node by family, to search, drag onto the canvas, or add with Enter or a double click. */
export function Palette({ tab }: { tab: Tab }) {
  const [words, setWords] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const strategy = useRead(tab.document, (state) => state.document)
  const subgraph = useRead(tab.view, (state) => scopeOf(state).subgraph)
  const items = useMemo(() => addItems(strategy, { subgraph }, undefined, []), [strategy, subgraph])
  const found = findItems(items, words)

  const add = (type: string, title: string) => {
    const canvas = canvasOf(tab)
    const id = tab.document.edit(say('canvas.step.add', { title }), (draft) =>
      addAny(draft, scopeOf(tab.view.getState()), type, canvas?.place() ?? [0, 0]),
    )
    if (id === undefined) return
    recents.add(type)
    tab.view.select([id])
    canvas?.say(say('canvas.added', { title, id }))
    canvas?.showNode(id)
  }
  const step = (by: number) => {
    const options = [...(list.current?.querySelectorAll<HTMLElement>('[role="option"]') ?? [])]
    const at = options.findIndex((option) => option === document.activeElement)
    options[Math.max(0, Math.min(options.length - 1, at + by))]?.focus()
  }

  return (
    <div className="palette">
      <input
        className="input"
        type="search"
        aria-label={say('palette.search')}
        placeholder={say('palette.search')}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') {
            event.preventDefault()
            step(1)
          } else if (event.key === 'Enter' && found[0] && words !== '') add(found[0].id, found[0].title)
          else if (event.key === 'Escape') setWords('')
        }}
      />
      <ul
        ref={list}
        role="listbox"
        aria-label={say('region.palette')}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault()
            step(event.key === 'ArrowDown' ? 1 : -1)
          }
        }}
      >
        {found.map((item, i) => (
          <li
            key={item.id}
            role="option"
            {...nodeHelp(item.id)}
            aria-selected="false"
            aria-label={`${item.title}, ${item.group}: ${item.hint}`}
            tabIndex={i === 0 ? 0 : -1}
            draggable
            data-family={item.family}
            data-first={words === '' && item.group !== found[i - 1]?.group ? item.group : undefined}
            title={item.hint}
            onDragStart={(event) => {
              event.dataTransfer.setData(dragType, item.id)
              event.dataTransfer.effectAllowed = 'copy'
            }}
            onDoubleClick={() => add(item.id, item.title)}
            onKeyDown={(event) => event.key === 'Enter' && add(item.id, item.title)}
          >
            <PortDots kinds={item.takes ?? []} />
            <span className="palette-title">{item.title}</span>
            <PortDots kinds={item.gives ?? []} />
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="palette-none">{say('canvas.search.none', { words })}</p>}
    </div>
  )
}
