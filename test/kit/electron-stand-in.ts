import { chromium, type BrowserContext, type Page, type Request as PageRequest, type Route } from '@playwright/test'
import { fork, spawnSync, type ChildProcess } from 'node:child_process'
import type Electron from 'electron'
import { EventEmitter } from 'node:events'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { preloadHost } from './electron-page.ts'

/**
 * What `app/` uses of Electron, on Chromium and plain processes, where Electron's runtime cannot be had: tests put this in its place. It
 * refuses what Electron refuses; what it cannot show stands in `app/README.md`. On stdin it takes what a person does, one line of JSON
 * each: {"menu":id}, {"close":true}, {"quit":true}, and {"answer":…} for the next dialog; what a person would see it says on stdout.
 */

const say = (seen: object) => process.stdout.write(`stand-in: ${JSON.stringify(seen)}\n`)

/** JSON that carries bytes. The page has the same two functions. */
const encode = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (inner instanceof Uint8Array ? { $bytes: Buffer.from(inner).toString('base64') } : inner))
const decode = (text: string): unknown =>
  JSON.parse(text, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && '$bytes' in inner ? new Uint8Array(Buffer.from(String(inner.$bytes), 'base64')) : inner,
  )

// Ports

type Remote = (message: unknown) => void
/** Stands for the end of a port that was sent to another process. */
const CLOSED = { $closed: true }
const isClosed = (message: unknown) => typeof message === 'object' && message !== null && '$closed' in message

class PortMain extends EventEmitter {
  peer!: PortMain
  #remote: Remote | undefined
  #started = false
  #closed = false
  #early: unknown[] = []

  postMessage(message: unknown): void {
    if (!this.#closed) this.peer.take(structuredClone(message))
  }
  take(message: unknown): void {
    if (this.#remote) this.#remote(message)
    else if (this.#started) setImmediate(() => this.emit('message', { data: message, ports: [] }))
    else this.#early.push(message)
  }
  start(): void {
    this.#started = true
    for (const message of this.#early.splice(0)) this.take(message)
  }
  /** It was sent on: what comes goes there. Answers with what comes from there. */
  send(remote: Remote): Remote {
    this.#remote = remote
    for (const message of this.#early.splice(0)) remote(message)
    return (message) => (isClosed(message) ? this.close() : this.postMessage(message))
  }
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.peer.hangUp()
  }
  hangUp(): void {
    if (this.#closed) return
    this.#closed = true
    if (this.#remote) this.#remote(CLOSED)
    else setImmediate(() => this.emit('close'))
  }
}

class MessageChannelMain {
  readonly port1 = new PortMain()
  readonly port2 = new PortMain()
  constructor() {
    this.port1.peer = this.port2
    this.port2.peer = this.port1
  }
}

let nextPort = 1

// Utility processes

class Utility extends EventEmitter {
  readonly #child: ChildProcess
  readonly #ports = new Map<number, Remote>()

  constructor(program: string, parameters: readonly string[], env: NodeJS.ProcessEnv) {
    super()
    const host = join(import.meta.dirname, 'utility.mjs')
    this.#child = fork(host, [program, ...parameters], {
      env,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#child.on('message', (message) => {
      const { port, data } = message as { port: number; data: unknown }
      this.#ports.get(port)?.(data)
    })
    // What was on its way to a process that died is lost, as it is to Electron's.
    this.#child.on('error', () => {})
    this.#child.on('exit', (code) => {
      for (const up of this.#ports.values()) up(CLOSED)
      this.emit('exit', code ?? 1)
    })
    say({ engine: this.#child.pid, env: Object.keys(env) })
  }
  postMessage(data: unknown, ports: readonly PortMain[] = []): void {
    const ids = ports.map((port) => {
      const id = nextPort++
      this.#ports.set(
        id,
        port.send((message) => this.#tell({ port: id, data: message })),
      )
      return id
    })
    this.#tell({ data, ports: ids })
  }
  #tell(message: object): void {
    if (this.#child.connected) this.#child.send(message)
  }
  kill(): boolean {
    return this.#child.kill()
  }
}

const utilityProcess = {
  fork: (program: string, parameters: readonly string[], { env = process.env }: { env?: NodeJS.ProcessEnv }) =>
    new Utility(program, parameters, env),
}

// The application

let userData = ''
let ready: Promise<BrowserContext> | undefined
const windows = new Set<BrowserWindow>()

class App extends EventEmitter {
  readonly isPackaged = false
  #leaving = false

  setPath(_: 'userData', path: string): void {
    userData = path
    mkdirSync(path, { recursive: true })
  }
  /** Asks whoever holds the lock and waits for the answer, as Electron does before anything else. */
  requestSingleInstanceLock(): boolean {
    const path = join(userData, 'single')
    const ask = `const s=require('net').connect(process.argv[1]);s.on('error',()=>process.exit());s.on('connect',()=>s.write(process.argv[2]));s.on('data',d=>{process.stdout.write(d);process.exit()})`
    const message = JSON.stringify({ words: process.argv, from: process.cwd() })
    if (spawnSync(process.execPath, ['-e', ask, path, message], { encoding: 'utf8', timeout: 5000 }).stdout === 'told') return false
    rmSync(path, { force: true })
    createServer((socket) =>
      socket.on('data', (chunk) => {
        const { words, from } = JSON.parse(chunk.toString()) as { words: string[]; from: string }
        this.emit('second-instance', {}, words, from)
        socket.end('told')
      }),
    ).listen(path)
    return true
  }
  async whenReady(): Promise<void> {
    await (ready ??= launch())
  }
  quit(): void {
    if (!ready) process.exit(0)
    let prevented = false
    this.emit('before-quit', { preventDefault: () => (prevented = true) })
    if (!prevented) void this.#quit(ready)
  }
  async #quit(opened: Promise<BrowserContext>): Promise<void> {
    if (!this.#leaving) for (const window of windows) if (!(await window.leave())) return
    this.#leaving = true
    let prevented = false
    this.emit('will-quit', { preventDefault: () => (prevented = true) })
    if (prevented) return
    await (await opened).close()
    process.exit(0)
  }
  exit(code: number): void {
    process.exit(code)
  }
  addRecentDocument = (path: string) => say({ recent: path })
  /** A window is gone: with the last one the program may want to end. */
  left(): void {
    if (windows.size === 0 && !this.#leaving) this.emit('window-all-closed')
  }
}
const app = new App()
process.on('SIGTERM', () => app.quit())

async function launch(): Promise<BrowserContext> {
  const port = await freePort()
  const isRoot = process.getuid?.() === 0
  const context = await chromium.launchPersistentContext(join(userData, 'profile'), {
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [`--remote-debugging-port=${port}`, ...(isRoot ? ['--no-sandbox'] : [])],
    viewport: null,
  })
  say({ debugging: port })
  return context
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

// Schemes: Chromium refuses ones it does not know, so each is mapped to an https origin that is answered here.

const schemes = new Map<string, ((request: Request) => Promise<Response>) | undefined>()
const protocol = {
  registerSchemesAsPrivileged(given: readonly { scheme: string }[]): void {
    if (ready) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready')
    for (const { scheme } of given) schemes.set(scheme, undefined)
  },
  handle(scheme: string, answer: (request: Request) => Promise<Response>): void {
    if (!schemes.has(scheme)) throw new Error(`the scheme "${scheme}" was not registered as privileged`)
    schemes.set(scheme, answer)
  },
}
const mapped = (address: string) => address.replace(/^(\w+):\/\/(\w+)\//, 'https://$2.$1.test/')
const own = (address: string) => address.replace(/^https:\/\/(\w+)\.(\w+)\.test\//, '$2://$1/')

// Windows

type Prevented = { readonly url?: string; preventDefault(): void }
type IpcEvent = { readonly sender: WebContents; readonly senderFrame: { readonly url: string } }
const invoked = new Map<string, (event: IpcEvent, ...given: unknown[]) => unknown>()
const ipc = new EventEmitter()
const ipcMain = {
  handle(channel: string, answer: (event: IpcEvent, ...given: unknown[]) => unknown): void {
    if (invoked.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    invoked.set(channel, answer)
  },
  on: (channel: string, listener: (event: IpcEvent, ...given: unknown[]) => void) => ipc.on(channel, listener),
}

class WebContents extends EventEmitter {
  page: Page | undefined
  readonly #ports = new Map<string, Remote>()
  #turn: Promise<unknown> = Promise.resolve()
  #opening: () => { action: 'deny' | 'allow' } = () => ({ action: 'allow' })
  readonly mainFrame: { readonly url: string }

  constructor() {
    super()
    const url = () => own(this.page?.url() ?? '')
    this.mainFrame = {
      get url() {
        return url()
      },
    }
  }
  setWindowOpenHandler(handler: () => { action: 'deny' }): void {
    this.#opening = handler
  }
  reload(): void {
    void this.page?.reload()
  }
  send(channel: string, ...given: unknown[]): void {
    this.#hear('event', channel, encode(given), [])
  }
  postMessage(channel: string, message: unknown, ports: readonly PortMain[] = []): void {
    const ids = ports.map((port) => {
      const id = String(nextPort++)
      this.#ports.set(
        id,
        port.send((data) => this.#hear('port', id, encode(data), [])),
      )
      return id
    })
    this.#hear('event', channel, encode([message]), ids)
  }
  /** In order: a message never overtakes another. */
  #hear(...given: [kind: string, name: string, text: string, ids: readonly string[]]): void {
    type Hearing = { __standInHear?: (...given: readonly unknown[]) => void }
    this.#turn = this.#turn.then(() => this.page?.evaluate((all) => (globalThis as Hearing).__standInHear?.(...all), given).catch(() => {}))
  }
  async open(address: string, preload: string): Promise<void> {
    const context = await ready!
    const taken = new Set([...windows].map(({ webContents }) => webContents.page))
    const [blank] = context.pages().filter((page) => !taken.has(page) && page.url() === 'about:blank')
    this.page = blank ?? (await context.newPage())
    const { page } = this
    const text = readFileSync(preload, 'utf8')
    if (!preload.endsWith('.cjs') || /^\s*(import|export)\s/m.test(text)) throw new Error('a sandboxed preload must be CommonJS')
    for (const [, name] of text.matchAll(/require\(["']([^"']+)["']\)/g)) {
      if (!['electron', 'events', 'timers', 'url'].includes(name)) throw new Error(`a sandboxed preload cannot require "${name}"`)
    }
    await page.exposeBinding('__standIn', async ({ frame }, kind: string, name: string, given: string) => {
      const event: IpcEvent = { sender: this, senderFrame: frame === page.mainFrame() ? this.mainFrame : { url: own(frame.url()) } }
      if (kind === 'close') void page.close()
      if (kind === 'port') this.#ports.get(name)?.(decode(given))
      if (kind === 'send') ipc.emit(name, event, ...(decode(given) as unknown[]))
      if (kind !== 'invoke') return undefined
      try {
        const answer = invoked.get(name)
        if (!answer) throw new Error(`No handler registered for '${name}'`)
        return encode({ value: await answer(event, ...(decode(given) as unknown[])) })
      } catch (error) {
        return encode({ error: String(error) })
      }
    })
    await page.addInitScript(preloadHost(text))
    await page.route('**/*', (route, request) => this.#answer(route, request))
    // Whether windows may be opened is asked once: the page cannot wait for an answer.
    if (this.#opening().action === 'deny') await page.addInitScript('window.open = () => null')
    page.on('framenavigated', (frame) => {
      // Ports end with the page they were in.
      if (frame === page.mainFrame())
        for (const [id, up] of this.#ports) {
          if (Number(id) >= nextPort - 1) continue
          up(CLOSED)
          this.#ports.delete(id)
        }
    })
    await page.goto(mapped(address))
  }
  async #answer(route: Route, request: PageRequest): Promise<void> {
    const url = own(request.url())
    const isMain = request.isNavigationRequest() && request.frame() === this.page?.mainFrame()
    if (isMain && this.mainFrame.url !== '' && !this.mainFrame.url.startsWith('about:') && this.mainFrame.url !== url) {
      let prevented = false
      const event: Prevented = { url, preventDefault: () => (prevented = true) }
      this.emit('will-navigate', event)
      // No content: the page stays as it is, as Electron leaves it.
      if (prevented) return route.fulfill({ status: 204 })
    }
    const answer = schemes.get(url.slice(0, url.indexOf(':')))
    if (!answer) return route.abort()
    const response = await answer(new Request(url, { method: request.method() }))
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }
}

class BrowserWindow extends EventEmitter {
  readonly webContents = new WebContents()
  readonly #preload: string
  #gone = false
  #maximized = false
  #bounds: { x: number; y: number; width: number; height: number }

  constructor({ webPreferences, x = 0, y = 0, width = 800, height = 600 }: Electron.BrowserWindowConstructorOptions) {
    super()
    if (!ready) throw new Error('Cannot create BrowserWindow before app is ready')
    this.#preload = webPreferences?.preload ?? ''
    this.#bounds = { x, y, width, height }
    windows.add(this)
    const { sandbox, contextIsolation, nodeIntegration } = webPreferences ?? {}
    say({ window: { sandbox, contextIsolation, nodeIntegration, ...this.#bounds } })
  }
  async loadURL(address: string): Promise<void> {
    await this.webContents.open(address, this.#preload)
    // A page that closes itself takes its window along.
    this.webContents.page!.once('close', () => this.gone())
    await this.webContents.page!.setViewportSize({ width: this.#bounds.width, height: this.#bounds.height })
    this.emit('ready-to-show')
  }
  show(): void {
    say({ shown: true })
  }
  hide = () => say({ hidden: true })
  focus(): void {}
  restore(): void {}
  isMinimized = () => false
  isMaximized = () => this.#maximized
  isDestroyed = () => this.#gone
  maximize(): void {
    this.#maximized = true
    this.emit('maximize')
  }
  setContentProtection = (isProtected: boolean) => say({ protected: isProtected })
  /** Gone at once, its page unasked. */
  destroy(): void {
    void this.webContents.page?.close()
    this.gone()
  }
  gone(): void {
    if (this.#gone) return
    this.#gone = true
    windows.delete(this)
    say({ gone: own(this.webContents.mainFrame.url) })
    this.emit('closed')
    app.left()
  }
  getNormalBounds = () => this.#bounds
  moveTo(bounds: { x: number; y: number; width: number; height: number }): void {
    this.#bounds = bounds
    this.emit('moved')
  }
  /** Lets the page say that it would rather stay. True when it is gone. */
  async leave(): Promise<boolean> {
    const page = this.webContents.page
    if (!page || this.#gone) return true
    let kept = false
    this.emit('close', { preventDefault: () => (kept = true) })
    if (kept) return false
    const stays = new Promise<boolean>((resolve) => {
      page.once('close', () => resolve(false))
      page.once('dialog', (question) => {
        let leaves = false
        const event: Prevented = { preventDefault: () => (leaves = true) }
        this.webContents.emit('will-prevent-unload', event)
        void (leaves ? question.accept() : question.dismiss())
        if (!leaves) resolve(true)
      })
    })
    // The last page of a browser would take it along.
    await (await ready!).newPage()
    await page.close({ runBeforeUnload: true })
    if (await stays) return false
    this.gone()
    return true
  }
}

// What a person sees and answers

const answers: unknown[] = []
const asked = (what: string, options: object) => {
  say({ dialog: what, ...options })
  return answers.shift()
}
const dialog = {
  showErrorBox: (title: string, content: string) => void asked('error', { title, content }),
  showMessageBoxSync: (_: unknown, { message, buttons }: { message: string; buttons?: string[] }) =>
    Number(asked('message', { message, buttons }) ?? 0),
  showMessageBox: async (_: unknown, { message }: { message: string }) => ({ response: Number(asked('message', { message }) ?? 0) }),
  showSaveDialog: async (_: unknown, { defaultPath }: { defaultPath: string }) => {
    const filePath = asked('save', { defaultPath })
    return { canceled: filePath === undefined, filePath: typeof filePath === 'string' ? filePath : '' }
  },
  showOpenDialog: async () => {
    const path = asked('open', {})
    return { canceled: path === undefined, filePaths: typeof path === 'string' ? [path] : [] }
  },
}

type Item = Electron.MenuItemConstructorOptions
let menu: readonly Item[] = []
const Menu = {
  buildFromTemplate: (template: readonly Item[]) => template,
  setApplicationMenu(given: readonly Item[]): void {
    menu = given
    const items = menu.map(({ label, submenu }) => [
      label,
      (submenu as Item[]).map(({ label: own, accelerator, enabled }) => [own, accelerator, enabled]),
    ])
    say({ menu: items })
  },
}
const find = (items: readonly Item[], id: string): Item | undefined =>
  items
    .flatMap((item) => (Array.isArray(item.submenu) ? [item, ...item.submenu] : [item]))
    .find((item) => item.id === id || item.label === id)

class Tray {
  items: readonly Item[] = []
  constructor() {
    trays.add(this)
  }
  setToolTip = (text: string) => say({ tray: text })
  setContextMenu = (items: readonly Item[]) => (this.items = items)
  destroy(): void {
    trays.delete(this)
    say({ tray: null })
  }
}
const trays = new Set<Tray>()

class Notification extends EventEmitter {
  static isSupported = () => true
  readonly #options: Electron.NotificationConstructorOptions
  constructor(options: Electron.NotificationConstructorOptions) {
    super()
    if (!ready) throw new Error('Cannot create Notification before app is ready')
    this.#options = options
  }
  show(): void {
    const { title, body, silent, urgency } = this.#options
    notifications.push(this)
    say({ notification: { title, body, silent, urgency } })
  }
}
const notifications: Notification[] = []

const nativeImage = { createFromDataURL: (url: string) => url }
const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }
const session = { defaultSession: { setPermissionRequestHandler() {}, setPermissionCheckHandler() {} } }

createInterface({ input: process.stdin }).on('line', (line) => {
  const act = JSON.parse(line) as {
    menu?: string
    close?: true
    quit?: true
    answer?: unknown
    /** Sends a message as a window's page would (0: the first window), or as a frame in it. */
    ipc?: { readonly channel: string; readonly window: number; readonly isFrame?: boolean; readonly given: readonly unknown[] }
    /** Clicks the latest notification. */
    clicked?: true
    move?: ReturnType<BrowserWindow['getNormalBounds']>
  }
  if ('answer' in act) answers.push(act.answer ?? undefined)
  if (act.menu !== undefined)
    (find([...menu, ...[...trays].flatMap(({ items }) => items)], act.menu)?.click as (() => void) | undefined)?.()
  if (act.move) for (const window of windows) window.moveTo(act.move)
  if (act.close) for (const window of windows) void window.leave()
  if (act.ipc) {
    const { channel, window, isFrame, given } = act.ipc
    const sender = [...windows][window]!.webContents
    const senderFrame = isFrame ? { url: sender.mainFrame.url } : sender.mainFrame
    Promise.resolve()
      .then(() => invoked.get(channel)!({ sender, senderFrame }, ...given))
      .then(
        (answer) => say({ ipc: answer }),
        (error: unknown) => say({ ipc: String(error) }),
      )
  }
  if (act.clicked) notifications.at(-1)?.emit('click', {})
  if (act.quit) app.quit()
})

/** Held to Electron's own names: what is not one of its exports is an error here. */
const exported = {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  Notification,
  protocol,
  screen,
  session,
  Tray,
  utilityProcess,
}
exported satisfies { readonly [Name in keyof typeof Electron]?: unknown }
export {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu,
  MessageChannelMain,
  nativeImage,
  Notification,
  protocol,
  screen,
  session,
  Tray,
  utilityProcess,
}
