import type { Page } from '@playwright/test'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { edited, sampleStrategy } from '../kit/strategy.ts'
import { chooseRange, inBenchWindow, timeUntil, timeWords, type BenchWindow } from '../kit/window-bench.ts'

const ROUNDS = 10
const WARM = 4

/** From a changed parameter to the new figures on screen, and from a moved cursor to every value, in the real window. */
export async function bench(print: (line: string) => void): Promise<void> {
  const minutes = edited(sampleStrategy(), {
    set: {
      name: 'Minutes',
      id: 'minutes',
      'slots.main.timeframe': '1m',
      'nodes.fast.params.period': 50,
      'nodes.slow.params.period': 100,
      ...placed,
    },
  }) as StrategyDocument
  await inBenchWindow(print, [minutes], async (window) => {
    const { page } = window
    await window.load()
    print(`shell painted ${(await firstPaint(window)).toFixed(0)} ms after the page began to load (target 300)`)
    await window.open('Minutes', 10)
    for (const [bars, to, target] of [
      ['100,000', '2023-03-11', '60 ms'],
      ['a million', '2024-11-26', '200 ms'],
    ] as const) {
      await chooseRange(page, '2023-01-01', to)
      await page.waitForTimeout(bars === 'a million' ? 20_000 : 4000)
      await page.getByRole('tab', { name: /^Chart/ }).click()
      print(`${bars} bars, a switch of the chart, without the engine: ${timeWords(await switches(window), 'none: the reference')}`)
      print(`${bars} bars, edit to new equity on the chart: ${timeWords(await edits(window, equityOnChart), target)}`)
      await page.getByRole('tab', { name: /^Report/ }).click()
      print(`${bars} bars, edit to new profit in the report: ${timeWords(await edits(window, profitInReport), target)}`)
      await page.getByRole('tab', { name: /^Chart/ }).click()
      print(`${bars} bars, cursor jump to all values: ${timeWords(await jumps(window), '16 ms')}`)
    }
  })
}

/** A row of nodes, so that all of them are in view. */
const placed = Object.fromEntries(
  Object.keys(sampleStrategy().nodes).map((id, i) => [`view.positions.${id}`, [(i % 5) * 264, Math.floor(i / 5) * 160]]),
)

const equityOnChart = `[...document.querySelectorAll('.chart-legend')].find((one) => one.textContent.includes('Equity'))?.textContent`
const profitInReport = `[...document.querySelectorAll('.tile')].find((one) => one.textContent.includes('Profit'))?.querySelector('b')?.textContent`
const valuesOnCanvas = `[...document.querySelectorAll('.reading')].map((one) => one.textContent).join()`

/** Changes a period again and again, up ten and down ten: each gives another result. */
async function edits({ page }: BenchWindow, figure: string): Promise<readonly number[]> {
  const period = page.getByRole('spinbutton', { name: 'fast, period' })
  await period.focus()
  return repeated(page, figure, (i) => page.keyboard.press(i % 20 < 10 ? 'ArrowUp' : 'ArrowDown'))
}

/** What every other figure holds as well: a key heard, a picture drawn, frames waited for. */
async function switches({ page }: BenchWindow): Promise<readonly number[]> {
  await page.getByRole('button', { name: 'Volume', exact: true }).focus()
  const pressed = `[...document.querySelectorAll('.chart-chip')].find((one) => one.textContent === 'Volume').getAttribute('aria-pressed')`
  return repeated(page, pressed, () => page.keyboard.press('Space'))
}

/** Moves the cursor back by a hundred bars again and again. */
async function jumps({ page }: BenchWindow): Promise<readonly number[]> {
  await page.getByRole('slider', { name: 'Time cursor' }).focus()
  await page.keyboard.press('PageDown')
  return repeated(page, valuesOnCanvas, () => page.keyboard.press('PageDown'))
}

/** The first few are left out: code that is not yet hot, data that is not yet read. */
async function repeated(page: Page, shown: string, act: (i: number) => Promise<unknown>): Promise<readonly number[]> {
  const times: number[] = []
  for (let i = 0; i < ROUNDS + WARM; i++) {
    await page.waitForTimeout(500)
    const before = await page.evaluate<string>(shown)
    times.push(await timeUntil(page, `${shown} !== ${JSON.stringify(before)}`, () => act(i)))
  }
  return times.slice(WARM)
}

/** Milliseconds from the beginning of a load until the window was first painted, the middle of five loads. */
async function firstPaint({ page }: BenchWindow): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    await page.reload()
    await page.locator('.time-bar').waitFor()
    times.push(await page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0].startTime`))
  }
  return times.toSorted((a, b) => a - b)[2]!
}
