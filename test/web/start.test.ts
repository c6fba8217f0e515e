import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { fetchRuntime } from '../../app/desktop-runtime.ts'
import { folderForTest } from '../app/folder.ts'
import { weir } from '../cli/weir.ts'
import { ask } from './rig.ts'

/** `weir start`, the real script, in an installation made for the test: the build, a window in miniature, and stand-ins for what the machine may have. */
const project = fileURLToPath(new URL('../..', import.meta.url))
let root: string
let workspace: string
const children: ChildProcess[] = []

beforeEach(async () => {
  await weir(['--build'])
  root = folderForTest()
  workspace = join(root, 'Weir')
  mkdirSync(join(root, 'bin'))
  for (const file of ['bin/weir', 'bin/freshness.js', 'bin/package.json', 'package.json']) cpSync(join(project, file), join(root, file))
  const isBuilt = (path: string) => path === join(project, 'dist') || (path.endsWith('.js') && dirname(path) === join(project, 'dist'))
  cpSync(join(project, 'dist'), join(root, 'dist'), { recursive: true, filter: isBuilt })
  symlinkSync(join(project, 'examples'), join(root, 'examples'))
  mkdirSync(join(root, 'node_modules'))
  for (const name of readdirSync(join(project, 'node_modules')))
    if (!name.startsWith('.') && name !== 'electron') symlinkSync(join(project, 'node_modules', name), join(root, 'node_modules', name))
  write('dist/window/index.html', '<!doctype html><title>Weir</title>')
  write('dist/main.js', '')
  // Who runs the tests may be root; the product is told otherwise where that is not the point.
  // Programs without an ending are read as their folder says, and package.json says modules.
  for (const folder of ['runtime', 'tools']) write(`${folder}/package.json`, '{"type":"commonjs"}')
  write('not-root.cjs', 'process.getuid = () => 1000')
  write('root.cjs', 'process.getuid = () => 0')
})

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function write(path: string, text: string, mode = 0o644): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
  chmodSync(join(root, path), mode)
}

/** A program that stands in for Electron: writes down how it was called and does as told. */
const electron = (act: string) =>
  write(
    'runtime/electron',
    `#!${process.execPath}\nrequire('fs').writeFileSync(${JSON.stringify(join(root, 'called.json'))}, JSON.stringify(process.argv.slice(2)))\n${act}\n`,
    0o755,
  )
/** A package of Electron without a runtime, whose installer does as told. */
function electronPackage(install: string): void {
  rmSync(join(root, 'node_modules/electron'), { recursive: true, force: true })
  write('node_modules/electron/package.json', '{"name":"electron","version":"45.4.1"}')
  write('node_modules/electron/install.js', `require('fs').appendFileSync(${JSON.stringify(join(root, 'installs'))}, 'x')\n${install}`)
}
const READY = `console.log('weir: ready')`
const WAIT = `process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)`

type Running = {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  readonly ended: Promise<number | null>
  /** Waits until stdout or stderr says this. */
  readonly says: (what: RegExp) => Promise<RegExpExecArray>
}

function start(words: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Running {
  const child = spawn(process.execPath, [join(root, 'bin/weir'), '--workspace', workspace, 'start', ...words], {
    env: { PATH: '', HOME: root, DISPLAY: ':0', NODE_OPTIONS: `--require ${join(root, 'not-root.cjs')}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  children.push(child)
  let [out, err] = ['', '']
  const watchers = new Set<() => void>()
  const hear = () => watchers.forEach((watch) => watch())
  child.stdout.setEncoding('utf8').on('data', (text: string) => ((out += text), hear()))
  child.stderr.setEncoding('utf8').on('data', (text: string) => ((err += text), hear()))
  const ended = new Promise<number | null>((resolve) => child.on('close', (code) => (resolve(code), hear())))
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    says: (what) =>
      new Promise((resolve, reject) => {
        const watch = () => {
          const found = what.exec(`${out}\n${err}`)
          if (found) resolve(found)
          else if (child.exitCode !== null) reject(new Error(`it ended with ${child.exitCode} and did not say ${what}:\n${out}\n${err}`))
          else return
          watchers.delete(watch)
        }
        watchers.add(watch)
        watch()
      }),
  }
}

const ADDRESS = /Weir is at (http:\/\/127\.0\.0\.1:\d+)(\/\?code=[\w-]+) /
const stop = async (running: Running) => {
  running.child.kill('SIGINT')
  return running.ended
}

/** Starts, and expects the browser host with this reason in one line. */
async function expectBrowser(reason: RegExp, words: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const running = start(['--port', '0', '--no-open', ...words], env)
  const [, address, link] = await running.says(ADDRESS)
  expect(running.out().split('\n')).toHaveLength(2)
  expect(running.err()).toMatch(reason)
  expect(running.err().match(/served to a browser/g)).toHaveLength(1)
  expect((await ask(address, link)).status).toBe(200)
  return running
}

describe('the browser host, and why', () => {
  test('asked for with --web; Ctrl-C ends it well and frees the workspace', async () => {
    electron(READY)
    const running = await expectBrowser(/asked for with --web/, ['--web'], { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'runtime') })
    expect(existsSync(join(root, 'called.json'))).toBe(false)
    expect(existsSync(join(workspace, 'host/lock.json'))).toBe(true)
    expect(await stop(running)).toBe(0)
    expect(running.err()).toContain('what was saved, and every draft, is kept')
    expect(readdirSync(join(workspace, 'host')).toSorted()).toEqual(
      ['sessions.json', 'state.json'].filter((name) => existsSync(join(workspace, 'host', name))),
    )
  })

  test('there is neither display nor browser', async () => {
    await expectBrowser(/there is no display/, [], { DISPLAY: '' })
  })

  test('the user is root', async () => {
    await expectBrowser(/does not run as root/, [], { NODE_OPTIONS: `--require ${join(root, 'root.cjs')}` })
  })

  test('the build has no desktop shell', async () => {
    rmSync(join(root, 'dist/main.js'))
    await expectBrowser(/this build has no desktop shell/)
  })

  test('Electron is not installed', async () => {
    await expectBrowser(/Electron is not installed/)
  })

  test('its runtime cannot be fetched: remembered, until asked for', async () => {
    electronPackage(`console.error('TypeError: fetch failed\\n  at somewhere'); process.exit(1)`)
    await stop(
      await expectBrowser(/Electron's runtime is not here: it could not be fetched \(fetch failed\)\. weir start --desktop tries again/),
    )
    await stop(await expectBrowser(/fetch failed/))
    expect(readFileSync(join(root, 'installs'), 'utf8')).toBe('x')
    await stop(await expectBrowser(/fetch failed/, ['--desktop']))
    expect(readFileSync(join(root, 'installs'), 'utf8')).toBe('xx')
    // Another version may be had where this one was not.
    write('node_modules/electron/package.json', '{"name":"electron","version":"46.0.0"}')
    await expectBrowser(/fetch failed/)
    expect(readFileSync(join(root, 'installs'), 'utf8')).toBe('xxx')
  })

  test('the desktop dies before it is ready', async () => {
    electron('process.exit(7)')
    await expectBrowser(/did not start: it ended with code 7/, [], { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'runtime') })
  })

  test('the desktop is not ready within 10 s, and is ended', async () => {
    electron(`console.log(process.pid); ${WAIT}`)
    const before = Date.now()
    await expectBrowser(/did not start: it did not say that it is ready within 10 s/, [], {
      ELECTRON_OVERRIDE_DIST_PATH: join(root, 'runtime'),
    })
    expect(Date.now() - before).toBeGreaterThan(9_000)
  })

  test('there is no program where it should be', async () => {
    await expectBrowser(/there is no Electron at/, [], { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'nowhere') })
  })
})

describe('the desktop', () => {
  test('runs, with the workspace it was given, and its end is the end', async () => {
    electron(`${READY}; setTimeout(() => process.exit(0), 300)`)
    const running = start([], { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'runtime') })
    expect(await running.ended).toBe(0)
    expect(JSON.parse(readFileSync(join(root, 'called.json'), 'utf8'))).toEqual([join(root, 'dist/main.js'), '--workspace', workspace])
    expect(running.out()).toBe('')
  })

  test('is fetched where it can be, with word of it', async () => {
    electron(`${READY}; setTimeout(() => process.exit(0), 300)`)
    electronPackage(
      `const fs = require('fs'); setTimeout(() => { fs.mkdirSync(__dirname + '/dist'); fs.copyFileSync(${JSON.stringify(join(root, 'runtime/electron'))}, __dirname + '/dist/electron') }, 500)`,
    )
    const running = start()
    expect(await running.ended).toBe(0)
    expect(running.err()).toContain('fetching')
    expect(existsSync(join(root, 'called.json'))).toBe(true)
  })

  test('ends with Ctrl-C', async () => {
    electron(`${READY}; ${WAIT}`)
    const running = start([], { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'runtime') })
    await expect.poll(() => existsSync(join(root, 'called.json'))).toBe(true)
    expect(await stop(running)).toBe(0)
  })

  test('that crashes later is said', async () => {
    electron(`${READY}; setTimeout(() => process.exit(9), 300)`)
    const running = start([], { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'runtime') })
    expect(await running.ended).toBe(1)
    expect(running.err()).toContain('ended with code 9')
  })

  test('that is open already takes over', async () => {
    electron('process.exit(0)')
    const running = start([], { ELECTRON_OVERRIDE_DIST_PATH: join(root, 'runtime') })
    expect([await running.ended, running.out(), running.err()]).toEqual([0, '', ''])
  })

  test('is not waited for longer than it may take', async () => {
    write('slow.js', 'setInterval(() => {}, 1000)')
    const seconds: number[] = []
    const options = { patience: 1_500, onSecond: (second: number) => seconds.push(second), signal: new AbortController().signal }
    expect(await fetchRuntime(join(root, 'slow.js'), options)).toBe('it could not be fetched within 1.5 s')
    expect(seconds).toEqual([1])
  })
})

describe('the browser', () => {
  test('is opened through a file only this user can read, gone once used; no code is in any list of processes', async () => {
    write(
      'tools/xdg-open',
      `#!${process.execPath}\nconst fs = require('fs')\nconst [file] = process.argv.slice(2)\nfs.writeFileSync(${JSON.stringify(join(root, 'opened.json'))}, JSON.stringify({ words: process.argv.slice(2), mode: fs.statSync(file).mode & 0o777, page: fs.readFileSync(file, 'utf8') }))\n`,
      0o755,
    )
    const running = start(['--web', '--port', '0'], { PATH: join(root, 'tools') })
    const [, address, printed] = await running.says(ADDRESS)
    await expect.poll(() => existsSync(join(root, 'opened.json')), { timeout: 20_000 }).toBe(true)
    await expect.poll(() => readFileSync(join(root, 'opened.json'), 'utf8')).not.toBe('')
    const { words, mode, page } = JSON.parse(readFileSync(join(root, 'opened.json'), 'utf8')) as {
      words: string[]
      mode: number
      page: string
    }
    const file = join(workspace, 'host/open.html')
    expect([words, mode]).toEqual([[file], 0o600])
    const link = /url=(http[^"]+)"/.exec(page)?.[1] ?? ''
    expect(link.startsWith(address)).toBe(true)
    expect((await ask(address, link.slice(address.length))).headers['set-cookie']).toHaveLength(1)
    await expect.poll(() => existsSync(file)).toBe(false)
    // The printed link is still good, for another browser.
    expect((await ask(address, printed)).headers['set-cookie']).toHaveLength(1)
    expect(await stop(running)).toBe(0)
  })

  test('that is not there is said, and the address is still printed', async () => {
    const running = start(['--web', '--port', '0'])
    await running.says(ADDRESS)
    await running.says(/no browser could be opened/)
    expect(await stop(running)).toBe(0)
    expect(existsSync(join(workspace, 'host/open.html'))).toBe(false)
  })
})

describe('twice', () => {
  test('in one workspace: the second is told where the first is; after a kill the next one takes over, and the browser is still signed in', async () => {
    const first = start(['--web', '--no-open', '--port', '0'])
    const [, address, link] = await first.says(ADDRESS)
    const cookie = (await ask(address, link)).headers['set-cookie']![0].split(';')[0]
    const second = start(['--web', '--no-open', '--port', '0'])
    expect(await second.ended).toBe(2)
    expect(second.err()).toContain(`in use by a Weir that runs already (process ${first.child.pid}): open ${address}`)
    first.child.kill('SIGKILL')
    await first.ended
    const port = new URL(address).port
    const third = start(['--web', '--no-open', '--port', port])
    await third.says(ADDRESS)
    expect((await ask(address, '/session', { cookie })).status).toBe(204)
    expect(await stop(third)).toBe(0)
    const fourth = start(['--web', '--no-open', '--port', port, '--new-token'])
    await fourth.says(ADDRESS)
    expect((await ask(address, '/session', { cookie })).status).toBe(401)
    expect(statSync(join(workspace, 'host/sessions.json')).mode & 0o777).toBe(0o600)
  })

  test('on one port: the second says so', async () => {
    const [, address] = await start(['--web', '--no-open', '--port', '0']).says(ADDRESS)
    workspace = join(root, 'other')
    const second = start(['--web', '--no-open', '--port', new URL(address).port])
    expect(await second.ended).toBe(2)
    expect(second.err()).toMatch(/port \d+ is taken or not allowed; name another with --port/)
    expect(existsSync(join(workspace, 'host/lock.json'))).toBe(false)
  })

  test.each(['x', '-1', '65536', '1.5', ''])('a port that is none, %j, is refused', async (port) => {
    const running = start(['--web', '--port', port])
    expect(await running.ended).toBe(2)
    expect(running.err()).toContain('is no port')
  })
})

test('without a window in the build the example is run', async () => {
  rmSync(join(root, 'dist/window'), { recursive: true })
  const running = start()
  expect(await running.ended).toBe(0)
  expect(running.out()).toContain('The window is not part of this build')
})
