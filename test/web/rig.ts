import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach } from 'vitest'
import { WebSocket } from 'ws'
import type { ShellRequests } from '../../app/bridge.ts'
import { startHost, type Host, type HostOptions } from '../../app/web/host.ts'
import { openWorkspace } from '../../app/workspace.ts'
import { openEngine } from '../../engine/main.ts'
import { connectChannel, type Channel, type EngineRequests } from '../../engine/protocol/channel.ts'
import { connectSocket } from '../../engine/protocol/channel-wires.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { folderForTest } from '../app/folder.ts'

const closing: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})

/** A built window in miniature. */
function windowForTest(): string {
  const folder = folderForTest()
  mkdirSync(join(folder, 'assets'))
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>Weir</title><script type="module" src="/assets/index-a1b2c3d4.js"></script>',
  )
  writeFileSync(join(folder, 'assets/index-a1b2c3d4.js'), `document.title = 'Weir runs' // ${'long '.repeat(1000)}`)
  writeFileSync(join(folder, 'assets/index-a1b2c3d4.js.map'), '{}')
  writeFileSync(join(folder, 'assets/.secret'), 'x')
  return folder
}

export type Rig = {
  readonly host: Host
  readonly folder: string
  readonly said: string[]
  readonly faults: unknown[]
  readonly close: () => Promise<void>
}

/** A host on any free port, with the engine computing in the test's own thread. */
export async function hostForTest(options: Partial<HostOptions> & { readonly folder?: string } = {}): Promise<Rig> {
  const folder = options.folder ?? folderForTest()
  const opened = await openWorkspace(folder, 'browser')
  if (!opened.ok) throw new Error(opened.message)
  const engine = openEngine({ workspace: folder, computer: computeHere() })
  const said: string[] = []
  const faults: unknown[] = []
  const host = await startHost({
    engine,
    workspace: opened.workspace,
    window: windowForTest(),
    examples: join(import.meta.dirname, '../../examples/strategies'),
    version: '0.0.0',
    port: 0,
    tell: (sentence) => said.push(sentence),
    onFault: (error) => faults.push(error),
    ...options,
  })
  let isOpen = true
  const close = async () => {
    if (!isOpen) return
    isOpen = false
    await host.close()
    await engine.close()
    await opened.workspace.lock.release()
  }
  closing.push(close)
  return { host, folder, said, faults, close }
}

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer }

/** One request, with exactly these headers beside what HTTP needs. */
export function ask(address: string, path: string, headers: OutgoingHttpHeaders = {}, method = 'GET', body?: string): Promise<Answer> {
  const { hostname, port } = new URL(address)
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** Opens a link as a browser does, and gives the cookie it got. */
export async function signIn(host: Host): Promise<string> {
  const { pathname, search } = new URL(host.link())
  const answer = await ask(host.address, pathname + search)
  const line = answer.headers['set-cookie']?.[0] ?? ''
  return line.slice(0, line.indexOf(';'))
}

export type Window = Channel<EngineRequests & ShellRequests>

/** A window's channel, signed in. */
export function windowOf(address: string, cookie: string): Window {
  const open = () => new WebSocket(`${address.replace('http', 'ws')}/channel`, { headers: { cookie, origin: address } })
  const channel = connectChannel<EngineRequests & ShellRequests>(connectSocket(open))
  closing.push(() => channel.close())
  return channel
}

/** Tries to open a WebSocket with exactly these headers; the status with which it was refused, or 101. */
export function knock(address: string, headers: Readonly<Record<string, string>>, path = '/channel'): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(address.replace('http', 'ws') + path, { headers, finishRequest: (request) => void request.end() })
    socket.on('open', () => {
      socket.terminate()
      resolve(101)
    })
    socket.on('unexpected-response', (request, response) => {
      request.destroy()
      resolve(response.statusCode ?? 0)
    })
    socket.on('error', () => resolve(0))
  })
}

/** Waits for a channel to be in a state. */
export function until(channel: Pick<Window, 'onState'>, wanted: string): Promise<void> {
  return new Promise((resolve) => {
    const off = channel.onState((state) => {
      if (state !== wanted) return
      queueMicrotask(() => off())
      resolve()
    })
  })
}
