import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { nodeOf } from '../kit/canvas-hands.ts'
import { computed, openWindow, showPanel, test } from '../kit/open-window.ts'

const period = (page: Page) => nodeOf(page, 'fast').getByRole('spinbutton')
const setPeriod = async (page: Page, value: string) => {
  await period(page).click()
  await page.keyboard.type(value)
  await page.keyboard.press('Enter')
  await expect(period(page)).toHaveAttribute('aria-valuenow', value)
}
const saveAs = async (page: Page, name: string) => {
  await page.keyboard.press('Control+Shift+s')
  await page.getByRole('dialog', { name: 'Save as' }).getByRole('textbox', { name: 'Name' }).fill(name)
  await page.keyboard.press('Enter')
  await expect(page.getByText(`Saved as ${name}`)).toBeVisible()
}

test('two windows on one host: one list of documents, what is saved in one is said in the other and never overwritten, runs are seen in both', async ({
  page: first,
  context,
  host,
  folder,
  faults,
}) => {
  const file = join(folder, 'strategies', 'Shared.weir')
  const drafts = () => readdirSync(join(folder, 'drafts'))
  await saveAs(first, 'Shared')
  const second = await openWindow(context, new URL('/', host.link).href, faults)
  await computed(second)
  await expect(second.getByRole('button', { name: 'Shared', exact: true })).toBeVisible()
  const list = second.getByRole('listbox', { name: 'Strategies of this workspace' })

  await test.step('a list that is open follows what the other window saves', async () => {
    await second.keyboard.press('Control+o')
    await expect(list.getByRole('option')).toHaveCount(1)
    await saveAs(first, 'Another')
    await expect(list.getByRole('option', { name: 'Another' })).toBeVisible()
    await second.keyboard.press('Escape')
  })

  await test.step('a document changed in one is said in the other, and loaded when asked', async () => {
    await first.keyboard.press('Control+o')
    await first.getByRole('option', { name: 'Shared' }).dblclick()
    await expect(first.getByRole('button', { name: 'Shared', exact: true })).toBeVisible()
    await setPeriod(first, '12')
    await first.keyboard.press('Control+s')
    await expect(first.getByText('Saved as Shared')).toBeVisible()
    const notice = second.locator('.notice', { hasText: 'Shared was changed elsewhere.' })
    await expect(notice).toBeVisible()
    await expect(period(second)).not.toHaveAttribute('aria-valuenow', '12')
    await notice.getByRole('button', { name: 'Load it' }).click()
    await expect(period(second)).toHaveAttribute('aria-valuenow', '12')
  })

  await test.step('what both changed is overwritten by neither', async () => {
    await setPeriod(second, '15')
    await setPeriod(first, '14')
    await first.keyboard.press('Control+s')
    await expect(second.getByText('Saving will ask what to keep')).toBeVisible()
    await second.keyboard.press('Control+s')
    const dialog = second.getByRole('dialog', { name: 'The file was changed elsewhere' })
    await expect(dialog).toContainText('Nothing was overwritten')
    expect(readFileSync(file, 'utf8')).toMatch(/"fast".*"period": 14/)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await expect(period(second)).toHaveAttribute('aria-valuenow', '15')
    await second.keyboard.press('Control+s')
    await dialog.getByRole('button', { name: 'Load theirs' }).click()
    await expect(period(second)).toHaveAttribute('aria-valuenow', '14')
    await second.keyboard.press('Control+z')
    await expect(period(second)).toHaveAttribute('aria-valuenow', '15')
  })

  await test.step('unsaved work is kept for the window it is in: another that comes up leaves it alone', async () => {
    await expect.poll(drafts).toHaveLength(1)
    const third = await openWindow(context, new URL('/', host.link).href, faults)
    await computed(third)
    await expect(period(third)).toHaveAttribute('aria-valuenow', '14')
    await third.close()
    // The window it is in comes up again with it.
    await second.reload()
    await expect(period(second)).toHaveAttribute('aria-valuenow', '15')
    expect(drafts()).toHaveLength(1)
  })

  await test.step('a run of one is listed in the other, and one that lives is seen and ended in both', async () => {
    await showPanel(second, 'Runs')
    await expect(second.getByText('No run is on record yet')).toBeVisible()
    await showPanel(first, 'Report')
    const runs = second.getByRole('grid', { name: 'Past runs' })
    await expect(runs).toHaveAttribute('aria-rowcount', '2')
    await setPeriod(first, '11')
    await expect(runs).toHaveAttribute('aria-rowcount', '3')

    await first.getByRole('combobox', { name: 'What kind of run' }).selectOption('paper')
    await first.getByRole('combobox', { name: 'Speed' }).selectOption('3,600×')
    await first.getByRole('button', { name: 'Start on paper' }).click()
    await expect(first.getByRole('complementary', { name: 'Shared' })).toContainText('active')
    await showPanel(second, 'Live')
    const detail = second.getByRole('complementary', { name: 'Shared' })
    await expect(detail).toContainText('active')
    await detail.getByRole('button', { name: 'End the run' }).click()
    await expect(first.getByRole('complementary', { name: 'Shared' })).toContainText('ended by a person')
  })
})
