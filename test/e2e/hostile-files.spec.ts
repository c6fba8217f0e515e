import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { nodeOf } from '../kit/canvas-hands.ts'
import { hostileFiles, poison, poisoned } from '../kit/hostile-files.ts'
import { computed, showPanel, test, tileOf } from '../kit/open-window.ts'
import { dropFiles, importFile, runOnce } from '../kit/window-hands.ts'

const tabs = (page: Page) => page.getByRole('navigation', { name: 'Open strategies' })

test('files that are no strategies are explained in a sentence and change nothing', async ({ page, folder }) => {
  await showPanel(page, 'Report')
  const profit = await tileOf(page, 'Profit after costs')
  const period = await nodeOf(page, 'fast').getByRole('spinbutton').getAttribute('aria-valuenow')
  const refused = async (name: string, said: RegExp) => {
    const dialog = page.getByRole('dialog', { name: `Not opened: ${name}` })
    await expect(dialog).toContainText('Nothing was changed and nothing was run.')
    await expect(dialog.getByRole('listitem').first()).toHaveText(said)
    await dialog.getByRole('button', { name: 'Close' }).click()
  }
  await test.step('one by one', async () => {
    for (const { name, content, said } of hostileFiles.filter(({ name }) => /^(n8n|newer|deep)\./.test(name))) {
      await importFile(page, { name, content })
      await refused(name, said)
    }
  })
  await test.step('many at once, dropped on the window', async () => {
    await dropFiles(page, hostileFiles)
    const dialog = page.getByRole('dialog', { name: `Not opened: ${hostileFiles.length} files` })
    for (const { name, said } of hostileFiles) await expect(dialog.getByRole('listitem').filter({ hasText: `${name}: ` })).toHaveText(said)
    await dialog.getByRole('button', { name: 'Close' }).click()
  })
  await test.step('fifty megabytes of nothing', async () => {
    const path = join(folder, 'huge.weir')
    writeFileSync(path, Buffer.alloc(50_000_000, '{"a":'))
    await importFile(page, path)
    await refused('huge.weir', /larger than 32 MB/)
  })
  await test.step('as much as is read at all', async () => {
    const path = join(folder, 'large.weir')
    writeFileSync(path, `{"format":"weir-strategy","formatVersion":1,"nodes":[${'0,'.repeat(15_000_000)}0]}`)
    await importFile(page, path)
    await refused('large.weir', /more than 2000000 values/)
  })
  await expect(tabs(page)).toHaveText('SMA cross')
  await expect(tabs(page).getByRole('img', { name: 'unsaved' })).toHaveCount(0)
  await expect(nodeOf(page, 'fast').getByRole('spinbutton')).toHaveAttribute('aria-valuenow', period!)
  expect(await tileOf(page, 'Profit after costs')).toBe(profit)
  expect(await page.evaluate(() => 'polluted' in {})).toBe(false)
  expect(existsSync(join(folder, 'drafts')) ? readdirSync(join(folder, 'drafts')) : []).toEqual([])
  expect(readdirSync(join(folder, 'strategies'))).toEqual([])
})

test('a strategy from outside is shown and checked, its words are words, and it does not run before Run is pressed', async ({
  page,
  host,
}) => {
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('dialog', (dialog) => asked.push(`a dialog: ${dialog.message()}`))
  await importFile(page, { name: 'poisoned.weir', content: poisoned })
  await expect(page.getByText('poisoned.weir came from outside.')).toBeVisible()
  await expect(tabs(page)).toContainText(`Poison ${poison}`)
  // The markup of a note is left out, its words stay; links of it lead nowhere that runs.
  await expect(page.locator('.note')).toContainText('Words before.')
  await expect(page.locator('.frame-label').first()).toHaveText(`Lane ${poison}`)
  await expect(page.getByRole('complementary', { name: 'Inspector' }).getByRole('textbox', { name: 'Name' })).toHaveValue(
    `Poison ${poison}`,
  )
  await expect(page.locator('a[href^="javascript"], img[src*="weir.invalid"]')).toHaveCount(0)

  await test.step('a change of it does not run it either', async () => {
    await nodeOf(page, 'fast').getByRole('spinbutton').click()
    await page.keyboard.type('9')
    await page.keyboard.press('Enter')
    for (const panel of ['Problems', 'Runs', 'Code', 'Report']) await showPanel(page, panel)
    await expect(page.getByText('Nothing has been run yet', { exact: false })).toBeVisible()
    await expect(page.locator('footer.status')).not.toContainText('Last run')
  })

  await test.step('it runs when that is asked for, and its words stay words', async () => {
    await runOnce(page)
    await expect(page.getByRole('tabpanel', { name: 'Report' })).toContainText(`Poison ${poison}`)
    await showPanel(page, 'Trades')
    await page.getByRole('grid', { name: 'Trades' }).getByRole('row').nth(1).click()
    await expect(page.getByRole('complementary', { name: /^Trade/ })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.keyboard.press('Escape')
  })
  await computed(page)
  expect(await page.evaluate(() => 'poisoned' in window)).toBe(false)
  const own = new URL(host.link).origin
  expect(asked.filter((url) => !url.startsWith(own) && !url.startsWith('data:') && !url.startsWith('blob:'))).toEqual([])
})
