import { MessageChannelMain, utilityProcess, type MessagePortMain, type UtilityProcess } from 'electron'
import { connectChannel, type Channel, type EngineRequests } from '../engine/protocol/channel.ts'
import { connectPorts } from '../engine/protocol/channel-wires.ts'
import type { KeySource } from '../engine/protocol/key-source.ts'
import { answerKeys, type Examine } from './key-port.ts'
import type { BeginMessage } from './engine-process.ts'
import { portOf } from './port-main.ts'

export type EngineHostOptions = {
  /** The built engine process. */
  readonly program: string
  readonly workspace: { readonly name: string; readonly folder: string }
  readonly version: string
  /** Opened here, in the shell; the engine asks by name. */
  readonly keys: KeySource
  readonly tell: (sentence: string) => void
  /** It died and a new one is there. */
  readonly restarted: () => void
}

export type EngineHost = {
  /** Gives the engine one end of a channel. */
  connect(port: MessagePortMain): void
  /** The shell's own channel to it. */
  readonly client: Channel<EngineRequests>
  /** Asks an exchange about a key that was typed. It goes to the engine's process alone, and back comes what is known of it. */
  examine: Examine
  isClosed(): boolean
  /** Lets it end in order: runs are ended and journals closed. */
  close(): Promise<void>
}

/** Between a crash and the next start, milliseconds; longer after each crash that follows soon. */
const FIRST_WAIT = 200
const LONGEST_WAIT = 30_000
/** A process that lived this long did not crash at its start. */
const STEADY = 60_000
/** How long it may take to end in order. */
const FAREWELL = 10_000

/** Runs the engine in a process of its own, with an empty environment, and starts it again when it dies. */
export function startEngineProcess({ program, workspace, version, keys, tell, restarted }: EngineHostOptions): EngineHost {
  const ports = connectPorts()
  const client = connectChannel<EngineRequests>(ports.connect)
  let child: UtilityProcess
  let examine: Examine
  let closed = false
  let crashes = 0
  let failure: string | null = null

  function start(): void {
    const started = Date.now()
    child = utilityProcess.fork(program, [], { serviceName: 'Weir engine', env: {}, stdio: 'inherit' })
    const keyPorts = new MessageChannelMain()
    examine = answerKeys(portOf(keyPorts.port2), keys)
    child.postMessage({ kind: 'begin', workspace, version, failure } satisfies BeginMessage, [keyPorts.port1])
    const { port1, port2 } = new MessageChannelMain()
    child.postMessage({ kind: 'window' }, [port1])
    ports.give(portOf(port2))
    child.once('exit', (code) => {
      if (closed) return
      crashes = Date.now() - started > STEADY ? 1 : crashes + 1
      failure = `The engine ended with code ${code} and was started again; what it was computing is lost`
      tell(failure)
      setTimeout(
        () => {
          if (closed) return
          start()
          restarted()
        },
        Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (crashes - 1)),
      )
    })
  }
  start()

  return {
    client,
    examine: (typed) => examine(typed),
    connect: (port) => child.postMessage({ kind: 'window' }, [port]),
    isClosed: () => closed,
    async close() {
      closed = true
      client.close()
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.postMessage({ kind: 'end' })
      const late = setTimeout(() => child.kill(), FAREWELL)
      await ended
      clearTimeout(late)
    },
  }
}
