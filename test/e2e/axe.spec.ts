import { expect } from '@playwright/test'
import { inBothThemes } from '../kit/for-everybody.ts'
import { computed, showPanel, test } from '../kit/open-window.ts'
import { chooseFromMenu } from '../kit/window-hands.ts'

test.beforeEach(({ page }) => page.emulateMedia({ reducedMotion: 'reduce' }))

const panels = [
  ['Chart', 'Report', 'Trades', 'Orders', 'Problems'],
  ['Code', 'Runs', 'Live', 'Journal', 'Data', 'Learn'],
]
for (const some of panels)
  test(`the panels ${some.join(', ')} can be read by everybody, in both themes`, async ({ page }) => {
    for (const panel of some) {
      await showPanel(page, panel)
      await expect(page.getByRole('tabpanel').locator('.empty', { hasText: /^Loading|^Working|^Reading|^Looking/ })).toHaveCount(0)
      await inBothThemes(page, panel)
    }
  })

test('dialogs, menus, the search and the inspector can be read by everybody, in both themes', async ({ page }) => {
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog')).toBeVisible()
  await inBothThemes(page, 'commands')
  await page.getByRole('combobox', { name: 'Type to search' }).fill('no such thing')
  await inBothThemes(page, 'commands, nothing found')
  await page.keyboard.press('Escape')
  await page.keyboard.press('F1')
  await expect(page.getByRole('dialog')).toBeVisible()
  await inBothThemes(page, 'help')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+o')
  await expect(page.getByRole('dialog')).toBeVisible()
  await inBothThemes(page, 'open')
  await page.keyboard.press('Escape')
  await page
    .getByRole('button', { name: 'File' })
    .or(page.getByRole('menuitem', { name: 'File' }))
    .first()
    .click()
  await expect(page.getByRole('menu')).toBeVisible()
  // An open menu is drawn at the end of the page, beside its landmarks: a habit axe would like, not a rule of WCAG or ARIA.
  await inBothThemes(page, 'menu', ['region'])
  await page.keyboard.press('Escape')
  await page.getByRole('searchbox', { name: 'Search nodes' }).fill('average')
  await inBothThemes(page, 'palette search')
  await page.getByRole('application', { name: /^Canvas/ }).focus()
  await page.keyboard.press('ArrowRight')
  await inBothThemes(page, 'inspector')
  await page.getByRole('tab', { name: 'Outline' }).click()
  await inBothThemes(page, 'outline')
})

test('templates, keys, text under edit and the inside of a subgraph can be read by everybody, in both themes', async ({ page }) => {
  await chooseFromMenu(page, 'File', /^New from template/)
  await expect(
    page
      .getByRole('dialog')
      .getByText(/return/i)
      .first(),
  ).toBeVisible({ timeout: 60_000 })
  await inBothThemes(page, 'templates')
  await page.keyboard.press('Escape')
  await chooseFromMenu(page, 'Help', /^Keys/)
  await inBothThemes(page, 'keys')
  await page.getByRole('button', { name: 'Change the keys of Run', exact: true }).click()
  await page.keyboard.press('Control+s')
  await expect(page.getByRole('alert')).toBeVisible()
  await inBothThemes(page, 'keys that are taken')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  const canvas = page.getByRole('application', { name: /^Canvas/ })
  await canvas.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Control+g')
  await inBothThemes(page, 'a subgraph')
  await page.keyboard.press('Enter')
  await inBothThemes(page, 'inside a subgraph')
  await showPanel(page, 'Code')
  await page.getByRole('textbox', { name: 'Text of the strategy' }).focus()
  await page.keyboard.type('x')
  await expect(page.getByRole('button', { name: 'Discard' })).toBeVisible()
  await inBothThemes(page, 'text under edit')
  await showPanel(page, 'Chart')
  await canvas.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await expect(page.getByRole('button', { name: 'Show the text' })).toBeVisible()
  await inBothThemes(page, 'an edit that is refused')
})

test('a run, what is loading, a lesson, an open export, paper and live can be read by everybody, in both themes', async ({
  page,
  host,
}) => {
  const run = page.getByRole('group', { name: 'Run' })
  // The host is held still: what is under way stays so for as long as it is looked at.
  host.send('SIGSTOP')
  await run.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(run.getByRole('progressbar')).toBeVisible()
  await inBothThemes(page, 'running')
  await page.getByRole('tab', { name: 'Runs' }).click()
  await expect(page.getByText(/^(Loading|Reading the records)$/)).toBeVisible()
  await inBothThemes(page, 'loading')
  host.send('SIGCONT')
  await computed(page)

  await showPanel(page, 'Learn')
  await page.getByRole('region', { name: 'Read a result' }).getByRole('button', { name: 'Begin' }).click()
  await expect(page.getByRole('complementary', { name: 'Lesson under way' })).toBeVisible()
  await inBothThemes(page, 'a lesson')
  await showPanel(page, 'Report')
  await page.getByRole('button', { name: 'Export' }).click()
  await expect(page.getByRole('menu')).toBeVisible()
  await inBothThemes(page, 'export', ['region'])
  await page.keyboard.press('Escape')

  const mode = page.getByRole('combobox', { name: 'What kind of run' })
  await mode.selectOption('live')
  await expect(page.getByText('No key yet', { exact: false })).toBeVisible()
  await inBothThemes(page, 'live, without a key')
  await mode.selectOption('paper')
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('36,000×')
  await page.getByRole('button', { name: 'Start on paper' }).click()
  await expect(page.getByRole('complementary', { name: 'SMA cross' })).toContainText('active')
  await inBothThemes(page, 'a paper run')
  await showPanel(page, 'Journal')
  await page
    .getByRole('radio', { name: 'All' })
    .or(page.getByRole('button', { name: 'All' }))
    .first()
    .click()
  await expect(page.getByRole('grid', { name: 'Journal' })).toBeVisible()
  await inBothThemes(page, 'a journal')
  await page.getByRole('button', { name: 'Kill' }).click()
  await inBothThemes(page, 'kill?')
  await page.keyboard.press('Escape')
})

test('problems, an empty canvas and a lost engine can be read by everybody, in both themes', async ({ page, host }) => {
  const canvas = page.getByRole('application', { name: /^Canvas/ })
  await canvas.focus()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('combobox', { name: 'Add a node' })).toBeVisible()
  await inBothThemes(page, 'adding a node')
  await page.keyboard.type('rsi')
  await page.keyboard.press('Enter')
  await showPanel(page, 'Problems')
  await expect(page.locator('.problem')).not.toHaveCount(0)
  await inBothThemes(page, 'problems')
  await canvas.focus()
  await page.keyboard.press('Control+a')
  await page.keyboard.press('Delete')
  await expect(page.locator('.node-face')).toHaveCount(0)
  await inBothThemes(page, 'an empty canvas')
  await host.stop()
  await expect(page.getByText(/The engine is not there/)).toBeVisible()
  await inBothThemes(page, 'the engine is gone')
})
