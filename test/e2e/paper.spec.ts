import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { openWindow, project, showPanel, test } from '../kit/open-window.ts'

test('a paper run is begun from the run bar, watched, stopped and ended; its journal is whole and it equals its backtest', async ({
  page,
}) => {
  await page.getByRole('combobox', { name: 'What kind of run' }).selectOption('paper')
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('36,000×')
  await page.getByRole('button', { name: 'Start on paper' }).click()
  const detail = page.getByRole('complementary', { name: 'SMA cross' })
  await expect(detail).toContainText('active')
  await expect(detail).toContainText(/practice market \(simulated\)/)
  // It goes on by itself.
  await expect(detail.getByText(/^\d+, 0 of them working; [1-9]\d* fills/)).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('tab', { name: /^Live/ })).toContainText('1')

  await detail.getByRole('button', { name: 'Stop: no new exposure' }).click()
  await expect(detail).toContainText('halted')
  await expect(detail).toContainText('no new exposure leaves any more')

  await detail.getByRole('button', { name: 'End the run' }).click()
  await expect(detail).toContainText('ended by a person')
  await detail.getByRole('tab', { name: 'Parity' }).click()
  await expect(detail).toContainText(/equal to the backtest of the same bars|each difference from the backtest has a proven cause/)
  await detail.getByRole('button', { name: 'Journal' }).click()
  const journal = page.getByRole('tabpanel', { name: 'Journal' })
  await expect(journal.getByRole('combobox', { name: 'Journal of' })).toContainText('SMA cross (Paper)')
  await journal.getByRole('button', { name: 'Verify' }).click()
  await expect(journal).toContainText(/Whole: \d+ records/)
  await journal.getByRole('button', { name: 'Replay' }).click()
  await expect(journal).toContainText('every one byte for byte as recorded')
  const [file] = await Promise.all([page.waitForEvent('download'), journal.getByRole('button', { name: 'Export' }).click()])
  expect(file.suggestedFilename()).toMatch(/^[0-9a-f]{8}\.weir-journal$/)
  expect(execFileSync(process.execPath, [join(project, 'bin/weir'), 'verify', await file.path()], { encoding: 'utf8' })).toMatch(/^whole:/)
})

test('the kill switch is always there; while runs live it asks once, and ends them all', async ({ page }) => {
  await expect(page.getByRole('button', { name: 'Kill' })).toBeDisabled()
  await page.getByRole('combobox', { name: 'What kind of run' }).selectOption('paper')
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('60×')
  for (let i = 0; i < 2; i++) await page.getByRole('button', { name: 'Start on paper' }).click()
  await expect(page.getByRole('tab', { name: /^Live/ })).toContainText('2')
  await page.getByRole('button', { name: 'Kill' }).click()
  const dialog = page.getByRole('dialog', { name: 'Kill every run?' })
  await expect(dialog).toContainText('Runs at work: 2')
  await dialog.getByRole('button', { name: 'Let them run' }).click()
  await page.getByRole('button', { name: 'Kill' }).click()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('grid', { name: 'Live' }).getByText('halted')).toHaveCount(2)
})

test('what cannot run on paper is said, and nothing is lost', async ({ page }) => {
  await page.getByRole('combobox', { name: 'What kind of run' }).selectOption('paper')
  await page.getByLabel('Data', { exact: true }).fill('NOPE/USDT@practice')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Start on paper' }).click()
  await expect(page.getByText(/does not trade on the practice market/).first()).toBeVisible()
  await showPanel(page, 'Live')
  await expect(page.getByText('Nothing has run on paper yet', { exact: false })).toBeVisible()
})

/** Walks on with Tab until what has the focus is called so. On the canvas Tab adds a node: Escape leaves it, as its help says. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const called = () =>
    page.evaluate(() => {
      const at = document.activeElement
      const label = at instanceof HTMLInputElement || at instanceof HTMLSelectElement ? at.labels?.[0]?.textContent : undefined
      return at?.getAttribute('aria-label') ?? label ?? at?.textContent ?? ''
    })
  for (let presses = 0; presses < 80; presses++) {
    const here = await called()
    if (name.test(here)) return
    if (here.startsWith('Canvas')) await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
  }
  throw new Error(`eighty presses of Tab did not lead to ${name}`)
}

test('by keys alone: choose paper, start, stop, read the journal', async ({ page }) => {
  await tabTo(page, /^What kind of run$/)
  await page.keyboard.press('ArrowDown')
  await tabTo(page, /^Speed$/)
  await page.keyboard.type('36')
  await tabTo(page, /^\s*Start on paper$/)
  await page.keyboard.press('Enter')
  const detail = page.getByRole('complementary', { name: 'SMA cross' })
  await expect(detail).toContainText('active')
  await tabTo(page, /^Stop: no new exposure$/)
  await page.keyboard.press('Enter')
  await expect(detail).toContainText('halted')
  await expect(detail.getByRole('button', { name: 'Stop: no new exposure' })).toBeFocused()
  await page.keyboard.press('Shift+Tab')
  await tabTo(page, /^Journal$/)
  await page.keyboard.press('Enter')
  await tabTo(page, /^All$/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('grid', { name: 'Journal' })).toBeVisible()
})

test('a host stopped while a run lives ends it in order; after the restart its journal is there', async ({ page, host, folder }) => {
  await page.getByRole('combobox', { name: 'What kind of run' }).selectOption('paper')
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('36,000×')
  await page.getByRole('button', { name: 'Start on paper' }).click()
  await expect(page.getByRole('complementary', { name: 'SMA cross' })).toContainText('active')
  await host.stop()
  await expect(page.getByText(/The engine is not there/)).toBeVisible()
  const words = ['--workspace', folder]
  const weir = (...more: string[]) => execFileSync(process.execPath, [join(project, 'bin/weir'), ...words, ...more], { encoding: 'utf8' })
  expect(weir('status')).toContain('ended')
  expect(weir('verify', 'latest')).toMatch(/^whole: .*ended in order/)
  expect(weir('replay', 'latest')).toContain('byte for byte')
})

test('a window that goes while a run lives: the run goes on without it, and the next window shows it', async ({
  page,
  context,
  host,
  faults,
}) => {
  await page.getByRole('combobox', { name: 'What kind of run' }).selectOption('paper')
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('36,000×')
  await page.getByRole('button', { name: 'Start on paper' }).click()
  const orders = (shown: Page) =>
    shown.getByRole('complementary', { name: 'SMA cross' }).getByText(/^\d+, \d+ of them working; [1-9]\d* fills/)
  await expect(orders(page)).toBeVisible({ timeout: 60_000 })
  const before = fillsIn(await orders(page).textContent())
  await page.close()
  const next = await openWindow(context, new URL('/', host.link).href, faults)
  await showPanel(next, 'Live')
  await next.getByRole('grid', { name: 'Live' }).getByText('SMA cross').click()
  await expect(next.getByRole('complementary', { name: 'SMA cross' })).toContainText('active')
  await expect.poll(async () => fillsIn(await orders(next).textContent()), { timeout: 60_000 }).toBeGreaterThan(before)
})

const fillsIn = (text: string | null) => Number(/(\d+) fills/.exec(text ?? '')?.[1])
