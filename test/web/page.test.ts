import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { leadPage } from '../../app/web/pages.ts'
import { folderForTest } from '../app/folder.ts'
import { hostForTest, signIn, type Rig } from './rig.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const example = join(import.meta.dirname, '../../examples/strategies/sma-cross.weir')
const channelFile = (name: string) => JSON.stringify(join(import.meta.dirname, '../../engine/protocol', name))

/** A page that speaks the channel as the window does, shows how it stands in its title, and tries on request what it should not be able to do. */
const script = `
import { connectChannel } from ${channelFile('channel.ts')}
import { connectSocket } from ${channelFile('channel-wires.ts')}
const address = new URL('channel', location.href)
address.protocol = 'ws:'
const ask = async () => {
  const answer = await fetch('session').catch(() => undefined)
  if (answer?.status === 401) throw new Error('signed out')
}
globalThis.channel = connectChannel(connectSocket(() => new WebSocket(address), ask))
globalThis.states = []
channel.onState((state, reason) => { if (states.at(-1) !== state) states.push(state); document.title = reason === 'signed out' ? reason : state })
globalThis.forbidden = async (other) => {
  const inline = document.createElement('script')
  inline.textContent = 'globalThis.ran = true'
  document.head.append(inline)
  // In a turn of its own: what a debugger calls may evaluate.
  await new Promise((resolve) => setTimeout(resolve))
  let evaluated = true
  try { (0, eval)('1') } catch { evaluated = false }
  const left = await fetch(other).then(() => true, () => false)
  return { inline: 'ran' in globalThis, evaluated, left }
}
`
const reachFor = (host: string) => `(async () => {
  const socket = await new Promise((resolve) => {
    const one = new WebSocket('ws://${host}/channel')
    one.onopen = () => resolve('open')
    one.onerror = () => resolve('refused')
  })
  const read = await fetch('http://${host}/', { credentials: 'include' }).then(() => 'read', () => 'refused')
  const loaded = await new Promise((resolve) => {
    const element = document.createElement('script')
    element.src = 'http://${host}/page.js'
    element.onload = () => resolve('loaded')
    element.onerror = () => resolve('refused')
    document.head.append(element)
  })
  return { socket, read, loaded }
})()`

describe.skipIf(!existsSync(executablePath))('in a real browser', () => {
  let browser: Browser
  let context: BrowserContext
  let page: Page
  let rig: Rig
  let problems: string[]
  let built: string

  async function expectTitle(title: string): Promise<void> {
    await expect.poll(() => page.title(), { timeout: 20_000 }).toBe(title)
  }

  beforeAll(async () => {
    built = mkdtempSync(join(tmpdir(), 'weir-page-'))
    mkdirSync(join(built, 'source'))
    writeFileSync(join(built, 'source/index.html'), '<!doctype html><title>before</title><script type="module" src="./page.js"></script>')
    writeFileSync(join(built, 'source/page.js'), script)
    await build({
      configFile: false,
      root: join(built, 'source'),
      base: './',
      logLevel: 'error',
      build: { outDir: join(built, 'out'), target: 'es2023' },
    })
    browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  })
  afterAll(async () => {
    await browser.close()
    rmSync(built, { recursive: true, force: true })
  })

  beforeEach(async () => {
    problems = []
    rig = await hostForTest({ window: join(built, 'out') })
    context = await browser.newContext()
    page = await context.newPage()
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()))
    page.on('pageerror', (error) => problems.push(error.message))
  })
  afterEach(() => context.close())

  test('the file a browser is opened with leads in, and the address keeps no code', async () => {
    const file = join(folderForTest(), 'open.html')
    writeFileSync(file, leadPage(rig.host.link()))
    await page.goto(pathToFileURL(file).href)
    await page.waitForURL(`${rig.host.address}/`)
    await expectTitle('live')
    expect(await page.evaluate('[crossOriginIsolated, document.cookie, localStorage.length]')).toEqual([true, '', 0])
    const [cookie] = await context.cookies()
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', domain: '127.0.0.1' })
    expect(problems).toEqual([])
  })

  test('a strategy runs, and columns and missing values arrive as they are', async () => {
    await page.goto(rig.host.link())
    await expectTitle('live')
    const seen = await page.evaluate(`(async () => ({
      about: await channel.request('shell.about', {}),
      wrong: await channel.request('values.at', { run: 'none', time: NaN }).catch((error) => error.why),
      ran: await channel.request('backtest.run', ${JSON.stringify({ document: JSON.parse(readFileSync(example, 'utf8')) as unknown, from: Date.UTC(2022, 0, 1), to: Date.UTC(2022, 6, 1) })})
        .then(({ outcome, wires }) => channel.request('values.range', { run: outcome.runId, wires, from: 0, to: 2e12 })),
    }))().then(({ about, wrong, ran }) => ({ about, wrong, kinds: [...new Set(ran.wires.map(({ values }) => values.constructor.name))].sort(), missing: ran.wires.some(({ values }) => Number.isNaN(values[0])) }))`)
    expect(seen).toMatchObject({ about: { shell: 'browser' }, wrong: 'invalid', kinds: ['Float64Array', 'Uint8Array'], missing: true })
    expect(problems).toEqual([])
  })

  test('a restarted host is found again by the page as it stands', async () => {
    await page.goto(rig.host.link())
    await expectTitle('live')
    await page.evaluate(`document.body.textContent = 'a document under work'`)
    const port = Number(new URL(rig.host.address).port)
    await rig.close()
    await expectTitle('lost')
    await hostForTest({ folder: rig.folder, port, window: join(built, 'out') })
    await expectTitle('live')
    expect(await page.evaluate('[document.body.textContent, states]')).toEqual([
      'a document under work',
      ['connecting', 'live', 'lost', 'live'],
    ])
  })

  test('a host restarted with a new token tells the page that it is signed out', async () => {
    await page.goto(rig.host.link())
    await expectTitle('live')
    const port = Number(new URL(rig.host.address).port)
    await rig.close()
    const again = await hostForTest({ folder: rig.folder, port, window: join(built, 'out'), newToken: true })
    await expectTitle('signed out')
    const other = await context.newPage()
    await other.goto(again.host.link())
    // A new session of this browser is this page's as well.
    await expectTitle('live')
  })

  test('nothing but the host’s own scripts runs, and nothing leaves', async () => {
    await page.goto(rig.host.link())
    await expectTitle('live')
    const { port } = new URL(rig.host.address)
    const tried = await page.evaluate(`forbidden('http://localhost:${port}/')`)
    expect(tried).toEqual({ inline: false, evaluated: false, left: false })
  })

  test('a page of another site gets no channel, no frame and no script of this one', async () => {
    await page.goto(rig.host.link())
    await expectTitle('live')
    const { host } = new URL(rig.host.address)
    const evil = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>evil</title>'),
    ).listen(0, '127.0.0.1')
    await once(evil, 'listening')
    // To the browser another port of this machine is the same site: it even sends the cookie along.
    await page.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`)
    const got = await page.evaluate(reachFor(host))
    evil.closeAllConnections()
    evil.close()
    expect(got).toEqual({ socket: 'refused', read: 'refused', loaded: 'refused' })
  })

  test('a browser that is not signed in is told what to do', async () => {
    await signIn(rig.host)
    await page.goto(rig.host.address)
    expect(await page.textContent('h1')).toBe('Weir is running')
    await page.goto(`${rig.host.address}/?code=old`)
    expect(await page.textContent('h1')).toBe('This link has been used')
  })
})
