import type { Page } from '@playwright/test'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import { bestOf } from '../kit/best-of.ts'
import { largeStrategy } from '../kit/large-strategy.ts'
import { edited, sampleStrategy } from '../kit/strategy.ts'
import { chooseRange, frameTimes, frameWords, inBenchWindow, timeUntil, timeWords, type BenchWindow } from '../kit/window-bench.ts'

/**
 * Large graphs in the real window. Without a graphics card frames include drawing by the processor, which other programs share: every
 * figure stands beside that of an empty canvas of the same size in the same browser.
 */
export async function bench(print: (line: string) => void): Promise<void> {
  const whole = largeStrategy(2000)
  print(`check of 2,000 nodes after an edit: ${bestOf(100, () => check({ ...whole })).toFixed(1)} ms (target 5)`)
  const empty = { ...sampleStrategy(), name: 'Empty', id: 'empty', nodes: {}, wires: [] }
  await inBenchWindow(print, [empty, rows(500), rows(2000)], async (window) => {
    const { page } = window
    await window.load()
    print('frames are drawn by the processor, in a browser without a screen')

    await window.open('Empty', 0)
    const nothing = await frameTimes(page, circling(page, await placeOnPane(page)))
    print(`empty canvas, pan: ${frameWords(nothing)}`)
    const most = Math.max(16.7, 1.3 * nothing.p95)

    await window.open('Graph of 500', 500)
    await chooseRange(page, '2026-01-01', '2026-03-01')
    await page.waitForTimeout(3000)
    await zoomTo(page, 0.52)
    await page.waitForTimeout(1000)
    const seen = await page.evaluate<string>(`(() => {
      const frame = document.querySelector('.canvas').getBoundingClientRect()
      const shown = [...document.querySelectorAll('.node-face')].filter((one) => {
        const { left, right, top, bottom } = one.getBoundingClientRect()
        return right > frame.left && left < frame.right && bottom > frame.top && top < frame.bottom
      })
      const lines = shown.filter((one) => one.querySelector('.spark')?.style.backgroundImage.startsWith('url')).length
      const values = shown.filter((one) => one.querySelector('.reading')?.textContent).length
      return shown.length + ' on screen, ' + lines + ' with a sparkline, ' + values + ' with a value'
    })()`)
    const pan = await frameTimes(page, circling(page, await placeOnPane(page)))
    print(`500 nodes, ${seen}, pan: ${frameWords(pan)} (target p95 ${most.toFixed(1)})`)
    const drag = await frameTimes(page, circling(page, await placeOnNode(page)))
    print(`500 nodes, drag of a node: ${frameWords(drag)} (target p95 ${most.toFixed(1)})`)

    print(`2,000 nodes, open: ${(await window.open('Graph of 2000', 2000)).toFixed(0)} ms (target 1,500)`)
    await page.waitForTimeout(5000)
    const middle = await middleOf(page)
    await page.mouse.move(middle.x, middle.y)
    const zoom = await frameTimes(page, (i) => page.mouse.wheel(0, i % 12 < 6 ? -40 : 40))
    print(`2,000 nodes, wheel at fit-all: ${frameWords(zoom)} (target p95 50)`)
    const afar = await frameTimes(page, circling(page, await placeOnPane(page)))
    print(`2,000 nodes, pan at fit-all: ${frameWords(afar)} (target p95 33)`)
    await zoomTo(page, 0.6)
    await page.waitForTimeout(1000)
    const near = await frameTimes(page, circling(page, await placeOnPane(page)))
    print(`2,000 nodes, pan from near: ${frameWords(near)} (target p95 33)`)
    print(`2,000 nodes, fit view: ${timeWords(await fits(window), '500 ms')}`)
  })
}

/** The sample strategy and rows of indicators, each fed by the one before it: every node has a value and a sparkline, and a little room around it. */
function rows(count: number): StrategyDocument {
  const own = Object.keys(sampleStrategy().nodes)
  const across = Math.ceil(Math.sqrt(count / 2))
  const place = (i: number) => [(i % across) * 248, Math.floor(i / across) * 136]
  const set: Record<string, unknown> = { name: `Graph of ${count}`, id: `graph-${count}` }
  const wire: [string, string][] = []
  for (const [i, id] of own.entries()) set[`view.positions.${id}`] = place(i)
  for (let i = own.length; i < count; i++) {
    set[`nodes.n${i}`] = { type: 'indicator.ema', version: 1, params: { period: 5 + (i % 40) } }
    set[`view.positions.n${i}`] = place(i)
    wire.push([i % across === 0 || i === own.length ? 'bars.close' : `n${i - 1}.average`, `n${i}.source`])
  }
  return edited(sampleStrategy(), { set, wire }) as StrategyDocument
}

/** Presses where it is told and moves about that place in a circle, a little further with each call. */
function circling(page: Page, { x, y }: Place): (i: number) => Promise<void> {
  return async (i) => {
    if (i === 0) {
      await page.mouse.move(x, y)
      await page.mouse.down()
    }
    await page.mouse.move(x + 160 * Math.sin(i / 30), y + 90 * (1 - Math.cos(i / 30)))
  }
}

type Place = { readonly x: number; readonly y: number }

/** A place of the canvas with nothing on it, near its middle. */
async function placeOnPane(page: Page): Promise<Place> {
  await page.mouse.up()
  return page.evaluate<Place>(`(() => {
    const { left, top, width, height } = document.querySelector('.canvas').getBoundingClientRect()
    for (let i = 0; i < 4000; i++) {
      const [x, y] = [left + width / 2 + (i % 63) * 4 - 126, top + height / 3 + Math.floor(i / 63) * 4]
      if (document.elementFromPoint(x, y)?.classList.contains('react-flow__pane')) return { x, y }
    }
    throw new Error('nothing of the canvas is free')
  })()`)
}

/** The title of a node near the middle. */
async function placeOnNode(page: Page): Promise<Place> {
  await page.mouse.up()
  await page.waitForTimeout(300)
  return page.evaluate<Place>(`(() => {
    const { left, top, width, height } = document.querySelector('.canvas').getBoundingClientRect()
    const [x, y] = [left + width / 2, top + height / 3]
    const far = (one) => Math.hypot(one.x + one.width / 2 - x, one.y - y)
    const titles = [...document.querySelectorAll('.node-title')].map((one) => one.getBoundingClientRect()).sort((a, b) => far(a) - far(b))
    return { x: titles[0].x + 20, y: titles[0].y + titles[0].height / 2 }
  })()`)
}

async function middleOf(page: Page): Promise<Place> {
  return page.evaluate<Place>(`(() => {
    const { left, top, width, height } = document.querySelector('.canvas').getBoundingClientRect()
    return { x: left + width / 2, y: top + height / 2 }
  })()`)
}

const scaleNow = `new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')).transform).a`

/** Turns the wheel over the middle until the canvas has this scale, or a little more. */
async function zoomTo(page: Page, scale: number): Promise<void> {
  const middle = await middleOf(page)
  await page.mouse.move(middle.x, middle.y)
  for (let i = 0; i < 400; i++) {
    const now = await page.evaluate<number>(scaleNow)
    if (now >= scale && now < scale * 1.08) return
    await page.mouse.wheel(0, now < scale ? -30 : 30)
    await page.waitForTimeout(30)
  }
  throw new Error(`the canvas does not come to the scale ${scale}`)
}

/** From the key F until all is in view and the canvas has come to rest there, from near. */
async function fits({ page }: BenchWindow): Promise<readonly number[]> {
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    await zoomTo(page, 0.6)
    await page.mouse.up()
    await page.evaluate(`document.querySelector('.canvas').focus()`)
    await page.waitForTimeout(500)
    times.push(await timeUntil(page, `document.querySelector('.overview') && ${scaleNow} < 0.2`, () => page.keyboard.press('f')))
  }
  return times
}
