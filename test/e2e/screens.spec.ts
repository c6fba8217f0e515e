import { expect, type Page } from '@playwright/test'
import { canvasOf, drag, middleOf, nodeOf, portOf } from '../kit/canvas-hands.ts'
import { computed, showPanel, test } from '../kit/open-window.ts'
import { keepScreen, writesScreens } from '../kit/screens.ts'
import { chooseFromMenu } from '../kit/window-hands.ts'

// The pictures of docs/screens, by hand only: WEIR_SCREENS=1 npx playwright test screens live
test.skip(!writesScreens, 'pictures are written when WEIR_SCREENS is set')
test.use({ colorScheme: 'dark' })

const change = (page: Page) => chooseFromMenu(page, 'View', /^Light or dark/)

test('the window as a newcomer meets it', async ({ page }) => {
  await keepScreen(page, 'workbench')
  await showPanel(page, 'Report')
  await expect(page.locator('.tile').first()).toBeVisible()
  await keepScreen(page, 'report')
  await change(page)
  await keepScreen(page, 'report-light')
  await showPanel(page, 'Chart')
  await keepScreen(page, 'workbench-light')
  await change(page)

  await showPanel(page, 'Trades')
  await page.getByRole('grid', { name: 'Trades' }).getByRole('row').nth(4).click()
  await expect(page.getByRole('complementary', { name: /^Trade/ })).toContainText('gave its signal')
  await keepScreen(page, 'trades')

  await chooseFromMenu(page, 'File', /^New from template/)
  await expect(page.getByText(/All results were computed/)).toBeVisible({ timeout: 60_000 })
  await keepScreen(page, 'templates')
  await page.keyboard.press('Escape')

  await showPanel(page, 'Code')
  await expect(page.locator('.monaco-editor .view-line').first()).toBeVisible()
  await keepScreen(page, 'code')

  await showPanel(page, 'Learn')
  await page.getByRole('region', { name: 'Read a result' }).getByRole('button', { name: 'Begin' }).click()
  await expect(page.getByRole('complementary', { name: 'Lesson under way' })).toBeVisible()
  // The press has brought its button into sight; the picture shows the panel from its top.
  await page
    .getByRole('tabpanel', { name: 'Learn' })
    .evaluate((panel) => [panel, ...panel.querySelectorAll('*')].forEach((part) => (part.scrollTop = 0)))
  await keepScreen(page, 'lesson')
})

test('a problem and its fix', async ({ page }) => {
  await page.getByRole('searchbox', { name: 'Search nodes' }).fill('rsi')
  const box = (await canvasOf(page).boundingBox())!
  await page
    .getByRole('option', { name: /^Relative strength index/ })
    .dragTo(canvasOf(page), { targetPosition: { x: box.width * 0.3, y: box.height - 70 } })
  await drag(page, await middleOf(portOf(page, 'rsi.strength', 'source')), { x: box.x + box.width * 0.55, y: box.y + box.height - 60 })
  await page.getByRole('combobox', { name: 'Wire to' }).fill('compare')
  await page.keyboard.press('Enter')
  await expect(nodeOf(page, 'compare')).toBeVisible()
  await showPanel(page, 'Problems')
  await expect(page.locator('.problem').first()).toBeVisible()
  await keepScreen(page, 'problem')
})

test('candles on their way in', async ({ page }) => {
  const rows = Array.from({ length: 240 }, (_, i) => {
    const time = new Date(Date.UTC(2024, 0, 1, i)).toISOString()
    return i === 7
      ? `${time},2304.10,2290.00,2295.00,2298.00,31.7`
      : `${time},${2300 + (i % 9)}.10,2312.50,2287.25,${2300 + (i % 7)}.40,48.2`
  })
  await showPanel(page, 'Data')
  const file = { name: 'ETHUSDT-1h.csv', mimeType: 'text/csv' }
  const buffer = Buffer.from(['time,open,high,low,close,volume', ...rows, ''].join('\n'))
  await page.locator('input[type=file]').setInputFiles({ ...file, buffer })
  await expect(page.getByRole('dialog', { name: /^Import/ })).toContainText('line 9')
  await keepScreen(page, 'import')
})

test('a rehearsal on paper', async ({ page }) => {
  await page.getByRole('combobox', { name: 'What kind of run' }).selectOption('paper')
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('36,000×')
  await page.getByRole('button', { name: 'Start on paper' }).click()
  const detail = page.getByRole('complementary', { name: 'SMA cross' })
  await expect(detail.getByText(/[1-9]\d* fills/)).toBeVisible({ timeout: 60_000 })
  await keepScreen(page, 'paper')
  await detail.getByRole('button', { name: 'End the run' }).click()
  await expect(detail).toContainText('ended by a person')
  await computed(page)
})
