import { expect } from '@playwright/test'
import { canvasOf as canvas, drag, drawWire, middleOf, nodeOf as node, portOf } from '../kit/canvas-hands.ts'
import { computed, test } from '../kit/open-window.ts'

test('a wire that does not fit is refused with its reason', async ({ page }) => {
  const wires = await page.locator('.react-flow__edge').count()
  await drawWire(page, 'candles.close', 'enter.when')
  await expect(page.locator('.refusal')).toContainText('takes a condition')
  await expect(page.locator('.react-flow__edge')).toHaveCount(wires)
  await page.keyboard.press('Escape')
})

test('a wire let go over nothing opens the list of what takes it, and wires what is chosen', async ({ page }) => {
  const wires = await page.locator('.react-flow__edge').count()
  const box = (await canvas(page).boundingBox())!
  await drag(page, await middleOf(portOf(page, 'candles.close', 'source')), { x: box.x + box.width / 2, y: box.y + 20 })
  const search = page.getByRole('combobox', { name: 'Wire to' })
  await search.fill('rsi')
  await search.press('Enter')
  await expect(node(page, 'rsi')).toHaveAccessibleName(/Relative strength index, rsi/)
  await expect(page.locator('.react-flow__edge')).toHaveCount(wires + 1)
})

test('by keys alone: add, walk, mute, duplicate, group, go in and out, delete, undo', async ({ page }) => {
  await canvas(page).focus()
  await page.keyboard.press('Tab')
  await page.getByRole('combobox', { name: 'Add a node' }).fill('bollinger')
  await page.keyboard.press('Enter')
  await expect(node(page, 'bollinger')).toBeVisible()
  await page.keyboard.press('Delete')
  await expect(node(page, 'bollinger')).toHaveCount(0)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('m')
  await expect(page.locator('.node-face[data-muted]')).toHaveCount(1)
  await page.keyboard.press('Control+d')
  await expect(page.locator('.node-face[data-muted]')).toHaveCount(2)
  await page.keyboard.press('Control+g')
  await expect(page.locator('.node-face[data-family="subgraph"]')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('navigation', { name: 'Subgraphs entered' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('navigation', { name: 'Subgraphs entered' })).toHaveCount(0)
  for (let i = 0; i < 5; i++) await page.keyboard.press('Control+z')
  await expect(page.locator('.node-face[data-muted], .node-face[data-family="subgraph"]')).toHaveCount(0)
  await expect(node(page, 'bollinger')).toHaveCount(0)
})

test('a number dragged sideways slides and is one step', async ({ page }) => {
  const box = node(page, 'fast').getByRole('spinbutton')
  const before = Number(await box.getAttribute('aria-valuenow'))
  const { x, y } = await middleOf(box)
  await drag(page, { x, y }, { x: x + 24, y })
  await expect(box).toHaveAttribute('aria-valuenow', String(before + 6))
  await canvas(page).focus()
  await page.keyboard.press('Control+z')
  await expect(node(page, 'fast').getByRole('spinbutton')).toHaveAttribute('aria-valuenow', String(before))
})

test('the canvas stands still while a run goes and while its result is an old one', async ({ page, host }) => {
  const box = await canvas(page).boundingBox()
  host.send('SIGSTOP')
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('group', { name: 'Run' }).getByRole('progressbar')).toBeVisible()
  expect(await canvas(page).boundingBox()).toEqual(box)
  host.send('SIGCONT')
  await computed(page)
  await node(page, 'up').click()
  await page.keyboard.press('Delete')
  await expect(page.getByText(/^Result before/)).toBeVisible()
  expect(await canvas(page).boundingBox()).toEqual(box)
})

test('a number that has the focus steps by arrows, and Ctrl+Enter runs from it', async ({ page }) => {
  const box = node(page, 'fast').getByRole('spinbutton')
  const before = Number(await box.getAttribute('aria-valuenow'))
  await box.focus()
  await page.keyboard.press('ArrowUp')
  await expect(box).toHaveAttribute('aria-valuenow', String(before + 1))
  // The canvas does not walk to another node meanwhile.
  await expect(box).toBeFocused()
  await expect(page.getByText(/^Result before/)).toBeVisible()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByText(/^Result before/)).toHaveCount(0, { timeout: 30_000 })
  await expect(box).toBeFocused()
})

test('a node dragged from the palette lands where it is let go', async ({ page }) => {
  const box = (await canvas(page).boundingBox())!
  await page.getByRole('searchbox', { name: 'Search nodes' }).fill('absolute')
  await page.getByRole('option', { name: /^Absolute/ }).dragTo(canvas(page), { targetPosition: { x: box.width / 2, y: 24 } })
  await expect(page.locator('.react-flow__node[data-id="absolute"] .node-face')).toBeVisible()
})

test('Escape, then Tab, leaves the canvas', async ({ page }) => {
  await canvas(page).focus()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Tab')
  await expect(page.locator('.picker')).toHaveCount(0)
  await expect(canvas(page)).not.toBeFocused()
  // And on it goes, past the link that lies in the canvas.
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await expect(page.locator('.picker')).toHaveCount(0)
  expect(await page.evaluate(() => document.activeElement?.closest('.canvas'))).toBeNull()
})
