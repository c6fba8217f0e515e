import type { Page } from '@playwright/test'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { edited, sampleStrategy } from '../kit/strategy.ts'
import { chooseRange, frameTimes, frameWords, inBenchWindow } from '../kit/window-bench.ts'

/**
 * The chart in the real window over the real host and engine: a million minutes with thousands of trades, moved by a real pointer.
 * Frame times beside those of the same page at rest; time on the page's own thread is told apart, since the other is shared with
 * whatever else the machine does.
 */
export async function bench(print: (line: string) => void): Promise<void> {
  const minutes = edited(sampleStrategy(), {
    set: {
      name: 'Minutes',
      id: 'minutes',
      'slots.main.timeframe': '1m',
      'nodes.fast.params.period': 50,
      'nodes.slow.params.period': 100,
    },
  }) as StrategyDocument
  await inBenchWindow(print, [minutes], async ({ page, load, open }) => {
    await load()
    await open('Minutes', 10)
    await page.getByLabel('Fills', { exact: true }).selectOption('next-open')
    await chooseRange(page, '2023-01-01', '2024-12-01')
    await page.waitForTimeout(15_000)
    print((await page.locator('.chart-stage p').first().textContent())?.split('. Arrows')[0] ?? '')
    const stage = page.locator('.chart-stage')
    const box = await stage.boundingBox()
    if (!box) throw new Error('the chart is not in view')
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 3 }

    await measure(page, print, 'at rest', async () => page.waitForTimeout(16))
    await page.mouse.move(middle.x, middle.y)
    await measure(page, print, 'wheel, the whole run to a day and back', async (i) => page.mouse.wheel(0, i % 100 < 50 ? -100 : 100))
    for (const notches of [4, 12]) {
      await page.keyboard.press('0')
      for (let i = 0; i < notches; i++) await page.mouse.wheel(0, -300)
      await page.waitForTimeout(1500)
      await page.mouse.down()
      await measure(page, print, `drag, ${notches * 3} notches from the whole`, async (i) =>
        page.mouse.move(middle.x + 300 * Math.sin(i / 20), middle.y),
      )
      await page.mouse.up()
    }
    await page.mouse.move(middle.x, box.y + box.height - 8)
    await page.mouse.down()
    await measure(page, print, 'drag of the time cursor', async (i) =>
      page.mouse.move(middle.x + 300 * Math.sin(i / 20), box.y + box.height - 8),
    )
    await page.mouse.up()
  })
}

async function measure(page: Page, print: (line: string) => void, what: string, act: (i: number) => Promise<void>): Promise<void> {
  print(`${what}: ${frameWords(await frameTimes(page, act))}`)
}
