import { expect } from '@playwright/test'
import { canvasOf, nodeOf } from '../kit/canvas-hands.ts'
import { computed, openWindow, test } from '../kit/open-window.ts'
import { chooseFromMenu } from '../kit/window-hands.ts'

test('keys of commands are changed by pressing others, refused where they cannot be had, kept, and given back', async ({
  page,
  host,
  context,
  faults,
}) => {
  await chooseFromMenu(page, 'Help', /^Keys/)
  const dialog = page.getByRole('dialog', { name: 'Keys' })
  const row = (name: string) => dialog.getByRole('row').filter({ has: page.getByRole('cell', { name, exact: true }) })
  await expect(row('Run').locator('kbd')).toHaveText('Ctrl+Enter')

  await dialog.getByRole('button', { name: 'Change the keys of Run', exact: true }).click()
  await expect(row('Run')).toContainText('Press the new keys')
  await page.keyboard.press('Control+w')
  await expect(dialog.getByRole('alert')).toContainText('Ctrl+W belongs to the browser')
  await page.keyboard.press('Control+s')
  await expect(dialog.getByRole('alert')).toContainText('is taken by “Save”')
  await page.keyboard.press('g')
  await expect(dialog.getByRole('alert')).toContainText('in the way of typing')
  await page.keyboard.press('F9')
  await expect(row('Run').locator('kbd')).toHaveText('F9')
  await expect(dialog.getByRole('alert')).toHaveCount(0)

  await dialog.getByRole('button', { name: 'Change the keys of Mute or unmute', exact: true }).click()
  await page.keyboard.press('q')
  await expect(row('Mute or unmute').locator('kbd')).toHaveText('Q')
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  // They act at once, the old ones no more, and the menus show them.
  await nodeOf(page, 'fast').click()
  await page.keyboard.press('m')
  await page.keyboard.press('q')
  // Pressed once each: had both acted, it would not be muted now.
  await expect(nodeOf(page, 'fast')).toHaveAttribute('data-muted', 'true')
  await page.keyboard.press('ControlOrMeta+z')
  await page.getByRole('checkbox', { name: 'Run on every edit' }).uncheck()
  await canvasOf(page).focus()
  await page.keyboard.press('F9')
  await computed(page)

  // Another window of the same workspace has them too.
  await page.waitForTimeout(1000)
  const again = await openWindow(context, new URL('/', host.link).href, faults)
  await again.getByRole('button', { name: 'Edit', exact: true }).click()
  await expect(again.getByRole('menuitem', { name: /^Mute/ })).toContainText('Q')
  await again.keyboard.press('Escape')
  await chooseFromMenu(again, 'Help', /^Keys/)
  await again.getByRole('button', { name: 'Give every command back its own keys' }).click()
  await expect(again.getByRole('dialog').getByRole('row', { name: /^Run/ }).locator('kbd').first()).toHaveText('Ctrl+Enter')
})
