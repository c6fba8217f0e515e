import { expect, type Page } from '@playwright/test'
import { canvasOf, nodeOf, wireOf, wiresOf } from '../kit/canvas-hands.ts'
import { computed, test } from '../kit/open-window.ts'

/** What stands under "Wire from or to", "Wire to" and the like: words typed into the list that has the focus, and Enter. */
async function pick(page: Page, list: string, words: string): Promise<void> {
  const box = page.getByRole('combobox', { name: list })
  await expect(box).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

/** Adds a node by the canvas's own search. It has the focus then. */
async function add(page: Page, words: string, id: string): Promise<void> {
  await page.keyboard.press('Tab')
  await pick(page, 'Add a node', words)
  await expect(nodeOf(page, id)).toBeVisible()
  await expect(page.locator('.react-flow__node.selected')).toHaveAttribute('data-id', id)
}

/** Draws a wire from a port of the node that is chosen to one that is there already. */
async function wire(page: Page, port: string, to: string): Promise<void> {
  const from = (await page.locator('.react-flow__node.selected').getAttribute('data-id')) ?? ''
  const before = await wiresOf(page).count()
  await page.keyboard.press('w')
  await pick(page, `Wire from or to ${from}`, port)
  await pick(page, 'Wire to', to)
  await expect(wiresOf(page)).toHaveCount(before + 1)
}

/** Goes on from a port of the node that is chosen to a new node, which is chosen then. */
async function onTo(page: Page, port: string, words: string, id: string): Promise<void> {
  const from = (await page.locator('.react-flow__node.selected').getAttribute('data-id')) ?? ''
  await page.keyboard.press('w')
  await pick(page, `Wire from or to ${from}`, port)
  await pick(page, 'Wire to', words)
  await expect(page.locator('.react-flow__node.selected')).toHaveAttribute('data-id', id)
}

test('a strategy is built, run and saved with keys alone, from the load of the page', async ({ page }) => {
  // No pointer in this test: whoever moves one is stopped.
  const { mouse } = page
  mouse.move = mouse.click = mouse.down = () => Promise.reject(new Error('a pointer was used'))

  await test.step('to the canvas, and away with what is there', async () => {
    for (let presses = 0; presses < 8; presses++) {
      await page.keyboard.press('F6')
      if (await canvasOf(page).evaluate((canvas) => canvas.contains(document.activeElement))) break
    }
    await page.keyboard.press('Control+a')
    await page.keyboard.press('Delete')
    await expect(page.locator('.node-face')).toHaveCount(0)
  })

  await test.step('data, two averages, crossings', async () => {
    await add(page, 'candles', 'candles')
    await onTo(page, 'close', 'simple moving', 'sma')
    await page.keyboard.press('ArrowLeft')
    await expect(page.locator('.react-flow__node.selected')).toHaveAttribute('data-id', 'candles')
    await onTo(page, 'close', 'exponential moving', 'ema')
    await onTo(page, 'average', 'crosses', 'crosses')
    await wire(page, 'b', 'sma average')
    await expect(wireOf(page, 'sma.average', 'crosses.b')).toHaveCount(1)
  })

  await test.step('signal, size, gate, order', async () => {
    await onTo(page, 'result', 'enter', 'enter')
    await onTo(page, 'signal', 'percent of equity', 'percent-of-equity')
    await onTo(page, 'sized', 'drawdown', 'drawdown')
    await onTo(page, 'intent', 'market order', 'market')
    await expect(wireOf(page, 'drawdown.intent', 'market.intent')).toHaveCount(1)
  })

  await test.step('a way out: the other crossing', async () => {
    await add(page, 'crosses', 'crosses-2')
    await wire(page, 'a', 'ema average')
    await wire(page, 'b', 'sma average')
    await onTo(page, 'result', 'exit', 'exit')
    await wire(page, 'signal', 'percent-of-equity signal')
  })

  await test.step('its parameters', async () => {
    await page.keyboard.press('ArrowLeft')
    await expect(page.locator('.react-flow__node.selected')).toHaveAttribute('data-id', 'crosses-2')
    await page.keyboard.press('ArrowLeft')
    await expect(page.locator('.react-flow__node.selected')).toHaveAttribute('data-id', 'ema')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Enter')
    await page.keyboard.type('9')
    await page.keyboard.press('Enter')
    await expect(nodeOf(page, 'ema').getByRole('spinbutton')).toHaveAttribute('aria-valuenow', '9')
    await page.keyboard.press('ArrowRight')
    await expect(page.locator('.react-flow__node.selected')).toHaveAttribute('data-id', /^crosses/)
  })

  await test.step('run and saved', async () => {
    await page.keyboard.press('Control+Enter')
    await computed(page)
    await expect(page.locator('footer.status').getByRole('alert')).toHaveCount(0)
    await expect(page.getByRole('tab', { name: /^Trades/ })).toBeVisible()
    await page.keyboard.press('Control+k')
    await pick(page, 'Type to search', 'show report')
    await expect(page.locator('.tile', { hasText: 'Closed trades' }).locator('b')).toHaveText(/^[1-9]/)
    await page.keyboard.press('Control+s')
    await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
    await page.keyboard.press('Control+a')
    await page.keyboard.type('By keys')
    await page.keyboard.press('Enter')
    await expect(page.getByText('Saved as By keys')).toBeVisible()
  })
})
