import { useEffect, useId, useRef, useState } from 'react'
import { nodeHelp } from '../commands/topic.ts'
import { say } from '../text/en.ts'
import type { PortKind } from './ports.ts'

/** One thing a list offers. */
export type PickItem = {
  readonly id: string
  readonly title: string
  readonly hint: string
  readonly group: string
  readonly family?: string
  /** What it takes and gives, drawn as ports. */
  readonly takes?: readonly PortKind[]
  readonly gives?: readonly PortKind[]
  /** Other words it is found by. */
  readonly words?: string
}

type PickerProps = {
  readonly label: string
  readonly items: readonly PickItem[]
  /** Pixels within the canvas. */
  readonly at: { readonly x: number; readonly y: number }
  readonly onPick: (id: string) => void
  readonly onClose: () => void
}

/** A list with a search box: arrow keys choose, Enter takes, Escape closes. */
export function Picker({ label, items, at, onPick, onClose }: PickerProps) {
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState(0)
  const id = useId()
  const root = useRef<HTMLDivElement>(null)
  const list = useRef<HTMLUListElement>(null)
  const found = findItems(items, words)
  const current = Math.min(chosen, found.length - 1)

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [current, words])

  return (
    <div
      ref={root}
      className="picker"
      style={{ left: at.x, top: at.y }}
      onBlur={(event) => {
        if (!root.current?.contains(event.relatedTarget)) onClose()
      }}
    >
      <input
        autoFocus
        className="input"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        {...(found[current] && { 'aria-activedescendant': `${id}${current}` })}
        placeholder={label}
        value={words}
        onChange={(event) => {
          setWords(event.target.value)
          setChosen(0)
        }}
        onKeyDown={(event) => {
          const { length } = found
          if (event.key === 'F1') return
          event.stopPropagation()
          if (event.key === 'ArrowDown') setChosen((current + 1) % Math.max(1, length))
          else if (event.key === 'ArrowUp') setChosen((current + length - 1) % Math.max(1, length))
          else if (event.key === 'Enter') {
            if (found[current]) onPick(found[current].id)
          } else if (event.key === 'Escape' || event.key === 'Tab') onClose()
          else return
          event.preventDefault()
        }}
      />
      <ul ref={list} id={`${id}list`} role="listbox" aria-label={label}>
        {found.map((item, i) => (
          <li
            key={item.id}
            id={`${id}${i}`}
            role="option"
            {...nodeHelp(item.id)}
            aria-selected={i === current}
            data-family={item.family}
            data-first={item.group !== found[i - 1]?.group ? item.group : undefined}
            onPointerMove={() => setChosen(i)}
            onPointerDown={(event) => {
              event.preventDefault()
              onPick(item.id)
            }}
          >
            <PortDots kinds={item.takes ?? []} />
            <span className="picker-title">{item.title}</span>
            <span className="picker-hint">{item.hint}</span>
            <PortDots kinds={item.gives ?? []} />
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="picker-none">{say('canvas.search.none', { words })}</p>}
    </div>
  )
}

/** Ports of a node in small: each kind once. */
export function PortDots({ kinds }: { kinds: readonly PortKind[] }) {
  return (
    <span className="port-dots" aria-hidden="true">
      {[...new Set(kinds)].map((kind) => (
        <i key={kind} className="port" data-kind={kind} />
      ))}
    </span>
  )
}

/** Items that hold every word, those whose title begins with the words first; without words all, as they come. */
export function findItems(items: readonly PickItem[], words: string): readonly PickItem[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return items
  const rank = ({ title, words: more = '' }: PickItem) => {
    const name = title.toLowerCase()
    const text = wanted.join(' ')
    const initials = name
      .split(/\s+/)
      .map((word) => word[0])
      .join('')
    return name.startsWith(text) || more.split(' ').includes(text) ? 0 : initials.startsWith(text) ? 1 : name.includes(text) ? 2 : 3
  }
  const seen = new Set<string>()
  return items
    .filter(({ title, hint, words: more = '' }) => {
      const text = `${title} ${more} ${hint}`.toLowerCase()
      const initials = title
        .toLowerCase()
        .split(/\s+/)
        .map((word) => word[0])
        .join('')
      return wanted.every((word) => text.includes(word) || initials.startsWith(word))
    })
    .filter((item) => {
      const own = `${item.title} ${item.words ?? ''}`
      if (seen.has(own)) return false
      seen.add(own)
      return true
    })
    .map((item, i) => ({ item, i, rank: rank(item) }))
    .sort((a, b) => a.rank - b.rank || a.i - b.i)
    .map(({ item }) => item)
}
