import type { ReactNode } from 'react'
import type { NodeDefinition } from '../../nodes/define/node.ts'
import { findNode } from '../../nodes/index.ts'
import { findingTable } from '../../nodes/strategy/findings.ts'
import type { InputPort, OutputPort } from '../../nodes/define/ports.ts'
import type { HelpTopic } from '../stores/dialogs.ts'
import { say } from '../text/en.ts'
import { Button } from '../ui/button.tsx'
import { Modal } from '../ui/modal.tsx'
import { Prose } from '../ui/Prose.tsx'
import { KeyTables } from './KeyTables.tsx'

/** A page of help. What is long is scrolled with the keys from its button. */
function HelpModal({ title, onClose, children }: { readonly title: string; readonly onClose: () => void; readonly children: ReactNode }) {
  return (
    <Modal title={title} open onClose={onClose}>
      {children}
      <div className="dialog-actions">
        <Button onPress={onClose}>{say('help.close')}</Button>
      </div>
    </Modal>
  )
}

/** Help on one thing, or the keys of everything. */
export function HelpDialog({ topic, onClose }: { topic: HelpTopic; onClose: () => void }) {
  switch (topic.kind) {
    case 'node': {
      const definition = findNode(topic.type)
      return (
        <HelpModal title={definition?.title ?? topic.type} onClose={onClose}>
          {definition ? <NodeHelp definition={definition} /> : <p>{say('help.no-node', { type: topic.type })}</p>}
        </HelpModal>
      )
    }
    case 'finding': {
      const entry = Object.entries(findingTable).find(([code]) => code === topic.code)?.[1]
      return (
        <HelpModal title={entry?.title ?? topic.code} onClose={onClose}>
          <p>{entry?.help}</p>
          <p className="soft">
            <code>{topic.code}</code>
          </p>
        </HelpModal>
      )
    }
    case 'words':
      return (
        <HelpModal title={topic.title} onClose={onClose}>
          <p>{topic.words}</p>
        </HelpModal>
      )
    case 'keys':
      return (
        <HelpModal title={say('help.keys')} onClose={onClose}>
          <KeyTables />
        </HelpModal>
      )
  }
}

function NodeHelp({ definition }: { definition: NodeDefinition }) {
  const params = Object.entries(definition.params)
  return (
    <div className="help-node">
      <p>{definition.summary}</p>
      <Prose text={definition.docs} />
      {params.length > 0 && (
        <>
          <h3>{say('help.parameters')}</h3>
          <dl>
            {params.map(([name, { form, default: standing }]) => (
              <div key={name}>
                <dt>{form.label ?? name}</dt>
                <dd>
                  {[form.help, form.options?.join(', '), say('help.default', { value: `${String(standing)} ${form.unit ?? ''}`.trim() })]
                    .filter(Boolean)
                    .join('. ')}
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <Ports title={say('help.inputs')} ports={definition.inputs} />
      <Ports title={say('help.outputs')} ports={definition.outputs} />
      <p className="soft">
        <code>{definition.type}</code>
      </p>
    </div>
  )
}

function Ports({ title, ports }: { title: string; ports: Readonly<Record<string, InputPort | OutputPort>> }) {
  const entries = Object.entries(ports)
  if (entries.length === 0) return null
  return (
    <>
      <h3>{title}</h3>
      <dl>
        {entries.map(([name, port]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{[kindWords(port), port.summary].filter(Boolean).join('. ')}</dd>
          </div>
        ))}
      </dl>
    </>
  )
}

function kindWords(port: InputPort | OutputPort): string {
  if (port.kind === 'number') return typeof port.unit === 'string' && port.unit !== 'any' ? port.unit : 'number'
  return port.kind === 'signal' && port.sized ? 'sized signal' : port.kind === 'gate' ? 'sized signal or intent' : port.kind
}
