import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

/** Rules that are not looked at in a state, or the only ones that are. */
type Rules = { readonly without?: readonly string[]; readonly only?: readonly string[] }

/**
 * What axe finds wrong, one line a place: the rule, the element and why. Movement is stopped first, not waited for: what moves for good has
 * no end. Monaco is left out: its own accessibility is its makers', and its lines are spans placed by pixels that axe reads as text.
 * The window has no frames, so axe runs in the page itself: its other way opens a second page for every look.
 */
async function violations(page: Page, { without = [], only }: Rules): Promise<string[]> {
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode(true)
    .exclude('.monaco-editor')
  const { violations: found } = await (only === undefined ? axe.disableRules([...without]) : axe.withRules([...only])).analyze()
  return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary ?? ''}`))
}

/** Looks at the window as it stands: at everything in the light theme, in the dark one at what a theme decides, its colours. */
export async function inBothThemes(page: Page, state: string, without: readonly string[] = []): Promise<void> {
  const setTheme = (theme: string) => page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme)
  await setTheme('light')
  expect.soft(await violations(page, { without }), `${state}, light`).toEqual([])
  await setTheme('dark')
  expect.soft(await violations(page, { only: ['color-contrast'] }), `${state}, dark`).toEqual([])
}
