import { expect, type Page } from '@playwright/test'
import { canvasOf, drag, drawWire, middleOf, nodeOf, portOf, wireOf, wiresOf } from '../kit/canvas-hands.ts'
import { test } from '../kit/open-window.ts'
import { chooseFromMenu } from '../kit/window-hands.ts'

/** Gestures and keys of the canvas that no other spec shows, on the worked example. */

/** The search that is open over the canvas, whatever it is for. */
const search = (page: Page) => page.locator('.picker').getByRole('combobox')

const undo = async (page: Page, steps = 1) => {
  await canvasOf(page).focus()
  for (let i = 0; i < steps; i++) await page.keyboard.press('Control+z')
}

/** A place on a wire, where its plus is. */
const plusOf = (page: Page, from: string, to: string) => wireOf(page, from, to).locator('.wire-plus')

test('a plus on a wire and a node dropped on one go into it; neighbours move aside; one step each', async ({ page }) => {
  const wires = await wiresOf(page).count()
  const before = await middleOf(nodeOf(page, 'enter'))
  await plusOf(page, 'up.result', 'enter.when').click()
  await search(page).fill('not')
  await page.keyboard.press('Enter')
  await expect(nodeOf(page, 'not')).toBeVisible()
  await expect(page.locator('.react-flow__edge[data-id^="up.result>not."]')).toHaveCount(1)
  await expect(wiresOf(page)).toHaveCount(wires + 1)
  const after = await middleOf(nodeOf(page, 'enter'))
  expect(after.x).toBeGreaterThan(before.x)
  await undo(page)
  await expect(nodeOf(page, 'not')).toHaveCount(0)
  await expect(wiresOf(page)).toHaveCount(wires)

  // The same by a node that stands elsewhere, let go on the wire.
  await page.getByRole('searchbox', { name: 'Search nodes' }).fill('not')
  const box = (await canvasOf(page).boundingBox())!
  await page
    .locator('.palette-item', { hasText: /^Not/ })
    .first()
    .or(page.getByRole('option', { name: /^Not/ }))
    .first()
    .dblclick()
  await expect(nodeOf(page, 'not')).toBeVisible()
  await drag(page, await middleOf(nodeOf(page, 'not')), { x: box.x + box.width / 3, y: box.y + 40 })
  await expect(wiresOf(page)).toHaveCount(wires)
  await drag(page, await middleOf(nodeOf(page, 'not')), await middleOf(plusOf(page, 'up.result', 'enter.when')))
  await expect(wiresOf(page)).toHaveCount(wires + 1)
  await expect(wireOf(page, 'up.result', 'enter.when')).toHaveCount(0)
})

test('deleted with Ctrl the wire is healed, plainly it is not; pasted with Shift incoming wires stay', async ({ page }) => {
  await plusOf(page, 'up.result', 'enter.when').click()
  await search(page).fill('not')
  await page.keyboard.press('Enter')
  await nodeOf(page, 'not').click()
  await page.keyboard.press('Control+Delete')
  await expect(nodeOf(page, 'not')).toHaveCount(0)
  await expect(wireOf(page, 'up.result', 'enter.when')).toHaveCount(1)
  await undo(page)
  await nodeOf(page, 'not').click()
  await page.keyboard.press('Delete')
  await expect(wireOf(page, 'up.result', 'enter.when')).toHaveCount(0)
  await undo(page, 2)

  const [wires, nodes] = [await wiresOf(page).count(), await page.locator('.node-face').count()]
  await nodeOf(page, 'up').click()
  await page.keyboard.press('Control+c')
  await page.keyboard.press('Shift+V')
  await expect(page.locator('.node-face')).toHaveCount(nodes + 1)
  await expect(wiresOf(page)).toHaveCount(wires + 2)
  await undo(page)
  await page.keyboard.press('Control+v')
  await expect(page.locator('.node-face')).toHaveCount(nodes + 1)
  await expect(wiresOf(page)).toHaveCount(wires)
})

test('a wire that nearly fits is offered what turns one into the other', async ({ page }) => {
  await drawWire(page, 'fast.average', 'enter.when')
  const card = page.locator('.refusal')
  await expect(card).toContainText('takes a condition')
  await card.getByRole('button').first().click()
  await expect(card).toHaveCount(0)
  await expect(page.locator('.react-flow__edge[data-id$=">enter.when"]')).toHaveCount(1)
  await expect(page.locator('.react-flow__node')).not.toHaveCount(0)
})

test('F fits everything, Shift+F what is chosen; a double click and / add, and what was added comes first', async ({ page }) => {
  const width = async () => (await nodeOf(page, 'fast').boundingBox())!.width
  const whole = await width()
  await nodeOf(page, 'fast').click()
  await page.keyboard.press('Shift+F')
  await expect.poll(width).toBeGreaterThan(whole * 1.3)
  await page.keyboard.press('f')
  await expect.poll(width).toBeLessThan(whole * 1.1)
  const box = (await canvasOf(page).boundingBox())!
  await page.mouse.dblclick(box.x + box.width / 2, box.y + 30)
  await search(page).fill('hull')
  await page.keyboard.press('Enter')
  await canvasOf(page).focus()
  await page.keyboard.press('/')
  await expect(page.locator('.picker').getByRole('option').first()).toContainText('Hull')
  await page.keyboard.press('Escape')
})

test('frames have a label and a colour, notes are Markdown without HTML, and both are undone', async ({ page }) => {
  await nodeOf(page, 'fast').click()
  await page.keyboard.press('c')
  const frame = page.locator('.frame').last()
  await frame.getByRole('button', { name: 'teal' }).click()
  await expect(frame).toHaveAttribute('data-colour', 'teal')
  await frame.locator('.frame-label').dblclick()
  await page.getByRole('textbox', { name: 'Label of the frame' }).or(frame.locator('input')).first().fill('Trend')
  await page.keyboard.press('Enter')
  await expect(page.locator('.frame-label', { hasText: 'Trend' })).toBeVisible()
  await canvasOf(page).focus()
  await page.keyboard.press('n')
  const note = page.locator('.note').last()
  await note.dblclick({ position: { x: 4, y: 4 } })
  await note.locator('textarea').fill('**Loud** <img src=x onerror=alert(1)>')
  await page.keyboard.press('Escape')
  await expect(note.locator('strong')).toHaveText('Loud')
  await expect(note.locator('img')).toHaveCount(0)
  await undo(page, 5)
  await expect(page.locator('.frame-label', { hasText: 'Trend' })).toHaveCount(0)
  await expect(page.locator('.note strong')).toHaveCount(0)
})

test('F6 goes round the regions; a new strategy begins with a market; a number gives way to a wire', async ({ page }) => {
  const region = () => page.evaluate(() => document.activeElement?.closest<HTMLElement>('[data-region]')?.dataset['region'])
  await canvasOf(page).focus()
  const seen: (string | undefined)[] = []
  for (let i = 0; i < 5; i++) {
    await page.keyboard.press('F6')
    seen.push(await region())
  }
  expect(new Set(seen)).toEqual(new Set(['inspector', 'dock', 'run', 'palette', 'canvas']))
  await expect(nodeOf(page, 'fast').getByRole('spinbutton')).toHaveCount(1)

  await chooseFromMenu(page, 'File', /^New strategy/)
  await expect(page.getByRole('button', { name: 'New strategy', exact: true })).toBeVisible()
  await expect(nodeOf(page, 'candles')).toBeVisible()
  await canvasOf(page).focus()
  await page.keyboard.press('Tab')
  await page.getByRole('combobox', { name: 'Add a node' }).fill('compare')
  await page.keyboard.press('Enter')
  const numbers = nodeOf(page, 'compare').getByRole('spinbutton')
  const before = await numbers.count()
  await drawWire(page, 'candles.close', 'compare.b')
  await expect(numbers).toHaveCount(before - 1)
  await expect(portOf(page, 'compare.b', 'target')).toBeVisible()
})
