import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from '@playwright/test'
import { build } from 'vite'
import { startHost } from '../../app/web/host.ts'
import { openWorkspace } from '../../app/workspace.ts'
import { openEngine } from '../../engine/main.ts'
import { nextOpen } from '../../engine/protocol/profiles.ts'
import { edited, sampleStrategy } from '../kit/strategy.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const BROWSER = '/usr/bin/chromium'
const FRAMES = 300
/** Just over a million minutes. */
const FROM = Date.UTC(2023, 0, 1)
const TO = FROM + 700 * 86_400_000

/**
 * The chart in the real window over the real host and engine: a million minutes with thousands of trades, moved by a real pointer.
 * Frame times beside those of the same page at rest; time on the page's own thread is told apart, since the other is shared with
 * whatever else the machine does.
 */
export async function bench(print: (line: string) => void): Promise<void> {
  if (!existsSync(BROWSER)) return print(`no ${BROWSER}: not measured`)
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const window = join(folder, 'window')
  await build({ configFile: join(project, 'vite.window.config.ts'), logLevel: 'error', build: { outDir: window, emptyOutDir: true } })
  const opened = await openWorkspace(join(folder, 'workspace'), 'browser')
  if (!opened.ok) throw new Error(opened.message)
  const strategy = edited(sampleStrategy(), {
    set: { 'slots.main.timeframe': '1m', 'nodes.fast.params.period': 50, 'nodes.slow.params.period': 100 },
  })
  const engine = openEngine()
  const host = await startHost({
    // Whatever the window opens first, it is this that runs.
    engine: {
      ...engine,
      request: (name, input, options) =>
        engine.request(
          name,
          (name === 'backtest.run' ? { document: strategy, from: FROM, to: TO, fillProfile: nextOpen } : input) as typeof input,
          options,
        ),
    },
    workspace: opened.workspace,
    window,
    examples: join(project, 'examples/strategies'),
    version: 'bench',
    port: 0,
    tell: () => {},
  })
  const browser = await chromium.launch({ executablePath: BROWSER, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    await page.goto(host.link())
    const stage = page.locator('.chart-stage')
    await stage.waitFor({ timeout: 120_000 })
    await page.waitForTimeout(3000)
    print((await page.locator('.chart-stage p').first().textContent())?.split('. Arrows')[0] ?? '')
    const box = await stage.boundingBox()
    if (!box) throw new Error('the chart is not in view')
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 3 }

    await measure(page, print, 'at rest', async () => page.waitForTimeout(16))
    await page.mouse.move(middle.x, middle.y)
    await measure(page, print, 'wheel, the whole run to a day and back', async (i) => page.mouse.wheel(0, i % 100 < 50 ? -100 : 100))
    for (const notches of [4, 12]) {
      await page.keyboard.press('0')
      for (let i = 0; i < notches; i++) await page.mouse.wheel(0, -300)
      await page.waitForTimeout(1500)
      await page.mouse.down()
      await measure(page, print, `drag, ${notches * 3} notches from the whole`, async (i) =>
        page.mouse.move(middle.x + 300 * Math.sin(i / 20), middle.y),
      )
      await page.mouse.up()
    }
    await page.mouse.move(middle.x, box.y + box.height - 8)
    await page.mouse.down()
    await measure(page, print, 'drag of the time cursor', async (i) =>
      page.mouse.move(middle.x + 300 * Math.sin(i / 20), box.y + box.height - 8),
    )
    await page.mouse.up()
  } finally {
    await browser.close()
    await host.close()
    await engine.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Frame times of the page while something is done to it again and again. */
async function measure(page: Page, print: (line: string) => void, what: string, act: (i: number) => Promise<void>): Promise<void> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const busy = async () => (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  const before = await busy()
  // As text: the code runs in the page, whose globals are not those of this file.
  const frames = page.evaluate<number[]>(`new Promise((resolve) => {
    const times = []
    let last = performance.now()
    const next = (now) => {
      times.push(now - last)
      last = now
      if (times.length < ${FRAMES}) requestAnimationFrame(next)
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
  const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? Number.NaN).toFixed(1)
  print(
    `${what}: frame p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms; ${(own / times.length).toFixed(1)} ms of processor a frame`,
  )
}
