import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { project } from './open-window.ts'
import { palettePng } from './palette-png.ts'

/** `WEIR_SCREENS=1 npx playwright test screens live` draws the pictures of `docs/screens` anew. Otherwise none is written. */
export const writesScreens = process.env['WEIR_SCREENS'] !== undefined

/** Keeps the window as it stands as a picture of the documentation. The pointer is taken away first, and what moves comes to rest. */
export async function keepScreen(page: Page, name: string): Promise<void> {
  if (!writesScreens) return
  await page.mouse.move(0, 799)
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(500)
  writeFileSync(join(project, 'docs/screens', `${name}.png`), palettePng(await page.screenshot({ animations: 'disabled', caret: 'hide' })))
}
