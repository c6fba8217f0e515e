import { expect } from '@playwright/test'
import { computed, showPanel, test, tileOf } from '../kit/open-window.ts'

test('a first start shows the worked example with its result', async ({ page }) => {
  await expect(page.getByRole('application', { name: /^Canvas/ })).toHaveAccessibleName(/Canvas, \d+ nodes/)
  await expect(page.locator('.node-face')).not.toHaveCount(0)
  await showPanel(page, 'Report')
  expect(await tileOf(page, 'Profit after costs')).toMatch(/USDT|USD/)
  await computed(page)
})
