import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { tellJobs, type Answers } from '../../engine/protocol/channel-jobs.ts'
import { createChannelServer } from '../../engine/protocol/channel-server.ts'
import { createShell } from '../shell.ts'
import type { Workspace } from '../workspace.ts'
import { openAssets } from './assets.ts'
import { serveChannel } from './serve-channel.ts'
import { servePage } from './serve-page.ts'
import { openSessions } from './sessions.ts'

export type HostOptions = {
  readonly engine: Answers
  readonly workspace: Workspace
  /** Folder of the built window, with an `index.html`. */
  readonly window: string
  /** Folder of the examples that come with the product. */
  readonly examples: string
  readonly version: string
  /** Exactly this port, or it is not started; without it the usual one or the next that is free. 0: any. */
  readonly port?: number
  /** True ends the sessions of all browsers. */
  readonly newToken?: boolean
  /** Why this is not the desktop, in a sentence, for the window to show. */
  readonly note?: string
  /** A sentence for the person at the terminal. */
  readonly tell: (sentence: string) => void
  /** Told of faults in answering. */
  readonly onFault?: (error: unknown) => void
  /** Longest time in which a connection must have said what it wants, milliseconds. */
  readonly patience?: number
}

/** The window, served on this machine to whoever holds a link. */
export type Host = {
  readonly address: string
  /** A fresh link, which lets one browser in once. */
  readonly link: () => string
  /** Settles when a link has been used. */
  readonly entered: () => Promise<void>
  readonly close: () => Promise<void>
}

export const USUAL_PORT = 4870
/** Ports tried one after the other. */
const PORTS = 20
const MOST_CONNECTIONS = 256
const LOOK_EVERY = 1_000

/** Starts the host. Throws a PortTaken when no port is to be had. */
export async function startHost(options: HostOptions): Promise<Host> {
  const { engine, workspace, tell } = options
  const label = createHash('sha256').update(workspace.folder).digest('hex').slice(0, 8)
  const path = join(workspace.own, 'sessions.json')
  const sessions = await openSessions({ path, label, anew: options.newToken ?? false, now: Date.now, tell })
  const engineStart = randomUUID()
  const channel = createChannelServer({
    handle: (name, input, how) => (name.startsWith('shell.') ? shell.request(name, input) : jobs.handle(name, input, how)),
    snapshot: () => ({ engineVersion: options.version, engineStart, workspace: workspace.name, jobs: jobs.running() }),
    ...(options.onFault ? { onFault: options.onFault } : {}),
  })
  const jobs = tellJobs(engine, channel.push)
  const shell = createShell({
    kind: 'browser',
    version: options.version,
    note: options.note ?? null,
    workspace,
    examples: options.examples,
    tell,
    changed: (name, hash) => channel.push('documents.changed', { name, hash }),
  })

  let entered = () => {}
  const firstEntry = new Promise<void>((resolve) => (entered = resolve))
  const answer = servePage(sessions, openAssets(options.window), entered)
  const patience = options.patience ?? 10_000
  const server = createServer({
    headersTimeout: patience,
    requestTimeout: patience,
    connectionsCheckingInterval: patience / 4,
    keepAliveTimeout: 5_000,
  })
  server.maxConnections = MOST_CONNECTIONS
  server.on('request', (request, response) => {
    answer(request, response).catch((error: unknown) => {
      options.onFault?.(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end()
    })
  })
  const windows = serveChannel(server, sessions, channel.attach)
  const port = await listen(server, options.port)

  // Other programs write to the folder as well. Looking works on every disk, where watching does not.
  let looking = false
  const timer = setInterval(() => {
    if (looking || channel.clients() === 0) return
    looking = true
    shell
      .look()
      .catch((error: unknown) => options.onFault?.(error))
      .finally(() => (looking = false))
  }, LOOK_EVERY)

  const address = `http://127.0.0.1:${port}`
  await workspace.lock.tell(address)
  return {
    address,
    link: () => `${address}/?code=${sessions.issueCode()}`,
    entered: () => firstEntry,
    async close() {
      clearInterval(timer)
      channel.close('Weir was stopped')
      windows.close()
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

/** No port is to be had. The message is for the person. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'
}

/** Listens on the loopback only, and says on which port. */
async function listen(server: Server, wanted: number | undefined): Promise<number> {
  const candidates = wanted === undefined ? Array.from({ length: PORTS }, (_, i) => USUAL_PORT + i) : [wanted]
  for (const port of candidates) {
    if (await tryPort(server, port)) return (server.address() as AddressInfo).port
  }
  const which = wanted === undefined ? `ports ${USUAL_PORT} to ${USUAL_PORT + PORTS - 1} are` : `port ${wanted} is`
  throw new PortTaken(`${which} taken or not allowed; name another with --port`)
}

function tryPort(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      server.off('listening', succeed)
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false)
      else reject(error)
    }
    const succeed = () => {
      server.off('error', fail)
      resolve(true)
    }
    server.once('error', fail)
    server.once('listening', succeed)
    server.listen({ port, host: '127.0.0.1' })
  })
}
