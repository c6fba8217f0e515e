import { readFileSync } from 'node:fs'
import { afterEach, expect, test, vi } from 'vitest'
import { openEngine } from '../../engine/main.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import { plotsOf } from '../../renderer/chart/plots.ts'
import { chartOf, drawable } from '../../renderer/stores/chart.ts'
import { isStale } from '../../renderer/stores/run.ts'
import { createWorkspaceStore } from '../../renderer/stores/workspace.ts'

const engines: { close: () => Promise<void> }[] = []
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
})

function example(name: string) {
  const parsed = parseDocument(readFileSync(new URL(`../../examples/strategies/${name}.weir`, import.meta.url), 'utf8'))
  if ('findings' in parsed) throw new Error('the example cannot be read')
  return parsed.document
}

const settled = (what: () => boolean) => vi.waitFor(() => expect(what()).toBe(true), { timeout: 20_000 })

/** A tab of the window with a finished run of the real engine, and its chart. Counts what the chart asks for. */
async function opened(name = 'sma-cross') {
  const engine = openEngine({ computer: computeHere() })
  engines.push(engine)
  const asked: { readonly name: string; readonly input: unknown }[] = []
  const client: Parameters<typeof createWorkspaceStore>[0] = {
    request(request, input, options) {
      asked.push({ name: request, input })
      return engine.request(request, input, options)
    },
    on: () => () => {},
    onState: () => () => {},
  }
  const tab = createWorkspaceStore(client).open(example(name), { name: undefined, hash: undefined, untrusted: false })
  tab.run.set({ from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 6, 1) })
  const chart = chartOf(client, tab)
  await tab.run.run()
  await settled(() => chart.getState().near !== undefined && chart.getState().at !== undefined && chart.getState().far !== undefined)
  return { tab, chart, asked, engine }
}

test('a result is drawn from its first decision on, and the cursor stands on the latest bar', async () => {
  const { chart, tab } = await opened()
  const { info, range, cursorBar, plots } = chart.getState()
  expect(range.from).toBeLessThanOrEqual(info!.firstBar)
  expect(range.to).toBeGreaterThanOrEqual(info!.bars)
  expect(cursorBar).toBe(info!.bars - 1)
  expect(tab.view.getState().cursor).toBeUndefined()
  expect(plots.map(({ title, place }) => [title, place])).toEqual([
    ['Simple moving average 20', 'price'],
    ['Simple moving average 50', 'price'],
  ])
})

test('one cursor: moved on the chart the window hears the close, moved in the window the chart goes to the bar', async () => {
  const { chart, tab } = await opened()
  chart.cursorTo(1000)
  expect(chart.getState().cursorBar).toBe(1000)
  const told = tab.view.getState().cursor
  await settled(() => chart.getState().at?.bar === 1000)
  const { at, info } = chart.getState()
  // No bar is missing here: the window was told at once, and told the time the engine says.
  expect(told).toBe(at!.time)
  expect(tab.view.getState().cursor).toBe(at!.time)
  tab.view.setCursor(at!.time + 5 * info!.barLength)
  await settled(() => chart.getState().cursorBar === 1005)
  chart.cursorToLatest()
  await settled(() => chart.getState().cursorBar === info!.bars - 1)
  expect(tab.view.getState().cursor).toBeUndefined()
})

test('dragging asks only when what is loaded no longer covers what is in view, one question at a time', async () => {
  const { chart, asked } = await opened()
  chart.show({ from: 2000, to: 2200 })
  await settled(() => chart.getState().near?.size === 1)
  const before = asked.length
  for (let i = 0; i < 20; i++) chart.pan(1)
  expect(asked.length).toBe(before)
  for (let i = 0; i < 300; i++) chart.pan(1)
  expect(asked.slice(before).filter(({ name }) => name === 'chart.candles')).toHaveLength(1)
  await settled(() => (chart.getState().near?.to ?? 0) >= 2520)
  expect(drawable(chart.getState())).toBe(chart.getState().near)
})

test('while finer points are on their way the coarse whole stands in', async () => {
  const { chart } = await opened()
  chart.show({ from: 500, to: 520 })
  const { far } = chart.getState()
  await settled(() => chart.getState().near?.size === 1)
  chart.show({ from: 3000, to: 3020 })
  expect(drawable(chart.getState())).toBe(far)
  await settled(() => drawable(chart.getState()) !== far)
})

test('what cannot be had is said, and is asked for again', async () => {
  const { chart, engine, tab } = await opened()
  const { result } = tab.run.getState()
  for (let capital = 1; capital <= 9; capital++)
    await engine.request('backtest.run', {
      document: example('sma-cross'),
      from: Date.UTC(2024, 0, 1),
      to: Date.UTC(2024, 1, 1),
      capital: `${capital}000`,
    })
  expect(await engine.request('chart.info', { run: result!.outcome.runId })).toMatchObject({ ok: false })
  chart.show({ from: 100, to: 120 })
  await settled(() => chart.getState().failure !== undefined)
  expect(chart.getState().failure).toMatch(/run it again/)
  await tab.run.run()
  await settled(() => chart.getState().failure === undefined && chart.getState().near?.size === 1)
})

test('prices lie over the candles, everything else in panes, by-products only when asked for', () => {
  const checked = check(example('bollinger-breakout'))
  const wires = checked.graph.nodes.flatMap(({ path, definition }) => Object.keys(definition.outputs).map((port) => `${path}.${port}`))
  const plots = plotsOf(checked, wires, 'main')
  const of = (port: string) => plots.find((plot) => plot.port === port)
  expect(of('upper')).toMatchObject({ place: 'price', isPrice: true, aside: false })
  expect(of('percentB')).toMatchObject({ place: 'pane', aside: true })
  expect(plotsOf(checked, [], 'main')).toEqual([])
  expect(plotsOf(checked, wires, 'another').filter(({ place }) => place === 'price')).toEqual([])
})

test('with a slow strategy a drag runs what is in view, and letting go runs everything and shows what was in view', async () => {
  const { tab, chart, asked } = await opened()
  const byHand = tab.run.getState().result
  tab.run.setAutoRun(true)
  await settled(() => tab.run.getState().result !== byHand)
  const { info } = chart.getState()
  const view = { from: 2000, to: 2400 }
  chart.show(view)
  const runs = () => asked.filter(({ name }) => name === 'backtest.show').map(({ input }) => input as { from: number; to: number })
  const period = (value: number) => tab.document.preview((draft) => void (draft.nodes['fast']!.params['period'] = value))

  // Quick enough: everything, as ever.
  tab.run.setState({ took: 400 })
  const before = tab.run.getState().result
  period(21)
  await settled(() => tab.run.getState().result !== before)
  expect(tab.run.getState().isPreview).toBe(false)
  expect(runs().at(-1)).toMatchObject({ from: Date.UTC(2024, 0, 1), to: Date.UTC(2024, 6, 1) })

  tab.run.setState({ took: 600 })
  period(22)
  await settled(() => tab.run.getState().isPreview)
  const { barLength, start } = info!
  expect(runs().at(-1)).toMatchObject({ from: start + 1999 * barLength, to: start + 2399 * barLength })
  expect(isStale(tab.run.getState(), tab.document.getState().document)).toBe(true)
  // The same stretch of time is on screen, computed anew.
  await settled(() => chart.getState().info?.end === start + 2399 * barLength)
  expect(chart.getState().info!.bars).toBeLessThan(info!.bars / 2)
  // A second one is over the same stretch, not over a part of the part.
  const first = tab.run.getState().result
  period(23)
  await settled(() => tab.run.getState().result !== first)
  expect(runs().at(-1)).toMatchObject({ from: start + 1999 * barLength })

  tab.document.commit('Set period 23')
  await settled(() => !tab.run.getState().isPreview)
  await settled(() => chart.getState().info?.bars === info!.bars)
  expect(chart.getState().range).toEqual(view)
  expect(isStale(tab.run.getState(), tab.document.getState().document)).toBe(false)
  expect(tab.document.getState().undoSteps).toHaveLength(1)

  // Taken back, everything runs too; and over five seconds nothing runs by itself.
  tab.run.setState({ took: 600 })
  period(40)
  await settled(() => tab.run.getState().isPreview)
  tab.document.cancel()
  await settled(() => !tab.run.getState().isPreview)
  tab.run.setState({ took: 6000 })
  const count = runs().length
  period(41)
  tab.document.commit('Set period 41')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect(runs()).toHaveLength(count)
})
