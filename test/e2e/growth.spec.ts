import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, type CDPSession, type Page } from '@playwright/test'
import { nodeOf } from '../kit/canvas-hands.ts'
import { computed, project, showPanel, test, tileOf } from '../kit/open-window.ts'

/** 2,000 of them in `npm run soak`; a tenth of them are made before the first look. */
const EDITS = Number(process.env['WEIR_EDITS'] ?? 200)

test.setTimeout(120_000 + EDITS * 1000)

/** What the page holds once everything that can go is gone. */
async function held(page: Page, session: CDPSession): Promise<{ readonly heap: number; readonly nodes: number }> {
  // The second round takes what only finalizers held.
  for (let round = 0; round < 3; round++) {
    await session.send('HeapProfiler.collectGarbage')
    await page.waitForTimeout(200)
  }
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number }
  return { heap: usedSize, nodes: await page.evaluate(() => document.querySelectorAll('*').length) }
}

test(`${EDITS} edits with reruns: the page holds no more than after the first tenth of them`, async ({ page }) => {
  await page.getByLabel('From', { exact: true }).fill('2026-01-01')
  await page.keyboard.press('Enter')
  await computed(page)
  await showPanel(page, 'Report')
  const period = nodeOf(page, 'fast').getByRole('spinbutton', { name: 'fast, period' })
  await period.focus()
  const session = await page.context().newCDPSession(page)
  let before = await tileOf(page, 'Profit after costs')
  let first: Awaited<ReturnType<typeof held>> | undefined
  for (let edit = 0; edit < EDITS; edit++) {
    if (edit === EDITS / 10) first = await held(page, session)
    // Up and down over ten periods: each gives another result, so that it can be seen that it came.
    await page.keyboard.press(edit % 20 < 10 ? 'ArrowUp' : 'ArrowDown')
    await expect(async () => expect(await tileOf(page, 'Profit after costs')).not.toBe(before)).toPass({ intervals: [20, 50, 100] })
    before = await tileOf(page, 'Profit after costs')
  }
  const last = await held(page, session)
  expect(last.nodes).toBe(first!.nodes)
  expect(last.heap).toBeLessThanOrEqual(first!.heap * 1.1)
})

test('what is loaded before the window is there is small: at most 350 kB of script as it travels', () => {
  const window = join(project, 'dist/window')
  const html = readFileSync(join(window, 'index.html'), 'utf8')
  const scripts = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map(([, path]) => readFileSync(join(window, path!)))
  expect(scripts.length).toBeGreaterThan(0)
  expect(scripts.reduce((sum, script) => sum + gzipSync(script).length, 0)).toBeLessThanOrEqual(350_000)
})
