import type { Page } from '@playwright/test'
import { computed } from './open-window.ts'

/** Takes a command from a menu of the window. */
export async function chooseFromMenu(page: Page, menu: string, item: RegExp): Promise<void> {
  await page.getByRole('button', { name: menu, exact: true }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

/** Opens one of the worked strategies in a tab of its own, and waits for its result. */
export async function openTemplate(page: Page, name: string): Promise<void> {
  await chooseFromMenu(page, 'File', /^New from template/)
  await page.getByRole('button', { name: `Open ${name}` }).click()
  await page.getByRole('button', { name, exact: true }).waitFor()
  await computed(page)
}

/** Presses Run and waits for the result. */
export async function runOnce(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'Run' }).getByRole('button', { name: 'Run', exact: true }).click()
  await computed(page)
}

type FileToGive = { readonly name: string; readonly content: string | Buffer }

/** Gives a file to Import, as a person chooses one. */
export async function importFile(page: Page, file: string | FileToGive): Promise<void> {
  const chooser = page.waitForEvent('filechooser')
  await chooseFromMenu(page, 'File', /^Import file/)
  const chosen = await chooser
  if (typeof file === 'string') await chosen.setFiles(file)
  else await chosen.setFiles({ name: file.name, mimeType: 'application/json', buffer: Buffer.from(file.content) })
}

/** Lets files go over the window, as one drags them there. */
export async function dropFiles(page: Page, files: readonly FileToGive[]): Promise<void> {
  const given = files.map(({ name, content }) => ({ name, bytes: Buffer.from(content).toString('base64') }))
  await page.evaluate((all) => {
    const dataTransfer = new DataTransfer()
    for (const { name, bytes } of all) dataTransfer.items.add(new File([Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0))], name))
    for (const type of ['dragover', 'drop'])
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
  }, given)
}
