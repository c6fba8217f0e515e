import type { Locator, Page } from '@playwright/test'

export type ScreenPlace = { readonly x: number; readonly y: number }

export const canvasOf = (page: Page) => page.getByRole('application', { name: /^Canvas/ })
export const nodeOf = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"] .node-face`)
export const wiresOf = (page: Page) => page.locator('.react-flow__edge')
export const wireOf = (page: Page, from: string, to: string) => page.locator(`.react-flow__edge[data-id="${from}>${to}"]`)
/** A port by its name, "fast.average". */
export function portOf(page: Page, end: string, side: 'source' | 'target'): Locator {
  const [id, name] = end.split('.')
  return page.locator(`.react-flow__node[data-id="${id}"] .react-flow__handle.${side}[data-handleid="${name}"]`)
}

/** The middle of something on screen, once it stands still. */
export async function middleOf(target: Locator): Promise<ScreenPlace> {
  return target.evaluate(async (element) => {
    for (let before = ''; ;) {
      const { x, y, width, height } = element.getBoundingClientRect()
      const now = `${x} ${y}`
      if (now === before) return { x: x + width / 2, y: y + height / 2 }
      before = now
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    }
  })
}

/** Presses on one place, moves to another and lets go there. */
export async function drag(page: Page, from: ScreenPlace, to: ScreenPlace): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(to.x, to.y, { steps: 8 })
  await page.mouse.up()
}

/** Draws a wire with the pointer, from an output to an input. */
export async function drawWire(page: Page, from: string, to: string): Promise<void> {
  await drag(page, await middleOf(portOf(page, from, 'source')), await middleOf(portOf(page, to, 'target')))
}
