import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'

/** The stand-in's utility process: `process.parentPort` and ports over the process's own messages, then the program itself. */

type Message = { readonly port?: number; readonly data: unknown; readonly ports?: readonly number[] }
const ports = new Map<number, (data: unknown) => void>()
const tell = (message: Message) => process.connected && process.send?.(message)
const isClosed = (data: unknown) => typeof data === 'object' && data !== null && '$closed' in data

class Port extends EventEmitter {
  readonly #id: number
  #early: unknown[] = []
  #started = false
  constructor(id: number) {
    super()
    this.#id = id
    ports.set(id, (data) => {
      if (isClosed(data)) this.emit('close')
      else if (this.#started) this.emit('message', { data, ports: [] })
      else this.#early.push(data)
    })
  }
  postMessage = (data: unknown) => tell({ port: this.#id, data })
  close = () => tell({ port: this.#id, data: { $closed: true } })
  start(): void {
    this.#started = true
    for (const data of this.#early.splice(0)) this.emit('message', { data, ports: [] })
  }
}

const parentPort = new EventEmitter()
const early: Message[] = []
parentPort.on('newListener', (name) => {
  if (name === 'message') setImmediate(() => early.splice(0).forEach(hear))
})
Object.defineProperty(process, 'parentPort', { value: parentPort })

function hear(message: Message): void {
  if (message.port !== undefined) ports.get(message.port)?.(message.data)
  else if (parentPort.listenerCount('message') === 0) early.push(message)
  else parentPort.emit('message', { data: message.data, ports: (message.ports ?? []).map((id) => new Port(id)) })
}
process.on('message', hear)
process.on('disconnect', () => process.exit(0))

const [node, , program, ...parameters] = process.argv
process.argv = [node, program, ...parameters]
await import(pathToFileURL(program).href)
