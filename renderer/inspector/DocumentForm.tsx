import { timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Prose } from '../ui/Prose.tsx'

/** With nothing chosen: the strategy itself, its name, slots and description. */
export function DocumentForm({ tab }: { tab: Tab }) {
  const { name, description, slots } = useRead(tab.document, (state) => state.document)
  return (
    <div className="inspector">
      <div className="field">
        <label htmlFor="strategy-name">{say('inspector.name')}</label>
        <input
          key={name}
          id="strategy-name"
          className="input"
          defaultValue={name}
          maxLength={200}
          onBlur={(event) => {
            const next = event.target.value
            if (next !== name) tab.document.edit(`Rename to ${next}`, (draft) => void (draft.name = next))
          }}
          onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
        />
      </div>
      {Object.entries(slots).map(([slot, { instrument, timeframe }]) => (
        <fieldset key={slot} className="slot">
          <legend>{say('inspector.slot', { slot })}</legend>
          <div className="field">
            <label htmlFor={`instrument-${slot}`}>{say('inspector.instrument')}</label>
            <input
              key={instrument}
              id={`instrument-${slot}`}
              className="input"
              defaultValue={instrument}
              pattern="[A-Z0-9.]+/[A-Z0-9.]+"
              onBlur={(event) => {
                const next = event.target.value.toUpperCase()
                if (next !== instrument && /^[A-Z0-9.]{1,20}\/[A-Z0-9.]{1,20}$/.test(next)) {
                  tab.document.edit(`Set ${slot} to ${next}`, (draft) => void (draft.slots[slot] = { instrument: next, timeframe }))
                }
              }}
              onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
            />
          </div>
          <div className="field">
            <label htmlFor={`timeframe-${slot}`}>{say('inspector.timeframe')}</label>
            <select
              id={`timeframe-${slot}`}
              className="input"
              value={timeframe}
              onChange={(event) => {
                const next = event.target.value as Timeframe
                tab.document.edit(`Set ${slot} to ${next}`, (draft) => void (draft.slots[slot] = { instrument, timeframe: next }))
              }}
            >
              {timeframes.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </div>
        </fieldset>
      ))}
      <div className="docs">
        <Prose text={description ?? ''} />
      </div>
    </div>
  )
}
