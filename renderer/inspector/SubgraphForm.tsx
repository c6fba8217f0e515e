import { Trash2 } from 'lucide-react'
import { addPort, demote, instancesOf, removePort, renamePort, renamePromoted, type Side } from '../edit/subgraph-ports.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { useWindow } from '../window.ts'

/** Inside a subgraph with nothing chosen: its title, its ports, and the parameters its instances may set. */
export function SubgraphForm({ tab, subgraph }: { tab: Tab; subgraph: string }) {
  const document = useRead(tab.document, (state) => state.document)
  const { tell } = useWindow().notices
  const definition = document.subgraphs[subgraph]
  if (!definition) return null
  const instances = instancesOf(document, subgraph)
  const rename = (side: Side, port: string, wanted: string) => {
    const step = say('subgraph.step.rename', { name: port })
    if (tab.document.edit(step, (draft) => renamePort(draft, subgraph, side, port, wanted)) === undefined) tell(say('subgraph.taken'))
  }
  return (
    <div className="inspector">
      <Named
        label={say('subgraph.title')}
        value={definition.title}
        onRename={(title) =>
          tab.document.edit(
            say('subgraph.step.rename', { name: definition.title }),
            (draft) => void (draft.subgraphs[subgraph]!.title = title),
          )
        }
      />
      <p className="summary">{say(instances === 1 ? 'subgraph.one-instance' : 'subgraph.instances', { count: instances })}</p>
      {(['inputs', 'outputs'] as const).map((side) => (
        <fieldset key={side} className="slot">
          <legend>{say(`subgraph.${side}`)}</legend>
          {definition[side].map((port) => (
            <Named
              key={port}
              label={say(side === 'inputs' ? 'subgraph.input' : 'subgraph.output', { name: port })}
              value={port}
              onRename={(wanted) => rename(side, port, wanted)}
              onRemove={() =>
                tab.document.edit(say('subgraph.step.remove', { name: port }), (draft) => removePort(draft, subgraph, side, port))
              }
            />
          ))}
          <Button onPress={() => addNewPort(tab, subgraph, side)}>
            {say(side === 'inputs' ? 'subgraph.add-input' : 'subgraph.add-output')}
          </Button>
        </fieldset>
      ))}
      <fieldset className="slot">
        <legend>{say('subgraph.promoted')}</legend>
        {Object.keys(definition.promoted).length === 0 && <p className="soft">{say('subgraph.none-promoted')}</p>}
        {Object.entries(definition.promoted).map(([name, target]) => (
          <Named
            key={name}
            label={say('subgraph.parameter', { name, target })}
            value={name}
            onRename={(wanted) => {
              const step = say('subgraph.step.rename', { name })
              if (tab.document.edit(step, (draft) => renamePromoted(draft, subgraph, name, wanted)) === undefined)
                tell(say('subgraph.taken'))
            }}
            onRemove={() => tab.document.edit(say('subgraph.step.demote', { name }), (draft) => demote(draft, subgraph, name))}
          />
        ))}
      </fieldset>
    </div>
  )
}

/** A new port of the subgraph in view, as one step. */
export function addNewPort(tab: Tab, subgraph: string, side: Side): void {
  const wanted = say(side === 'inputs' ? 'subgraph.new-input' : 'subgraph.new-output')
  tab.document.edit(say(side === 'inputs' ? 'subgraph.add-input' : 'subgraph.add-output'), (draft) =>
    addPort(draft, subgraph, side, wanted),
  )
}

type NamedProps = {
  readonly label: string
  readonly value: string
  readonly onRename: (wanted: string) => void
  readonly onRemove?: () => void
}

/** A name to change, and a way to take what it names away. */
function Named({ label, value, onRename, onRemove }: NamedProps) {
  return (
    <div className="named">
      <input
        key={value}
        className="input"
        aria-label={label}
        title={label}
        defaultValue={value}
        maxLength={120}
        onBlur={(event) => {
          const wanted = event.target.value.trim()
          if (wanted === '' || wanted === value) event.target.value = value
          else onRename(wanted)
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.value = value
          if (event.key === 'Escape' || event.key === 'Enter') event.currentTarget.blur()
        }}
      />
      {onRemove && (
        <Button kind="quiet" label={say('subgraph.remove', { name: value })} onPress={onRemove}>
          <Trash2 aria-hidden />
        </Button>
      )}
    </div>
  )
}
