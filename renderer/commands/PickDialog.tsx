import { Fragment, useEffect, useId, useRef, useState } from 'react'
import { findItems, type PickItem } from '../canvas/Picker.tsx'
import { say } from '../text/en.ts'
import { Modal } from '../ui/modal.tsx'
import './pick.css'

/** A list to choose from over the window: type to search, arrows choose, Enter takes, Escape closes. */
export function PickDialog(props: {
  readonly title: string
  readonly items: readonly PickItem[]
  /** Said below the list: why the last choice was not taken. */
  readonly notice?: string | undefined
  readonly onPick: (id: string) => void
  readonly onClose: () => void
}) {
  const { title, items, notice, onPick, onClose } = props
  const [words, setWords] = useState('')
  const [chosen, setChosen] = useState(0)
  const id = useId()
  const list = useRef<HTMLUListElement>(null)
  const found = findItems(items, words)
  const at = Math.min(chosen, found.length - 1)
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' })
  }, [at, words])

  return (
    <Modal title={title} open onClose={onClose}>
      <input
        autoFocus
        className="input"
        role="combobox"
        aria-label={say('pick.search')}
        aria-expanded="true"
        aria-controls={`${id}list`}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 ? `${id}${at}` : undefined}
        placeholder={say('pick.search')}
        value={words}
        onChange={(event) => {
          setWords(event.target.value)
          setChosen(0)
        }}
        onKeyDown={(event) => {
          const count = Math.max(1, found.length)
          if (event.key === 'ArrowDown') setChosen((at + 1) % count)
          else if (event.key === 'ArrowUp') setChosen((at + count - 1) % count)
          else if (event.key === 'Enter') {
            if (found[at]) onPick(found[at].id)
          } else return
          event.preventDefault()
        }}
      />
      <ul ref={list} id={`${id}list`} className="pick-list" role="listbox" aria-label={title}>
        {found.map((item, i) => (
          <Fragment key={item.id}>
            {item.group !== found[i - 1]?.group && (
              <li className="pick-group" role="presentation" aria-hidden>
                {item.group}
              </li>
            )}
            <li
              id={`${id}${i}`}
              className="pick-item"
              role="option"
              aria-selected={i === at}
              onPointerMove={() => setChosen(i)}
              onClick={() => onPick(item.id)}
            >
              <span>{item.title}</span>
              <span className="pick-hint">{item.hint}</span>
            </li>
          </Fragment>
        ))}
      </ul>
      {found.length === 0 && <p className="soft">{say('pick.none', { words })}</p>}
      {notice !== undefined && (
        <p className="notice" role="alert">
          {notice}
        </p>
      )}
    </Modal>
  )
}
