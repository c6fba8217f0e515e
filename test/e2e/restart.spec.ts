import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { canvasOf, nodeOf } from '../kit/canvas-hands.ts'
import { computed, openWindow, project, showPanel, startWindowHost, test, tileOf } from '../kit/open-window.ts'
import { importFile, runOnce } from '../kit/window-hands.ts'

const period = (page: Page) => nodeOf(page, 'fast').getByRole('spinbutton')
const setPeriod = async (page: Page, value: string) => {
  await period(page).click()
  await page.keyboard.type(value)
  await page.keyboard.press('Enter')
  await expect(period(page)).toHaveAttribute('aria-valuenow', value)
}
/** A strategy over bars of a minute: three years of them take seconds. */
const long = readFileSync(join(project, 'examples/strategies/vwap-reversion.weir'), 'utf8').replace(
  '"timeframe": "15m"',
  '"timeframe": "1m"',
)

test('the engine dies in the middle of a run, then the whole host: each is said, no edit is lost, and the next run works', async ({
  context,
  folder,
  faults,
}) => {
  const preload = [join(project, 'test/kit/mortal-workers.mjs')]
  let host = await startWindowHost(folder, { preload })
  try {
    const page = await openWindow(context, host.link, faults)
    await computed(page)
    const status = page.locator('footer.status')

    await test.step('a crash of the engine in the middle of a run', async () => {
      await importFile(page, { name: 'long.weir', content: long })
      await page.getByLabel('From', { exact: true }).fill('2021-01-01')
      await page.keyboard.press('Enter')
      const run = page.getByRole('group', { name: 'Run' })
      await run.getByRole('button', { name: 'Run', exact: true }).click()
      await expect(run.getByRole('progressbar', { name: 'running' })).toHaveAttribute('value', /^0\.[0-9]*[1-9]/)
      host.send('SIGUSR2')
      await expect(status.getByRole('alert')).toContainText('the engine stopped before the run was done')
      await expect(page.locator('.notices .notice', { hasText: 'the engine stopped' })).toBeVisible()
      await expect(run.getByRole('button', { name: 'Run', exact: true })).toBeVisible()

      await page.getByLabel('From', { exact: true }).fill('2023-12-01')
      await page.keyboard.press('Enter')
      await runOnce(page)
      await expect(status.getByRole('alert')).toHaveCount(0)
      await showPanel(page, 'Report')
      expect(await tileOf(page, 'Closed trades')).toMatch(/^\d+$/)
      await page.getByRole('button', { name: 'SMA cross', exact: true }).click()
    })

    const port = Number(new URL(host.link).port)
    await test.step('the host is killed, work goes on, and it is started again', async () => {
      await setPeriod(page, '12')
      await host.kill()
      await expect(page.getByText(/The engine is not there/)).toBeVisible()
      await setPeriod(page, '13')
      host = await startWindowHost(folder, { port, preload })
      await expect(status).toContainText(/Engine \d/, { timeout: 30_000 })
      await expect(period(page)).toHaveAttribute('aria-valuenow', '13')
      await runOnce(page)
      await expect(status.getByRole('alert')).toHaveCount(0)
    })

    await test.step('what was edited meanwhile is kept as a draft without another edit', async () => {
      const drafts = () => readdirSync(join(folder, 'drafts')).map((name) => readFileSync(join(folder, 'drafts', name), 'utf8'))
      await expect.poll(() => drafts().some((draft) => /\\"fast\\".*?\\"period\\": 13/.test(draft))).toBe(true)
    })

    await test.step('its history is there, and after a reload the work and the session', async () => {
      await canvasOf(page).focus()
      await page.keyboard.press('Control+z')
      await expect(period(page)).toHaveAttribute('aria-valuenow', '12')
      await page.keyboard.press('Control+Shift+z')
      await expect(period(page)).toHaveAttribute('aria-valuenow', '13')
      await page.reload()
      await page.getByRole('button', { name: /^SMA cross/ }).click()
      await expect(period(page)).toHaveAttribute('aria-valuenow', '13')
      await expect(status).toContainText(/Engine \d/)
    })
  } finally {
    await host.stop()
  }
})
