import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { build } from 'vite'
import { openDocuments } from '../../app/documents.ts'
import { startHost } from '../../app/web/host.ts'
import { openWorkspace } from '../../app/workspace.ts'
import { openEngine } from '../../engine/main.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const BROWSER = '/usr/bin/chromium'
const FRAMES = 300
/** Milliseconds after which what is waited for will not come. */
const LONGEST = 30_000

/** The real window of the real host and engine, in a browser without a screen, over a workspace that holds some strategies. */
export type BenchWindow = {
  readonly page: Page
  /** Lets the page in: the window anew, with nothing of before but what the host keeps. */
  readonly load: () => Promise<void>
  /** Opens one of the strategies from the list of them. Answers with milliseconds from the press of Enter until its canvas stood. */
  readonly open: (name: string, nodes: number) => Promise<number>
}

/** Builds the window, shows it and measures; says so where there is no browser to do it with. */
export async function inBenchWindow(
  print: (line: string) => void,
  documents: readonly StrategyDocument[],
  measure: (window: BenchWindow) => Promise<void>,
): Promise<void> {
  if (!existsSync(BROWSER)) return print(`no ${BROWSER}: not measured`)
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const built = join(folder, 'window')
  await build({ configFile: join(project, 'vite.window.config.ts'), logLevel: 'error', build: { outDir: built, emptyOutDir: true } })
  const opened = await openWorkspace(join(folder, 'workspace'), 'browser')
  if (!opened.ok) throw new Error(opened.message)
  const files = openDocuments({ workspace: opened.workspace.folder, now: Date.now, changed: () => {} })
  for (const document of documents) {
    const written = await files.write(document.name, formatDocument(document), null)
    if (!written.ok) throw new Error(written.message)
  }
  const engine = openEngine()
  const host = await startHost({
    engine,
    workspace: opened.workspace,
    window: built,
    examples: join(project, 'examples/strategies'),
    version: 'bench',
    port: 0,
    tell: () => {},
  })
  const browser = await chromium.launch({ executablePath: BROWSER, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } })
    page.setDefaultTimeout(120_000)
    await measure({
      page,
      async load() {
        await page.goto(host.link())
        await page.locator('.time-bar').waitFor()
        await page.waitForTimeout(1500)
      },
      async open(name, nodes) {
        await page.keyboard.press('Control+o')
        await page.getByRole('option', { name }).click()
        await page.waitForTimeout(500)
        return timeUntil(page, `document.querySelector('.canvas')?.getAttribute('aria-label')?.includes(' ${nodes} node')`, () =>
          page.keyboard.press('Enter'),
        )
      },
    })
  } finally {
    await browser.close()
    await host.close()
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The simulated market of a stretch of days, ending where the second day begins. */
export async function chooseRange(page: Page, from: string, to: string): Promise<void> {
  await page.getByLabel('From', { exact: true }).fill(from)
  await page.keyboard.press('Enter')
  await page.getByLabel('To', { exact: true }).fill(to)
  await page.keyboard.press('Enter')
}

/**
 * Milliseconds from the press of a key, button or wheel in the page, which `act` makes, until something holds in it and has been painted:
 * the frame in which it first holds has been handed over. Code in the page is text, since its globals are not those of this file.
 */
export async function timeUntil(page: Page, holds: string, act: () => Promise<unknown>): Promise<number> {
  // Set up before anything is pressed: two messages to the page need not arrive in order.
  await page.evaluate(`void (globalThis.seen = new Promise((resolve, reject) => {
    let from = 0
    setTimeout(() => reject(new Error('not seen within ${LONGEST} ms: ' + ${JSON.stringify(holds)})), ${LONGEST})
    const begin = (event) => { from ||= event.timeStamp }
    for (const kind of ['keydown', 'pointerdown', 'wheel']) addEventListener(kind, begin, { capture: true, once: true })
    const watcher = new MutationObserver(() => {
      if (from === 0 || !(${holds})) return
      watcher.disconnect()
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = () => resolve(performance.now() - from)
        port2.postMessage(0)
      })
    })
    watcher.observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true })
  }))`)
  await act()
  return page.evaluate<number>('globalThis.seen')
}

export type FrameTimes = { readonly p50: number; readonly p95: number; readonly longest: number; readonly processor: number }

/** Frame times of the page, milliseconds, while something is done to it again and again; time on the page's own thread is told apart. */
export async function frameTimes(page: Page, act: (i: number) => Promise<unknown>): Promise<FrameTimes> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busy = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  const before = await busy()
  const frames = page.evaluate<number[]>(`new Promise((resolve) => {
    const times = []
    let last = performance.now()
    const next = (now) => {
      times.push(now - last)
      last = now
      if (times.length <= ${FRAMES}) requestAnimationFrame(next)
      else resolve(times.slice(1))
    }
    requestAnimationFrame(next)
  })`)
  let done = false
  void frames.finally(() => (done = true))
  for (let i = 0; !done; i++) await act(i)
  const times = (await frames).toSorted((a, b) => a - b)
  const own = ((await busy()) - before) * 1000
  await session.detach()
  const at = (share: number) => times[Math.floor(share * (times.length - 1))] ?? Number.NaN
  return { p50: at(0.5), p95: at(0.95), longest: at(1), processor: own / times.length }
}

/** "p50 16.7, p95 17.1, longest 20.0 ms; 4.0 ms of processor a frame". */
export function frameWords({ p50, p95, longest, processor }: FrameTimes): string {
  return `frame p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, longest ${longest.toFixed(1)} ms; ${processor.toFixed(1)} ms of processor a frame`
}

/** The middle of some timings and the longest of them, in words. */
export function timeWords(times: readonly number[], target: string): string {
  const sorted = times.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
  return `median ${middle.toFixed(1)} ms, longest ${(sorted.at(-1) ?? Number.NaN).toFixed(1)} ms of ${times.length} (target ${target})`
}
