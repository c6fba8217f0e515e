import { join, resolve } from 'node:path'
import { homedir } from 'node:os'
import { parseArgs } from 'node:util'
import { app, protocol } from 'electron'
import { startEngineProcess } from './engine-host.ts'
import { setMenu } from './menu.ts'
import { readStrategyFile, strategyFileIn } from './opened-file.ts'
import { serveWindow, SCHEME } from './page-scheme.ts'
import { createShell } from './shell.ts'
import { openDesktopState } from './desktop-state.ts'
import { createTray } from './tray.ts'
import { readVersion } from './cli/version.ts'
import { openWindow, type DesktopWindow } from './window.ts'
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

if (app.requestSingleInstanceLock()) void begin()
// The Weir that is open already is told of this start and shows what it was asked for.
else app.quit()

async function begin(): Promise<void> {
  await app.whenReady()
  const opened = await openWorkspace(folder, 'desktop')
  if (!opened.ok) {
    tell(opened.message)
    return app.exit(2)
  }
  const { workspace } = opened
  const state = openDesktopState(workspace.own, tell)
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
    },
  })
  serveWindow(join(root, 'dist/window'))
  const engine = startEngineProcess({
    program: join(import.meta.dirname, 'engine-process.js'),
    workspace: { name: workspace.name, folder: workspace.folder },
    version: readVersion(),
    tell,
    // A new engine: the window gets a port of its own to it and asks for everything anew.
    restarted: () => window.connect(),
  })
  const window: DesktopWindow = await openWindow({
    preload: join(import.meta.dirname, 'preload.cjs'),
    shell,
    state,
    connect: (port) => engine.connect(port),
    menu: (menu) => setMenu(menu, (id) => window.send('shell.command', { id })),
    tell,
  })
  const tray = createTray(engine.client, { show: window.show, quit: app.quit })
  const looking = setInterval(() => void shell.look().catch((error: unknown) => tell(String(error))), 1000)

  const openFile = async (path: string) => {
    window.show()
    const read = await readStrategyFile(path)
    if (read.ok) window.send('shell.opened', { name: read.name, content: read.content })
    else window.tell(read.message)
  }
  app.on('second-instance', (_, words, from) => {
    window.show()
    const path = strategyFileIn(words, from)
    if (path !== undefined) void openFile(path)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    void openFile(path)
  })
  // With runs at work Weir stays in the tray; without, the last window ends it.
  app.on('window-all-closed', () => {
    if (!tray.isShown()) app.quit()
  })
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
  const first = strategyFileIn(positionals, process.cwd())
  if (first !== undefined) void openFile(first)
  process.stdout.write('weir: ready\n')
}
