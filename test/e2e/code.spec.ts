import { expect, type Page } from '@playwright/test'
import { nodeOf } from '../kit/canvas-hands.ts'
import { computed, showPanel, test } from '../kit/open-window.ts'

const editor = (page: Page) => page.getByRole('textbox', { name: 'Text of the strategy' })
const bar = (page: Page) => page.getByRole('toolbar', { name: 'Code' })

/** Puts the whole text under edit in another's place, as Ctrl+A and paste would. */
async function retype(page: Page, change: (text: string) => string): Promise<void> {
  await page.evaluate(() => navigator.clipboard.writeText('').catch(() => {}))
  await editor(page).focus()
  await page.keyboard.press('ControlOrMeta+A')
  const text = await page.evaluate(() => {
    const copied = new DataTransfer()
    document.activeElement!.dispatchEvent(new ClipboardEvent('copy', { clipboardData: copied, bubbles: true, cancelable: true }))
    return copied.getData('text/plain')
  })
  await page.evaluate((pasted) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', pasted)
    document.activeElement!.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, change(text))
}

test('the text is a draft: kept while looked away from, refused while wrong, one step when taken over', async ({ page }) => {
  await showPanel(page, 'Code')
  await expect(bar(page)).toContainText('The text is what the canvas shows')

  // Errors of the very findings the canvas shows hold it back.
  await retype(page, (text) => text.replace('"fast.average"', '"fast.nothing"'))
  await expect(bar(page).getByRole('button', { name: 'Take over' })).toBeDisabled()
  await expect(bar(page).getByRole('status')).toContainText('Not yet:')
  await page.keyboard.press('ControlOrMeta+Home')
  await expect(page.locator('.squiggly-error').first()).toBeVisible()

  // Kept while another panel is looked at; meanwhile the canvas says what stands in its way.
  await showPanel(page, 'Problems')
  await nodeOf(page, 'fast').click()
  await page.keyboard.press('Delete')
  await expect(page.getByText('Nothing was changed: the text of the strategy is under edit')).toBeVisible()
  await page.getByRole('button', { name: 'Show the text' }).click()
  await expect(bar(page).getByRole('status')).toContainText('Not yet:')

  // No JSON at all is a draft as well.
  await retype(page, (text) => text.slice(0, -5))
  await expect(bar(page).getByRole('button', { name: 'Take over' })).toBeDisabled()
  await bar(page).getByRole('button', { name: 'Discard' }).click()
  await expect(bar(page)).toContainText('The text is what the canvas shows')

  await retype(page, (text) => text.replace('"SMA cross"', '"From the text"'))
  await expect(bar(page).getByRole('status')).toContainText('can be taken over')
  await bar(page).getByRole('button', { name: 'Take over' }).click()
  await expect(page.getByRole('button', { name: /From the text/ }).first()).toBeVisible()
  await computed(page)
  await page
    .getByRole('application', { name: 'Canvas' })
    .or(page.locator('.react-flow'))
    .first()
    .click({ position: { x: 5, y: 5 } })
  await page.keyboard.press('ControlOrMeta+Z')
  await expect(page.getByRole('button', { name: /SMA cross/ }).first()).toBeVisible()
})

test('completion and hover speak of the nodes there are', async ({ page }) => {
  await showPanel(page, 'Code')
  await retype(page, (text) => text.replace('"indicator.sma"', '""'))
  // Into the empty quotes of the type.
  await editor(page).focus()
  await page.keyboard.press('ControlOrMeta+F')
  await page.keyboard.type('"type": ""')
  await page.keyboard.press('Escape')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('ControlOrMeta+Space')
  await expect(page.locator('.suggest-widget')).toContainText('indicator.bollinger')
})
