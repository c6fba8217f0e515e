import { join, resolve } from 'node:path'
import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { app, dialog, protocol } from 'electron'
import { startEngineProcess } from './engine-host.ts'
import { setMenu } from './menu.ts'
import { readStrategyFile, strategyFileIn } from './opened-file.ts'
import { showAlerts } from './notifications.ts'
import { serveWindow, SCHEME } from './page-scheme.ts'
import { createShell } from './shell.ts'
import { addKey } from './add-key.ts'
import { keySource } from './key-source.ts'
import { openKeychain } from './keychain.ts'
import { createKeyWindow } from './key-window.ts'
import { openDesktopState } from './desktop-state.ts'
import { createLeaving } from './leaving.ts'
import { showTray } from './tray.ts'
import { readVersion } from './cli/version.ts'
import { openWindow } from './window.ts'
import { openWorkspace } from './workspace.ts'

/**
 * The desktop: one window, one engine process, no trading logic. Everything it is made of is put together here, from top to bottom.
 * Prints `weir: ready` once the window can be seen: `weir start` waits for it.
 */

const root = join(import.meta.dirname, '..')
const { values, positionals } = parseArgs({
  args: process.argv.slice(app.isPackaged ? 1 : 2),
  options: { workspace: { type: 'string', default: join(homedir(), 'Weir') } },
  allowPositionals: true,
  strict: false,
})
const folder = resolve(String(values.workspace))
const tell = (sentence: string) => void process.stderr.write(`weir: ${sentence}\n`)

// One Weir a workspace: its own folder for what Chromium keeps, and with it a lock of its own.
app.setPath('userData', join(folder, 'host', 'chromium'))
protocol.registerSchemesAsPrivileged([
  { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
])

// The system may hand over a file before anything else has happened: it waits until there is a window.
const handed: string[] = []
let openFile = (path: string): void => void handed.push(path)
let show = (): void => {}
app.on('open-file', (event, path) => {
  event.preventDefault()
  openFile(path)
})
app.on('second-instance', (_, words, from) => {
  show()
  const path = strategyFileIn(words, from)
  if (path !== undefined) openFile(path)
})
if (app.requestSingleInstanceLock())
  begin().catch((error: unknown) => {
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
    app.exit(1)
  })
// The Weir that is open already is told of this start and shows what it was asked for.
else app.quit()

async function begin(): Promise<void> {
  await app.whenReady()
  const opened = await openWorkspace(folder, 'desktop')
  if (!opened.ok) {
    tell(opened.message)
    // Started from an icon there is no terminal to say it on.
    if (app.isPackaged) dialog.showErrorBox('Weir cannot start', opened.message)
    return app.exit(2)
  }
  const { workspace } = opened
  const state = openDesktopState(workspace.own, tell)
  const remembered = await state.get()
  const shell = createShell({
    kind: 'desktop',
    version: readVersion(),
    note: null,
    workspace,
    examples: join(root, 'examples/strategies'),
    tell,
    changed: (name, hash) => window.send('documents.changed', { name, hash }),
    dialogs: {
      'shell.files.export': (input) => window.askWhereToSave(input),
      'shell.files.import': (input) => window.askWhatToOpen(input),
      'shell.keys.add': () => keyWindow.open(),
    },
  })
  serveWindow(join(root, 'dist/window'))
  const engine = startEngineProcess({
    program: join(import.meta.dirname, 'engine-process.js'),
    workspace: { name: workspace.name, folder: workspace.folder },
    version: readVersion(),
    keys: keySource(workspace.folder),
    tell,
    // A new engine: the window gets a port of its own to it and asks for everything anew.
    restarted: () => window.connect(),
  })
  const keyWindow = createKeyWindow({
    preload: join(import.meta.dirname, 'key-preload.cjs'),
    add: async (given) => addKey(given, await openKeychain(workspace.own), engine.examine),
    tell,
  })
  const window = openWindow({
    preload: join(import.meta.dirname, 'preload.cjs'),
    shell,
    state,
    remembered,
    closed: (event) => leaving.closed(event),
    stayed: () => leaving.stayed(),
    connect: (port) => engine.connect(port),
    menu: (menu) => setMenu(menu, (id) => window.send('shell.command', { id })),
    tell,
  })
  // With runs that go on Weir stays in the tray, and on a Mac in the dock, its page as it was.
  const leaving = createLeaving({
    engine: engine.client,
    ask: window.ask,
    hide: window.hide,
    quit: () => app.quit(),
    staysOpen: process.platform === 'darwin',
  })
  app.on('before-quit', leaving.asked)
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, leaving.now)
  showTray(engine.client, { show: window.show, quit: () => app.quit(), tell })
  showAlerts(engine.client, () => show())
  const looking = setInterval(() => void shell.look().catch((error: unknown) => tell(String(error))), 1000)

  app.on('window-all-closed', () => app.quit())
  app.on('activate', () => window.show())
  app.on('will-quit', (event) => {
    if (engine.isClosed()) return
    event.preventDefault()
    clearInterval(looking)
    void engine
      .close()
      .then(() => workspace.lock.release())
      .finally(() => app.quit())
  })

  await window.shown
  show = window.show
  openFile = (path) =>
    void readStrategyFile(path).then((read) => {
      window.show()
      if (!read.ok) return window.tell(read.message)
      app.addRecentDocument(path)
      window.send('shell.opened', { name: read.name, content: read.content })
    })
  const first = strategyFileIn(positionals, process.cwd())
  for (const path of [...(first === undefined ? [] : [first]), ...handed.splice(0)]) openFile(path)
  process.stdout.write('weir: ready\n')
}
