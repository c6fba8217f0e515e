import { useId } from 'react'
import { say, type TextKey } from '../text/en.ts'
import './run.css'

type Field<Value> = { readonly words: TextKey; readonly value: Value; readonly onChange: (value: Value) => void }

/** Text that is taken over on Enter or on leaving the field. */
export function Text({ words, value, width, onChange }: Field<string> & { readonly width: number }) {
  const id = useId()
  return (
    <span className="run-field">
      <label htmlFor={id}>{say(words)}</label>
      <input
        key={value}
        id={id}
        className="input"
        style={{ width }}
        defaultValue={value}
        onBlur={(event) => event.target.value !== value && onChange(event.target.value.trim())}
        onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
      />
    </span>
  )
}

/** A UTC day; empty is the end of the data. */
export function Day({ words, value, onChange }: Field<number | null>) {
  const id = useId()
  return (
    <span className="run-field">
      <label htmlFor={id}>{say(words)}</label>
      <input
        id={id}
        type="date"
        className="input"
        value={value === null ? '' : new Date(value).toISOString().slice(0, 10)}
        onChange={(event) => onChange(event.target.value === '' ? null : Date.parse(event.target.value))}
      />
    </span>
  )
}

/** One of a few. */
export function Choice({ words, value, options, onChange }: Field<string> & { readonly options: readonly string[] }) {
  const id = useId()
  return (
    <span className="run-field">
      <label htmlFor={id}>{say(words)}</label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    </span>
  )
}
