import { execFileSync } from 'node:child_process'
import type { Page } from '@playwright/test'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { visibleBounds } from '../../app/desktop-state.ts'
import { openKeychain } from '../../app/keychain.ts'
import { strategyFileIn } from '../../app/opened-file.ts'
import { buildStandIn, startOnStandIn, type Desktop } from '../kit/run-desktop.ts'
import { hasSecretService } from '../kit/throw-away-keyring.ts'
import { folderForTest } from './folder.ts'
import { startSecretService } from './throw-away-keyring.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })
const root = fileURLToPath(new URL('../..', import.meta.url))
const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

let node: readonly string[]
const open = new Set<Desktop>()

/** The window over Electron's stand-in: what of the desktop is ours runs for real, on the system's Chromium and in processes of its own. */
describe.skipIf(!existsSync(chromium))('the desktop', () => {
  beforeAll(async () => {
    execFileSync(process.execPath, [join(root, 'bin/weir'), '--build'], { stdio: 'ignore' })
    node = await buildStandIn()
  })
  afterEach(async () => {
    for (const desktop of open) await desktop.close()
    open.clear()
  })
  async function start(workspace = folderForTest(), words: readonly string[] = []): Promise<Desktop> {
    const desktop = await startOnStandIn(node, workspace, words)
    open.add(desktop)
    return desktop
  }
  const ran = (desktop: Desktop) => desktop.page.getByText(/Last run \d+ ms/).waitFor()

  test('opens with the worked strategy and its result, computed by an engine in a process of its own with an empty environment', async () => {
    const desktop = await start()
    await ran(desktop)
    await desktop.page.getByText(/bar 100,776 of 100,776/).waitFor()
    expect(desktop.seen.find((one) => 'window' in one)).toMatchObject({
      window: { sandbox: true, contextIsolation: true, nodeIntegration: false },
    })
    expect(desktop.seen.find((one) => 'engine' in one)).toMatchObject({ env: [] })
  })

  test('lets the engine ask for keys by name, and no page', async () => {
    const desktop = await start()
    await ran(desktop)
    const mode = desktop.page.getByRole('combobox', { name: 'What kind of run' })
    await mode.selectOption('live')
    // Here it says what the shell's keychain says: none yet, or what to install.
    await desktop.page.getByText(/No key yet|no Secret Service keeps keys here/).waitFor()
    const bridge = await desktop.page.evaluate(() => Object.keys((globalThis as unknown as { weir: object }).weir))
    expect(bridge.filter((name) => /key/i.test(name))).toEqual([])
  })

  test('gives the page its bridge and the port, and nothing else', async () => {
    const { page } = await start()
    const found = await page.evaluate(async () => {
      const { weir } = globalThis as unknown as { weir: Record<string, (...given: unknown[]) => Promise<unknown>> }
      const ask = async (...given: unknown[]) =>
        weir['request'](...given).then(
          () => 'answered',
          (error: unknown) => String(error),
        )
      return {
        keys: Object.keys(weir).sort(),
        frozen: Object.isFrozen(weir),
        node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron', '__standIn'].filter(
          (name) => name in globalThis,
        ),
        unknown: await ask('shell.nothing', {}),
        malformed: await ask('shell.documents.read', { name: '../../etc/passwd' }),
        noName: await ask(7, {}),
        menu: await weir['setMenu']([{ title: 'x'.repeat(1000), groups: [] }]).then(
          () => 'taken',
          () => 'refused',
        ),
        fine: await ask('shell.about', {}),
      }
    })
    expect(found).toMatchObject({
      keys: ['connect', 'on', 'request', 'setMenu'],
      frozen: true,
      node: [],
      fine: 'answered',
      menu: 'refused',
    })
    expect(found.unknown).toContain('shell.nothing')
    for (const refused of [found.malformed, found.noName]) expect(refused).toMatch(/^Error/)
  })

  test('answers the page itself and no frame in it', async () => {
    const { page } = await start()
    const answer = await page.evaluate(async () => {
      const frame = document.body.appendChild(document.createElement('iframe'))
      await new Promise((resolve) => setTimeout(resolve, 300))
      const { weir } = frame.contentWindow as unknown as { weir?: { request(name: string, input: object): Promise<unknown> } }
      // Electron runs no preload in a frame; where the stand-in does, the shell itself refuses.
      return weir
        ? weir.request('shell.about', {}).then(
            () => 'answered',
            (error: unknown) => String(error),
          )
        : 'refused'
    })
    expect(answer).toContain('refused')
  })

  test('goes nowhere else and opens no other window', async () => {
    const { page } = await start()
    const address = page.url()
    await page.evaluate(() => {
      location.href = 'https://example.com/'
    })
    await page.evaluate(() => void window.open('https://example.com/'))
    await page.waitForTimeout(500)
    expect(page.url()).toBe(address)
    expect(page.context().pages()).toHaveLength(1)
    const policy = await page.evaluate(async () => (await fetch('/index.html')).headers.get('content-security-policy'))
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("img-src 'self' data:")
    expect(policy).toContain("connect-src 'self';")
    expect(await page.evaluate(() => fetch('/../package.json').then(({ status }) => status))).toBe(404)
  })

  test('says that its engine died, starts another, and the window goes on', async () => {
    const desktop = await start()
    await ran(desktop)
    const { engine } = desktop.seen.find((one) => 'engine' in one)!
    const before = desktop.seen.length
    process.kill(engine as number, 'SIGKILL')
    await desktop.until((one) => 'engine' in one && one['engine'] !== engine, before)
    await desktop.page
      .getByText(/The engine ended with code/)
      .first()
      .waitFor()
    await desktop.page.getByRole('button', { name: 'Run', exact: true }).first().click()
    await ran(desktop)
    expect(desktop.said.join('\n')).toContain('was started again')
  })

  test('takes a strategy file from the command line, and from a second start, which then ends', async () => {
    const workspace = folderForTest()
    const example = readFileSync(join(root, 'examples/strategies/macd.weir'), 'utf8')
    const [one, other] = [join(folderForTest(), 'first.weir'), join(folderForTest(), 'second.weir')]
    writeFileSync(one, example.replace('"name": "MACD with trend filter"', '"name": "From the command line"'))
    writeFileSync(other, example.replace('"name": "MACD with trend filter"', '"name": "From a second start"'))
    const desktop = await start(workspace, [one])
    await desktop.page.getByText('From the command line').first().waitFor()
    const second = execFileSync(process.execPath, [...node, join(root, 'dist/main.js'), '--workspace', workspace, other], {
      encoding: 'utf8',
    })
    expect(second).not.toContain('weir: ready')
    await desktop.page.getByText('From a second start').first().waitFor()
  })

  test('has the menus of the window’s own table, and does what is chosen in them', async () => {
    const desktop = await start()
    await ran(desktop)
    const { menu } = await desktop.until(({ menu: shown }) => JSON.stringify(shown ?? '').includes('["Save","CommandOrControl+S",true]'))
    expect((menu as [string][]).map(([title]) => title)).toEqual(['File', 'Edit', 'View', 'Help'])
    desktop.act({ menu: 'view.about' })
    await desktop.page.getByRole('dialog').waitFor()
  })

  test('asks before unsaved work is left, and stays or goes as it is told', async () => {
    const desktop = await start()
    await ran(desktop)
    await desktop.page.getByLabel('Name', { exact: true }).fill('Another name')
    await desktop.page.keyboard.press('Tab')
    desktop.act({ answer: 0 })
    desktop.act({ close: true })
    await desktop.until(({ dialog, message }) => dialog === 'message' && String(message).includes('unsaved'))
    expect(desktop.page.isClosed()).toBe(false)
    desktop.act({ answer: 1 })
    desktop.act({ close: true })
    expect(await desktop.ended, desktop.said.join('\n')).toBe(0)
  })

  test('writes and reads files where the person said, and says what cannot be', async () => {
    const desktop = await start()
    await ran(desktop)
    const path = join(folderForTest(), 'out.json')
    desktop.act({ answer: path })
    desktop.act({ menu: 'document.export' })
    await desktop.page
      .getByText(/out\.json/)
      .first()
      .waitFor()
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ format: 'weir-strategy' })
    desktop.act({ answer: '/nowhere/at/all.json' })
    desktop.act({ menu: 'document.export' })
    await desktop.page.getByText(/was not written/).waitFor()
  })

  test('asks before a run would end with its window: it goes on in the tray, stops, or nothing happens', async () => {
    const desktop = await start()
    const { page } = desktop
    await ran(desktop)
    await page.getByRole('combobox', { name: 'What kind of run' }).selectOption('paper')
    await page.getByRole('button', { name: 'Start on paper' }).click()
    await page.getByRole('button', { name: 'Stop: no new exposure' }).waitFor()
    const close = async (answer: number) => {
      const from = desktop.seen.length
      desktop.act({ answer })
      desktop.act({ close: true })
      return (await desktop.until(({ dialog }) => dialog === 'message', from))['message']
    }
    // Cancel, at once after the start: nothing happens.
    expect(await close(2)).toBe('"SMA cross" is running on paper.')
    // Keep running.
    await close(0)
    await desktop.until(({ hidden }) => hidden === true)
    await desktop.until(({ tray }) => String(tray).includes('1 run at work'))
    expect(page.isClosed()).toBe(false)
    desktop.act({ menu: 'Show Weir' })
    await page.getByRole('button', { name: 'Stop: no new exposure' }).click()
    // To quit asks as well.
    const from = desktop.seen.length
    desktop.act({ answer: 2 })
    desktop.act({ quit: true })
    await desktop.until(({ dialog }) => dialog === 'message', from)
    desktop.act({ answer: 1 })
    desktop.act({ quit: true })
    expect(await desktop.ended, desktop.said.join('\n')).toBe(0)
  })

  test('shows alerts of runs as notifications of the system, and itself when one is clicked', async () => {
    const desktop = await start()
    const { page } = desktop
    await ran(desktop)
    await page.getByRole('combobox', { name: 'What kind of run' }).selectOption('paper')
    await page.getByRole('button', { name: 'Start on paper' }).click()
    await page.getByRole('button', { name: 'Stop: no new exposure' }).click()
    const { notification } = await desktop.until((one) => 'notification' in one)
    expect(notification).toMatchObject({ title: 'SMA cross (paper)', silent: false, urgency: 'normal' })
    expect((notification as { body: string }).body).toMatch(/\w/)
    desktop.act({ answer: 0 })
    desktop.act({ close: true })
    await desktop.until(({ hidden }) => hidden === true)
    const from = desktop.seen.length
    desktop.act({ clicked: true })
    await desktop.until(({ shown }) => shown === true, from)
  })

  describe.skipIf(!hasSecretService)('the key window', async () => {
    const service = hasSecretService ? await startSecretService() : undefined
    const canary = { key: 'canary-key-51c7', secret: 'canary-secret-90ad' }
    beforeAll(() => void Object.assign(process.env, service?.env))
    afterAll(() => {
      for (const name of Object.keys(service?.env ?? {})) delete process.env[name]
    })
    async function opened(desktop: Desktop): Promise<Page> {
      const { page } = desktop
      await page.getByRole('combobox', { name: 'What kind of run' }).selectOption('live')
      await page.getByText('No key yet.').waitFor()
      const [keyPage] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('button', { name: 'Add a key…' }).click()])
      await keyPage.getByLabel('Name').waitFor()
      return keyPage
    }
    async function fill(page: Page, name: string): Promise<void> {
      await page.getByLabel('Name').fill(name)
      await page.getByLabel('Exchange', { exact: true }).selectOption('demo')
      await page.getByLabel('API key').fill(canary.key)
      await page.getByLabel('Secret').fill(canary.secret)
    }

    test('takes a key straight into the keychain, is destroyed, and the main window learns the name alone', async () => {
      const workspace = folderForTest()
      const desktop = await start(workspace)
      await ran(desktop)
      const keyPage = await opened(desktop)
      expect(desktop.seen.filter((one) => 'window' in one).at(-1)).toMatchObject({
        window: { sandbox: true, contextIsolation: true, nodeIntegration: false },
      })
      expect(desktop.seen).toContainEqual({ protected: true })
      const inPage = await keyPage.evaluate(async () => ({
        given: ['weir', 'require', 'process', 'ipcRenderer', 'electron', '__standIn'].filter((name) => name in globalThis),
        scripts: document.scripts.length,
        fetched: await fetch('/index.html').then(
          () => 'fetched',
          () => 'refused',
        ),
      }))
      expect(inPage).toEqual({ given: [], scripts: 0, fetched: 'refused' })
      await fill(keyPage, 'No Name')
      await keyPage.getByRole('button', { name: 'Keep' }).click()
      await keyPage.getByText('cannot name a key').waitFor()
      // An exchange that cannot be asked is said; keeping it all the same is a decision.
      await keyPage.getByLabel('Name').fill('practice')
      await keyPage.getByLabel('Address, to ask it about the key').fill('127.0.0.1:1')
      expect(await keyPage.getByText('Keep it all the same').isVisible()).toBe(false)
      await keyPage.getByRole('button', { name: 'Keep' }).click()
      await keyPage.getByText('there is no demo exchange at').waitFor()
      const keychain = await openKeychain(join(workspace, 'host'))
      expect(await keychain.list()).toEqual({ ok: true, keys: [] })
      await keyPage.getByLabel('Keep it all the same').check()
      await keyPage.getByRole('button', { name: 'Keep' }).click()
      await desktop.until((one) => String(one['gone']).startsWith('weir://key/'))
      await desktop.page.getByRole('combobox', { name: 'Key' }).getByText('practice (demo)').waitFor({ state: 'attached' })
      const read = await keychain.read('practice')
      expect(read.ok && read.credential.reveal()).toEqual(canary)
      const shown = await desktop.page.evaluate(() => document.documentElement.outerHTML + JSON.stringify(Object.entries(localStorage)))
      const files = readdirSync(workspace, { recursive: true, withFileTypes: true }).filter((one) => one.isFile())
      const texts = files.map((one) => readFileSync(join(one.parentPath, one.name), 'latin1'))
      for (const text of [shown, JSON.stringify(desktop.seen), desktop.said.join('\n'), ...texts])
        expect(text.includes('canary')).toBe(false)
    })

    test('is listened to alone: no other window, no frame in it; closed, nothing is kept', async () => {
      const workspace = folderForTest()
      const desktop = await start(workspace)
      await ran(desktop)
      const given = [{ name: 'stolen', venue: 'demo', ...canary, address: '', despite: false }]
      const ask = async (what: object) => {
        const from = desktop.seen.length
        desktop.act({ ipc: what })
        return (await desktop.until((one) => 'ipc' in one, from))['ipc']
      }
      expect(await ask({ channel: 'weir:key', window: 0, given })).toBe('Error: refused')
      const keyPage = await opened(desktop)
      expect(await ask({ channel: 'weir:key', window: 0, given })).toBe('Error: refused')
      expect(await ask({ channel: 'weir:key', window: 1, isFrame: true, given })).toBe('Error: refused')
      expect(await ask({ channel: 'weir:shell', window: 1, given: ['shell.about', {}] })).toBe('Error: refused')
      // Asked for again it is the same window.
      await desktop.page.getByRole('button', { name: 'Add a key…' }).click()
      await fill(keyPage, 'typed')
      await keyPage.getByRole('button', { name: 'Cancel' }).click()
      await desktop.until((one) => String(one['gone']).startsWith('weir://key/'))
      expect(desktop.seen.filter((one) => 'window' in one)).toHaveLength(2)
      expect(await (await openKeychain(join(workspace, 'host'))).list()).toEqual({ ok: true, keys: [] })
      // The main window is as it was, and opens another.
      expect(desktop.page.isClosed()).toBe(false)
      const again = await opened(desktop)
      expect(await again.getByLabel('Secret').inputValue()).toBe('')
    })
  })

  test('comes back where it was', async () => {
    const workspace = folderForTest()
    const desktop = await start(workspace)
    const bounds = { x: 40, y: 30, width: 1000, height: 700 }
    desktop.act({ move: bounds })
    await vi.waitFor(() => expect(JSON.parse(readFileSync(join(workspace, 'host/desktop.json'), 'utf8'))).toMatchObject({ bounds }), {
      timeout: 10_000,
    })
    await desktop.close()
    open.delete(desktop)
    const again = await start(workspace)
    expect(again.seen.find((one) => 'window' in one)).toMatchObject({ window: bounds })
  })
})

describe('what the desktop remembers and is handed', () => {
  const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }]
  test.each([
    ['in sight', { x: 10, y: 10, width: 800, height: 600 }, true],
    ['on a screen that is gone', { x: 2500, y: 10, width: 800, height: 600 }, false],
    ['above the screen, where nothing could be taken hold of', { x: 10, y: -50, width: 800, height: 600 }, false],
  ])('a window %s', (_, bounds, isSeen) => {
    expect(visibleBounds(bounds, screens)).toEqual(isSeen ? bounds : undefined)
  })

  test('the file among the words of a start', () => {
    expect(strategyFileIn(['--workspace', '/w', 'a/b.weir'], '/home')).toBe('/home/a/b.weir')
    expect(strategyFileIn(['--flag.weir', 'x.txt'], '/home')).toBeUndefined()
  })
})
