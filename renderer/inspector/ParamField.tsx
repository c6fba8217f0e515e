import { useId, type KeyboardEvent } from 'react'
import type { Param } from '../../nodes/define/params.ts'

type FieldProps = {
  readonly name: string
  readonly param: Param<unknown>
  readonly value: number | string | boolean
  /** Slots of the strategy, for a slot parameter. */
  readonly slots: readonly string[]
  readonly disabled?: boolean
  /** Shown while a slider or wheel moves; a commit follows. */
  readonly onPreview: (value: number) => void
  readonly onCommit: (value: number | string | boolean) => void
  readonly onCancel: () => void
}

/** One parameter as a form field, drawn from its own definition. */
export function ParamField(props: FieldProps) {
  const { name, param, value, slots, disabled } = props
  const id = useId()
  const helpId = useId()
  const { form } = param
  const options = param.kind === 'slot' ? slots : (form.options ?? [])
  return (
    <div className="field">
      <label htmlFor={id}>
        {form.label ?? name}
        {form.unit && <span className="unit"> {form.unit}</span>}
      </label>
      {param.kind === 'int' || param.kind === 'decimal' ? (
        <NumberInput key={String(value)} id={id} {...props} />
      ) : param.kind === 'flag' ? (
        <input
          id={id}
          type="checkbox"
          checked={value === true}
          disabled={disabled}
          onChange={(event) => props.onCommit(event.target.checked)}
        />
      ) : param.kind === 'text' ? (
        <input
          key={String(value)}
          id={id}
          className="input"
          defaultValue={String(value)}
          maxLength={200}
          disabled={disabled}
          onBlur={(event) => event.target.value !== value && props.onCommit(event.target.value)}
          onKeyDown={leaveOnEnter}
        />
      ) : (
        <select
          id={id}
          className="input"
          value={String(value)}
          disabled={disabled}
          onChange={(event) => props.onCommit(event.target.value)}
        >
          {!options.includes(String(value)) && <option>{String(value)}</option>}
          {options.map((option) => (
            <option key={option}>{option}</option>
          ))}
        </select>
      )}
      {form.help && (
        <small id={helpId} className="help">
          {form.help}
        </small>
      )}
    </div>
  )
}

/** A number box with a slider where the range is small enough to slide through. */
function NumberInput({ id, param, value, disabled, onPreview, onCommit, onCancel }: FieldProps & { readonly id: string }) {
  const { min, max } = param.form
  const step = param.kind === 'int' ? 1 : 'any'
  const take = (text: string) => {
    const number = Number(text)
    if (text.trim() !== '' && param.schema.safeParse(number).success) onCommit(number)
  }
  // A range of thousands is no slider: it reaches from half to twice what stands there.
  const current = Number(value)
  const low = max !== undefined && min !== undefined && max - min <= 200 ? min : Math.max(min ?? -Infinity, Math.floor(current / 2))
  const high =
    max !== undefined && min !== undefined && max - min <= 200
      ? max
      : Math.min(max ?? Infinity, Math.max(current + 1, Math.ceil(current * 2)))
  return (
    <span className="number">
      <input
        id={id}
        className="input"
        type="number"
        inputMode="decimal"
        defaultValue={current}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        onBlur={(event) => event.target.value !== String(value) && take(event.target.value)}
        onKeyDown={leaveOnEnter}
      />
      <input
        type="range"
        aria-label={`${param.form.label ?? ''} slider`}
        min={low}
        max={high}
        step={param.kind === 'int' ? 1 : (high - low) / 100}
        defaultValue={current}
        disabled={disabled}
        onInput={(event) =>
          onPreview(param.kind === 'int' ? Math.round(Number(event.currentTarget.value)) : Number(event.currentTarget.value))
        }
        onPointerUp={(event) => take(event.currentTarget.value)}
        onKeyUp={(event) => event.key.startsWith('Arrow') && take(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && onCancel()}
      />
    </span>
  )
}

function leaveOnEnter(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key === 'Enter') event.currentTarget.blur()
}
