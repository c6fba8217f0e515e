import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import { computed, project, test } from '../kit/open-window.ts'
import { inBothThemes } from '../kit/for-everybody.ts'
import { keepScreen } from '../kit/screens.ts'
import { hasSecretService, openSecretService, type SecretService } from '../kit/throw-away-keyring.ts'

let session: SecretService
let exchange: ChildProcess
let at = ''
let key = ''

test.skip(!hasSecretService, 'there is no Secret Service on this machine')

test.beforeAll(async ({ browser }) => {
  // The browser is there first: one that came up with the bus below would go with it, and later tests use the same.
  expect(browser.isConnected()).toBe(true)
  session = await openSecretService()
  // The host that each test starts finds its keychain there.
  process.env['DBUS_SESSION_BUS_ADDRESS'] = session.env.DBUS_SESSION_BUS_ADDRESS
  exchange = spawn(process.execPath, [join(project, 'bin/weir'), 'demo-exchange', '--port', '0', '--speed', '20', '--market', 'BTC/USDT'])
  exchange.stdout!.setEncoding('utf8').on('data', (text: string) => (key += text))
  at = await new Promise<string>((resolve) => {
    let said = ''
    exchange.stderr!.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const found = /at http:\/\/(127\.0\.0\.1:\d+)/.exec(said)?.[1]
      if (found !== undefined) resolve(found)
    })
  })
})

test.afterAll(async () => {
  exchange.kill()
  delete process.env['DBUS_SESSION_BUS_ADDRESS']
  await session.close()
})

test('real orders are armed from the run bar: every check green, the name typed, the account on screen, and an end', async ({
  page,
  folder,
}) => {
  const mode = page.getByRole('combobox', { name: 'What kind of run' })
  await mode.selectOption('live')
  await expect(page.getByText('No key yet', { exact: false })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Arm…' })).toBeDisabled()

  execFileSync(
    process.execPath,
    [join(project, 'bin/weir'), '--workspace', folder, 'keys', 'add', 'practice', '--venue', 'demo', '--stdin'],
    { input: key },
  )
  await mode.selectOption('backtest')
  await mode.selectOption('live')
  await expect(page.getByRole('combobox', { name: 'Key' })).toHaveValue('practice')
  await page.getByLabel('At', { exact: true }).fill(at)
  await page.keyboard.press('Enter')
  await page.getByLabel('Capital').fill('1000')
  await page.keyboard.press('Enter')

  // Not rehearsed under the limits it is to be armed with.
  await page.getByRole('button', { name: 'Arm…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Before real orders' })
  const checks = dialog.getByRole('list', { name: 'Checks' })
  await expect(checks).toContainText('run a backtest or a paper run')
  await expect(dialog.getByRole('button', { name: 'Begin with real orders' })).toHaveCount(0)
  await dialog.getByRole('button', { name: 'Leave it' }).click()

  await page.getByRole('combobox', { name: 'Account limits' }).selectOption('live-default-1')
  await mode.selectOption('backtest')
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await computed(page)
  await mode.selectOption('live')
  await page.getByRole('button', { name: 'Arm…' }).click()
  await expect(checks).toContainText('this very graph was run under live-default-1')
  const begin = dialog.getByRole('button', { name: 'Begin with real orders' })
  await expect(begin).toBeDisabled()
  const typed = dialog.getByLabel('Type “SMA cross” to arm it')
  await typed.fill('SMA')
  await expect(begin).toBeDisabled()
  await typed.fill('SMA cross')
  await keepScreen(page, 'arming')
  await inBothThemes(page, 'arming')
  await begin.click()

  const detail = page.getByRole('complementary', { name: 'SMA cross' })
  await expect(detail).toContainText('active', { timeout: 30_000 })
  await expect(detail.getByRole('region', { name: 'Account' })).toContainText('10000.00000000')
  await expect(page.locator('footer.status')).toContainText(/LIVE 1.*clock -?\d+ ms off, \d+ % of its limits left/)
  // Another room: its word and its border.
  await expect(page.getByRole('group', { name: 'Run', exact: true }).getByText('LIVE', { exact: true })).toBeVisible()
  await expect(page.locator('.window[data-live]')).toHaveCSS('border-top-width', '3px')
  await keepScreen(page, 'live')
  await inBothThemes(page, 'live')

  // A second run with the same key shares the account, and is told so before and after.
  await page.getByRole('button', { name: 'Arm…' }).click()
  await expect(checks).toContainText('beside it trades SMA cross')
  await typed.fill('SMA cross')
  await begin.click()
  await expect(detail.getByRole('region', { name: 'Account' })).toContainText('On this account trades too: SMA cross', { timeout: 30_000 })
  await expect(detail).toContainText('active', { timeout: 30_000 })
  const end = async () => {
    // REQ-81: the window's whole memory, while the run has its key.
    const memory = await heapOf(page)
    expect(memory).toContain('SMA cross')
    for (const half of key.trim().split('\n')) {
      expect(memory.includes(half)).toBe(false)
      expect(page.url()).not.toContain(half)
    }
    await detail.getByRole('button', { name: 'End the run' }).click()
    await expect(detail).toContainText('ended by a person', { timeout: 30_000 })
  }
  await end()
  await page.getByRole('row', { name: /SMA cross.*active/ }).click()
  await expect(detail.getByRole('region', { name: 'Account' })).not.toContainText('trades too')
  await end()
  expect(await page.content()).not.toContain(key.split('\n')[1])
})

/** The heap of the page as Chromium writes it down: every string in it is in there. */
async function heapOf(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page)
  const pieces: string[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => void pieces.push(chunk))
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return pieces.join('')
}
