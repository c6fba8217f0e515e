import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test as plain, type BrowserContext, type Page } from '@playwright/test'

/** The project's folder. */
export const project = join(import.meta.dirname, '../..')
/** A host with the real engine, in a process and a workspace of its own. */
export type WindowHost = {
  readonly folder: string
  /** Lets one browser in, once. */
  readonly link: string
  readonly stop: () => Promise<void>
  /** Ends it without a word, as a crash does. */
  readonly kill: () => Promise<void>
  readonly send: (signal: NodeJS.Signals) => void
}

/**
 * Starts the product on a workspace, as a person does; port 0 is any that is free. `product`: another copy of it; `preload`: modules loaded
 * before it. Throws with what it said when it does not come up.
 */
export async function startWindowHost(
  folder: string,
  { port = 0, product = project, preload = [] }: { port?: number; product?: string; preload?: readonly string[] } = {},
): Promise<WindowHost> {
  const parameters = ['--workspace', folder, 'start', '--web', '--no-open', '--port', String(port)]
  const child = spawn(process.execPath, [...preload.map((module) => `--import=${module}`), join(product, 'bin/weir'), ...parameters], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const link = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      const found = /Weir is at (http\S+)/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`the host ended with code ${code}: ${said}`)))
  })
  const kill = async () => {
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return { folder, link, stop: () => end(child), kill, send: (signal) => void child.kill(signal) }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  const late = setTimeout(() => child.kill('SIGKILL'), 5000)
  await ended
  clearTimeout(late)
}

/** What went wrong in a page without anybody seeing it: faults, and what the content policy refused. */
export type Faults = string[]

type Parts = {
  folder: string
  host: WindowHost
  /** The window as it comes up at a first start, with the example computed. */
  page: Page
  faults: Faults
}

/** Every test has its own workspace, host and browser, and fails on a fault that the window swallowed. */
export const test = plain.extend<Parts>({
  // oxlint-disable-next-line no-empty-pattern
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-window-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  },
  host: async ({ folder }, use) => {
    const host = await startWindowHost(folder)
    await use(host)
    await host.stop()
  },
  // oxlint-disable-next-line no-empty-pattern
  faults: async ({}, use) => {
    const faults: Faults = []
    await use(faults)
    expect(faults).toEqual([])
  },
  page: async ({ context, host, faults }, use) => {
    const page = await openWindow(context, host.link, faults)
    await computed(page)
    await use(page)
  },
})

/** Opens the window in a browser and listens for faults. A lost connection is no fault: the window says so itself. */
export async function openWindow(context: BrowserContext, link: string, faults: Faults): Promise<Page> {
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/WebSocket connection|net::ERR/.test(message.text()))
      faults.push(`${message.text()} ${message.location().url}`)
  })
  await page.goto(link)
  await page.waitForURL((url) => !url.search.includes('code'))
  return page
}

/** Waits until nothing runs and a result is there. */
export async function computed(page: Page): Promise<void> {
  await expect(page.locator('footer.status')).toContainText(/Last run \d+ ms/, { timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0, { timeout: 30_000 })
}

/** Goes to a panel of the dock. */
export const showPanel = (page: Page, name: string) => page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()

/** A figure of the report's head, as it stands on screen. */
export async function tileOf(page: Page, title: string): Promise<string> {
  return page.locator('.tile', { hasText: title }).locator('b').innerText()
}
