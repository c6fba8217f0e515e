import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { showPanel, test } from '../kit/open-window.ts'

/** What axe finds wrong, one line a place: the rule and the element. In the second theme only what colours can change is looked at again. */
async function violations(page: Page, theme: 'dark' | 'light'): Promise<string[]> {
  // The picture of a theme, not the fade from the other one, is what is looked at. What moves for good has no end to wait for.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
        .map((one) => one.finished.catch(() => undefined)),
    ),
  )
  const axe = new AxeBuilder({ page })
  const { violations: found } = await (theme === 'dark' ? axe : axe.withRules(['color-contrast'])).analyze()
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`))
}

async function inBothThemes(page: Page, state: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
    expect.soft(await violations(page, theme), `${state}, ${theme}`).toEqual([])
  }
}

test('no state of the window breaks a rule of accessibility', async ({ page }) => {
  await inBothThemes(page, 'the example and its chart')
  await showPanel(page, 'Report')
  await expect(page.locator('.tile')).not.toHaveCount(0)
  await inBothThemes(page, 'report')
  for (const panel of ['Trades', 'Orders', 'Runs', 'Data']) {
    await showPanel(page, panel)
    await expect(page.locator('.dock-panel .empty[role="status"]')).toHaveCount(0)
    await inBothThemes(page, panel)
  }
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await inBothThemes(page, 'a dialog')
  await page.keyboard.press('Escape')
  await page.locator('.canvas').focus()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('combobox', { name: 'Add a node' })).toBeVisible()
  await inBothThemes(page, 'adding a node')
  await page.keyboard.type('rsi')
  await page.keyboard.press('Enter')
  await showPanel(page, 'Problems')
  await expect(page.locator('.problem')).not.toHaveCount(0)
  await inBothThemes(page, 'problems')
  await page.locator('.canvas').focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await inBothThemes(page, 'an empty canvas')
})
