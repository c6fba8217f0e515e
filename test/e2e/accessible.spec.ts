import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'
import { computed, showPanel, test } from '../kit/open-window.ts'

/** What axe finds wrong, one line a place: the rule and the element. */
async function violations(page: Page): Promise<string[]> {
  // The picture of a theme, not the fade from the other one, is what is looked at.
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined))))
  const { violations: found } = await new AxeBuilder({ page }).analyze()
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`))
}

async function inBothThemes(page: Page, state: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    if ((await page.locator('html').getAttribute('data-theme')) !== theme) await command(page, 'Light or dark')
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme)
    expect.soft(await violations(page), `${state}, ${theme}`).toEqual([])
  }
}

/** Gives a command by its name. */
async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Type to search' }).fill(name)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
}

test('the example with each panel', async ({ page }) => {
  for (const panel of ['Chart', 'Report', 'Trades', 'Orders', 'Problems', 'Code', 'Runs', 'Data']) {
    await showPanel(page, panel)
    await page.waitForTimeout(600)
    await inBothThemes(page, panel)
  }
  await computed(page)
})
