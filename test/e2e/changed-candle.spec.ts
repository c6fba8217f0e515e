import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { computed, openWindow, showPanel, startWindowHost, test, tileOf } from '../kit/open-window.ts'
import { copyProduct, shippedCandles } from '../kit/product-copy.ts'
import { openTemplate, runOnce } from '../kit/window-hands.ts'

const profitOf = async (page: Page) => {
  await showPanel(page, 'Report')
  return Number((await tileOf(page, 'Profit after costs')).replace(/[^\d.+-]/g, ''))
}
/** The line of the last trade in the list of trades. */
const lastTradeOf = async (page: Page) => {
  await showPanel(page, 'Trades')
  const grid = page.getByRole('grid', { name: 'Trades' })
  await grid.focus()
  await page.keyboard.press('End')
  return grid.getByRole('row', { name: /2020-04-09.*2020-04-16/ })
}

test('one candle of the shipped data is changed, and the figures on screen are other by just that', async ({ context, folder, faults }) => {
  const product = mkdtempSync(join(tmpdir(), 'weir-product-'))
  copyProduct(product)
  const host = await startWindowHost(folder, { product })
  try {
    const page = await openWindow(context, host.link, faults)
    await computed(page)
    await openTemplate(page, 'RSI-2 mean reversion')
    // It is a strategy of the S&P 500, and is computed over it when opened.
    await expect(page.getByLabel('Data', { exact: true })).toHaveValue('sp500')
    // Left at the open of 2020-04-16, 2,799.34, and half a thousandth against it.
    await expect(await lastTradeOf(page)).toContainText('2,800.74')
    const whole = await profitOf(page)

    const path = join(product, shippedCandles)
    const shipped = readFileSync(path, 'utf8')
    const changed = shipped.replace('2020-04-16,2799.340088,', '2020-04-16,2770.000000,')
    expect(changed).not.toBe(shipped)
    writeFileSync(path, changed)
    await runOnce(page)
    await expect(await lastTradeOf(page)).toContainText('2,771.39')
    // 2.17 units bought back 29.354759 lower, and a thousandth of that less in fees.
    await expect.poll(async () => (await profitOf(page)) - whole).toBeCloseTo(2.17 * 29.354759 * 1.001, 1)

    writeFileSync(path, shipped)
    await runOnce(page)
    await expect.poll(() => profitOf(page)).toBe(whole)
  } finally {
    await host.stop()
    rmSync(product, { recursive: true, force: true, maxRetries: 3 })
  }
})
