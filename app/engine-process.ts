import { randomUUID } from 'node:crypto'
import type { ParentPort } from 'electron'
import { askAboutKey, openEngine } from '../engine/main.ts'
import { tellJobs } from '../engine/protocol/channel-jobs.ts'
import { createChannelServer } from '../engine/protocol/channel-server.ts'
import { portWire } from '../engine/protocol/channel-wires.ts'
import { keysOver } from './key-port.ts'
import { portOf } from './port-main.ts'

/** The first message to the engine's process, with the port it asks for keys on. `failure`: how the one before it ended. */
export type BeginMessage = {
  readonly kind: 'begin'
  readonly workspace: { readonly name: string; readonly folder: string }
  readonly version: string
  readonly failure: string | null
}
type NextMessage = { readonly kind: 'window' } | { readonly kind: 'end' }

/** The engine's process on the desktop: its environment is empty, and what it needs comes in messages from the shell. */
const { parentPort } = process as unknown as { readonly parentPort: ParentPort }

parentPort.once('message', ({ data, ports: [keyPort] }) => {
  const { workspace, version, failure } = data as BeginMessage
  const engineStart = randomUUID()
  const keys = keysOver(portOf(keyPort), (typed) => askAboutKey({ ...typed, workspace: workspace.folder }))
  const engine = openEngine({ workspace: workspace.folder, keys })
  const channel = createChannelServer({
    handle: (name, input, how) => jobs.handle(name, input, how),
    snapshot: () => ({ engineVersion: version, engineStart, workspace: workspace.name, jobs: jobs.running() }),
    onFault: (error) => process.stderr.write(`weir: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
  })
  const jobs = tellJobs(engine, channel.push)
  let toTell = failure

  parentPort.on('message', ({ data: next, ports }) => {
    switch ((next as NextMessage).kind) {
      case 'window':
        channel.attach(portWire(portOf(ports[0])))
        if (toTell !== null) channel.push('engine.failed', { message: toTell })
        // The shell's own channel comes first, the window's second: from then on it has been heard.
        if (channel.clients() > 1) toTell = null
        return
      case 'end':
        channel.close('Weir was closed')
        void engine.close().finally(() => process.exit(0))
    }
  })
})
