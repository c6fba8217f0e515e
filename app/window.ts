import {
  BrowserWindow,
  dialog,
  ipcMain,
  MessageChannelMain,
  screen,
  session,
  type IpcMainInvokeEvent,
  type MessagePortMain,
} from 'electron'
import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { ZodError } from 'zod'
import { RequestFailed } from '../engine/protocol/channel-messages.ts'
import { visibleBounds, type DesktopState } from './desktop-state.ts'
import { menuSchema, type DesktopMenu } from './desktop-bridge.ts'
import type { DesktopEvents } from './bridge.ts'
import type { Question } from './leaving.ts'
import { isOwnPage, PAGE } from './page-scheme.ts'
import type { Kept } from './settings.ts'
import type { AppShell } from './shell.ts'
import type { ShellHandlers } from './shell-requests.ts'
import { fileProblem } from './written-file.ts'

export type WindowOptions = {
  readonly preload: string
  readonly shell: AppShell
  readonly state: Kept<DesktopState>
  /** What `state` held at the start. */
  readonly remembered: DesktopState
  /** The window is being closed; what is held back goes on. */
  readonly closed: (event: { preventDefault(): void }) => void
  /** Somebody was asked about unsaved work and stays. */
  readonly stayed: () => void
  /** Hands one end of a fresh channel to the engine. */
  readonly connect: (port: MessagePortMain) => void
  readonly menu: (menu: DesktopMenu) => void
  readonly tell: (sentence: string) => void
}

export type DesktopWindow = {
  /** Settles once the page can be seen. */
  readonly shown: Promise<void>
  /** Tells the page something. */
  send<Name extends keyof DesktopEvents>(name: Name, payload: DesktopEvents[Name]): void
  /** A fresh channel between page and engine. */
  connect(): void
  show(): void
  hide(): void
  /** Asks the person; answers with the number of a button. Shows itself first: a question nobody sees is not asked. */
  ask(question: Question): number
  /** A sentence for the person, in front of everything. */
  tell(sentence: string): void
  askWhereToSave: ShellHandlers['shell.files.export']
  askWhatToOpen: ShellHandlers['shell.files.import']
}

/**
 * Opens the window: a sandboxed page of the product's own scheme that can go nowhere else, opens no other, gets no permission, and
 * reaches nothing but the bridge of its preload and the engine's port.
 */
export function openWindow(options: WindowOptions): DesktopWindow {
  const { preload, shell, state, connect, menu, tell } = options
  const { bounds, maximized } = options.remembered
  const placed = visibleBounds(
    bounds,
    screen.getAllDisplays().map(({ workArea }) => workArea),
  )
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    ...placed,
    minWidth: 800,
    minHeight: 500,
    show: false,
    backgroundColor: '#14171c',
    title: 'Weir',
    webPreferences: { preload, sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true, spellcheck: false },
  })
  const { webContents } = window
  if (maximized) window.maximize()

  session.defaultSession.setPermissionRequestHandler((_, __, answer) => answer(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
  webContents.on('will-navigate', (event) => {
    if (event.url !== PAGE) event.preventDefault()
  })
  webContents.on('will-prevent-unload', (event) => {
    const answer = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: 'There is unsaved work.',
      detail: 'Drafts of it are kept and come back at the next start.',
      buttons: ['Stay', 'Leave'],
      defaultId: 0,
      cancelId: 0,
    })
    // Preventing the prevention lets the page go.
    if (answer === 1) event.preventDefault()
    else options.stayed()
  })
  window.on('close', options.closed)
  webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return
    tell(`the window's page ended (${reason}) and is opened again; drafts are kept`)
    webContents.reload()
  })

  let listening = false
  const early: (() => void)[] = []

  /** Only the page itself is answered: no frame in it, no other page, no page of another origin. */
  const isOwn = ({ sender, senderFrame }: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>) =>
    sender === webContents && senderFrame !== null && senderFrame === webContents.mainFrame && isOwnPage(senderFrame.url)

  ipcMain.handle('weir:shell', async (event, name: unknown, input: unknown) => {
    if (!isOwn(event)) throw new Error('refused')
    try {
      if (typeof name !== 'string') throw new RequestFailed('invalid', 'the name of a request is text')
      return { ok: true, reply: await shell.request(name, input) }
    } catch (error) {
      if (error instanceof ZodError || error instanceof RequestFailed) return { ok: false, message: error.message }
      tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
      return { ok: false, message: 'a fault in Weir; the terminal says more' }
    }
  })
  ipcMain.handle('weir:menu', (event, given: unknown) => {
    if (!isOwn(event)) throw new Error('refused')
    menu(menuSchema.parse(given))
    // A page that tells its commands has begun: now it hears what is sent to it.
    listening = true
    for (const tellIt of early.splice(0)) tellIt()
  })
  // Asked by the preload on every load: a page that was loaded anew needs a port of its own.
  ipcMain.on('weir:connect', (event) => {
    if (!isOwn(event)) return
    listening = false
    connectPage()
  })

  function connectPage(): void {
    if (window.isDestroyed()) return
    const { port1, port2 } = new MessageChannelMain()
    connect(port1)
    webContents.postMessage('weir:port', null, [port2])
  }

  const remember = () =>
    void state.set({ bounds: window.getNormalBounds(), maximized: window.isMaximized() }).catch((error: unknown) => tell(String(error)))
  window.on('resized', remember)
  window.on('moved', remember)
  window.on('maximize', remember)
  window.on('unmaximize', remember)

  const visible = new Promise<void>((resolve) => window.once('ready-to-show', resolve))
  async function load(): Promise<void> {
    await window.loadURL(PAGE)
    await visible
    window.show()
  }

  function show(): void {
    if (window.isDestroyed()) return
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  return {
    shown: load(),
    send(name, payload) {
      const tellIt = () => void (window.isDestroyed() || webContents.send('weir:event', name, payload))
      if (listening) tellIt()
      else early.push(tellIt)
    },
    connect: connectPage,
    show,
    hide: () => window.hide(),
    ask(question) {
      show()
      return dialog.showMessageBoxSync(window, {
        type: 'question',
        defaultId: 0,
        noLink: true,
        ...question,
        buttons: [...question.buttons],
      })
    },
    tell: (sentence) => void (window.isDestroyed() || dialog.showMessageBox(window, { type: 'warning', message: sentence })),
    async askWhereToSave({ suggestedName, content }) {
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: suggestedName })
      if (canceled || filePath === '') return { kind: 'canceled' }
      try {
        await writeFile(filePath, content)
        return { kind: 'done', name: basename(filePath) }
      } catch (error) {
        return { kind: 'refused', message: `"${basename(filePath)}" was not written: ${fileProblem(error)}` }
      }
    },
    async askWhatToOpen() {
      const filters = [{ name: 'Strategies', extensions: ['weir', 'json'] }]
      const { canceled, filePaths } = await dialog.showOpenDialog(window, { properties: ['openFile'], filters })
      const [path] = filePaths
      if (canceled || path === undefined) return { kind: 'canceled' }
      try {
        return { kind: 'done', name: basename(path), content: new Uint8Array(await readFile(path)) }
      } catch (error) {
        return { kind: 'refused', message: `"${basename(path)}" cannot be read: ${fileProblem(error)}` }
      }
    },
  }
}
