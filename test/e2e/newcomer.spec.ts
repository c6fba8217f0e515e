import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { canvasOf, drag, drawWire, middleOf, nodeOf, portOf, wireOf, wiresOf } from '../kit/canvas-hands.ts'
import { computed, openWindow, showPanel, startWindowHost, test, tileOf } from '../kit/open-window.ts'
import { chooseFromMenu, importFile, runOnce } from '../kit/window-hands.ts'

test('a first start shows the worked example with its result', async ({ page }) => {
  await expect(canvasOf(page)).toHaveAccessibleName(/Canvas, \d+ nodes/)
  await expect(page.locator('.node-face')).not.toHaveCount(0)
  await showPanel(page, 'Report')
  expect(await tileOf(page, 'Profit after costs')).toMatch(/USDT|USD/)
  await computed(page)
})

const profit = (page: Page) => page.locator('.tile', { hasText: 'Profit after costs' }).locator('b')

test('a newcomer adds, wires, mends, runs, reads, changes, takes back, saves, and takes it along to another window', async ({
  page,
  browser,
  faults,
}) => {
  await showPanel(page, 'Report')
  const worked = await profit(page).innerText()
  const box = (await canvasOf(page).boundingBox())!
  const nodes = await page.locator('.node-face').count()

  await test.step('a node from the palette, wired by hand', async () => {
    await page.getByRole('searchbox', { name: 'Search nodes' }).fill('rsi')
    await page
      .getByRole('option', { name: /^Relative strength index/ })
      .dragTo(canvasOf(page), { targetPosition: { x: box.width * 0.3, y: box.height - 90 } })
    await expect(nodeOf(page, 'rsi')).toBeVisible()
    await drawWire(page, 'candles.close', 'rsi.source')
    await expect(wireOf(page, 'candles.close', 'rsi.source')).toHaveCount(1)
  })

  await test.step('one on from a wire let go over nothing', async () => {
    const from = await middleOf(portOf(page, 'rsi.strength', 'source'))
    await drag(page, from, { x: from.x + 60, y: box.y + box.height - 40 })
    await page.getByRole('combobox', { name: 'Wire to' }).fill('compare')
    await page.keyboard.press('Enter')
    await expect(wireOf(page, 'rsi.strength', 'compare.a')).toHaveCount(1)
  })

  await test.step('one by search, that leads nowhere', async () => {
    await page.mouse.dblclick(box.x + box.width * 0.75, box.y + box.height - 50)
    await page.getByRole('combobox', { name: 'Add a node' }).fill('absolute')
    await page.keyboard.press('Enter')
    await expect(nodeOf(page, 'absolute')).toBeVisible()
    await expect(page.locator('.node-face')).toHaveCount(nodes + 3)
  })

  await test.step('a wire that does not fit is refused, in words', async () => {
    const wires = await wiresOf(page).count()
    await drawWire(page, 'candles.close', 'compare.b')
    await expect(page.locator('.refusal')).toContainText('"b" wants')
    await expect(wiresOf(page)).toHaveCount(wires)
    await page.locator('.refusal').getByRole('button', { name: 'Close' }).click()
    await expect(page.locator('.refusal')).toHaveCount(0)
  })

  await test.step('a problem is mended by a press', async () => {
    await showPanel(page, 'Problems')
    const missing = page.locator('.problem', { hasText: 'The input "source" needs a wire' })
    await expect(missing).toHaveCount(1)
    await page.locator('.problem', { hasText: 'absolute' }).getByRole('button', { name: 'Remove the node' }).first().click()
    await expect(missing).toHaveCount(0)
    await expect(nodeOf(page, 'absolute')).toHaveCount(0)
  })

  await test.step('an And into the wire to Enter, and the condition into it', async () => {
    await wireOf(page, 'up.result', 'enter.when')
      .getByRole('button', { name: /^Put a node between/ })
      .click()
    await page.getByRole('combobox', { name: 'Put a node into this wire' }).fill('and')
    await page.keyboard.press('Enter')
    await expect(wireOf(page, 'and.result', 'enter.when')).toHaveCount(1)
    await drawWire(page, 'compare.result', 'and.b')
    await expect(wireOf(page, 'compare.result', 'and.b')).toHaveCount(1)
    await expect(page.getByRole('tab', { name: /^Problems/ })).toHaveText('Problems')
  })

  const type = async (id: string, label: string, value: string) => {
    await nodeOf(page, id).getByRole('spinbutton', { name: label }).click()
    await page.keyboard.type(value)
    await page.keyboard.press('Enter')
  }
  let filtered = ''
  await test.step('its run has another result, and the report says of what', async () => {
    await type('compare', 'compare, b', '60')
    await page.keyboard.press('Control+Enter')
    await computed(page)
    await showPanel(page, 'Report')
    await expect(page.getByRole('tabpanel', { name: 'Report' })).toContainText('Variants tried')
    await expect(profit(page)).not.toHaveText(worked)
    filtered = await profit(page).innerText()
  })

  await test.step('a parameter changes it, undo brings it back', async () => {
    await type('fast', 'fast, period', '12')
    await expect(profit(page)).not.toHaveText(filtered)
    await page.keyboard.press('Control+z')
    await expect(profit(page)).toHaveText(filtered)
  })

  await test.step('saved, it is there after a reload', async () => {
    await page.keyboard.press('Control+s')
    await page.getByRole('textbox', { name: 'Name' }).fill('My first')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Saved as My first')).toBeVisible()
    await page.reload()
    await computed(page)
    await expect(page.getByRole('button', { name: 'My first', exact: true })).toBeVisible()
    await expect(wireOf(page, 'compare.result', 'and.b')).toHaveCount(1)
    await showPanel(page, 'Report')
    await expect(profit(page)).toHaveText(filtered)
  })

  await test.step('handed out as JSON it is read elsewhere, and runs there when asked', async () => {
    const download = page.waitForEvent('download')
    await chooseFromMenu(page, 'File', /^Export JSON/)
    const file = await download
    expect(file.suggestedFilename()).toBe('My first.json')
    const path = await file.path()
    const folder = mkdtempSync(join(tmpdir(), 'weir-window-'))
    const elsewhere = await startWindowHost(folder)
    const context = await browser.newContext()
    try {
      const fresh = await openWindow(context, elsewhere.link, faults)
      await computed(fresh)
      await importFile(fresh, path)
      await expect(fresh.getByText(/came from outside/)).toBeVisible()
      await showPanel(fresh, 'Report')
      await expect(fresh.getByText('Nothing has been run yet', { exact: false })).toBeVisible()
      await runOnce(fresh)
      await expect(profit(fresh)).toHaveText(filtered)
    } finally {
      await context.close()
      await elsewhere.stop()
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  })
})
