import { expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { addNode, connect, disconnect, setParam } from '../../renderer/edit/nodes.ts'
import { groupNodes } from '../../renderer/edit/groups.ts'
import { top } from '../../renderer/edit/scope.ts'
import type { Facts } from '../../renderer/learn/facts.ts'
import { lessons } from '../../renderer/learn/lessons.ts'
import { createDocumentStore } from '../../renderer/stores/document.ts'

function example(): StrategyDocument {
  const parsed = parseDocument(readFileSync('examples/strategies/sma-cross.weir', 'utf8'))
  if ('findings' in parsed) throw new Error('the example cannot be read')
  return parsed.document
}

const start = example()
const settings = { data: 'practice', slots: {}, from: null, to: null, capital: '10000' }

/** How things stand when nothing has been done yet. */
function untouched(more: Partial<Facts> = {}): Facts {
  const run = { autoRun: false, result: undefined, resultOf: undefined, settings, running: undefined }
  const view = { selection: new Set<string>(), cursor: undefined, entered: [] }
  return { start, document: start, isSaved: false, run, view, dock: 'learn', ...more }
}

/** A finished run of a document; only its denials are looked at. */
function ranWith(document: StrategyDocument, denials: readonly { readonly by: string }[] = []): Facts['run'] {
  return { ...untouched().run, result: { outcome: { denials } }, resultOf: document }
}

const stepsOf = (id: string) => lessons.find((lesson) => lesson.id === id)!.steps

function edited(recipe: Parameters<ReturnType<typeof createDocumentStore>['edit']>[1], from = start): StrategyDocument {
  const store = createDocumentStore(from, { name: undefined, hash: undefined, untrusted: false })
  store.edit('edit', recipe)
  return store.getState().document
}

test('five lessons of at most six steps, none of which is done before anything is', () => {
  expect(lessons).toHaveLength(5)
  for (const { steps, id } of lessons) {
    expect(steps.length, id).toBeLessThanOrEqual(6)
    const first = steps[0]!
    expect(first.done(untouched()), `${id}: ${first.words}`).toBe(false)
  }
})

test('reading a result: run, report, a trade, its node, the chart', () => {
  const [run, report, trade, node, chart] = stepsOf('read')
  expect(run!.done(untouched({ run: ranWith(start) }))).toBe(true)
  expect(run!.done(untouched({ run: { ...ranWith(start), running: { share: 0.5, doing: 'running' } } }))).toBe(false)
  expect(run!.done(untouched({ run: ranWith(start), document: edited((draft) => setParam(draft, top, 'fast', 'period', 3)) }))).toBe(false)
  expect(report!.done(untouched({ dock: 'report' }))).toBe(true)
  expect(trade!.done(untouched({ dock: 'trades' }))).toBe(false)
  expect(trade!.done(untouched({ dock: 'trades', view: { ...untouched().view, cursor: 5 } }))).toBe(true)
  expect(node!.done(untouched({ view: { ...untouched().view, selection: new Set(['up']) } }))).toBe(true)
  expect(chart!.done(untouched({ dock: 'chart' }))).toBe(true)
})

test('changing: a number changed, seen, undone; then the run itself', () => {
  const [auto, number, seen, undone, binding] = stepsOf('change')
  const other = edited((draft) => setParam(draft, top, 'fast', 'period', 7))
  expect(auto!.done(untouched({ run: { ...untouched().run, autoRun: true } }))).toBe(true)
  expect(number!.done(untouched({ document: other }))).toBe(true)
  expect(number!.done(untouched({ document: edited((draft) => void addNode(draft, top, 'indicator.rsi', [0, 0])) }))).toBe(false)
  expect(seen!.done(untouched({ document: other, dock: 'report', run: ranWith(other) }))).toBe(true)
  expect(seen!.done(untouched({ document: other, dock: 'report', run: ranWith(start) }))).toBe(false)
  expect(undone!.done(untouched({ document: other }))).toBe(false)
  expect(undone!.done(untouched())).toBe(true)
  expect(binding!.done(untouched())).toBe(false)
  expect(binding!.done(untouched({ run: { ...untouched().run, settings: { ...settings, capital: '500' } } }))).toBe(true)
})

test('a condition: every step is done by its edit and not before', () => {
  const steps = stepsOf('condition')
  const edits: readonly Parameters<typeof edited>[0][] = [
    (draft) => void addNode(draft, top, 'indicator.rsi', [0, 0]),
    (draft) => connect(draft, top, 'candles.close', 'rsi.source'),
    (draft) => {
      addNode(draft, top, 'logic.compare', [0, 0], { is: 'below', b: 70 })
      connect(draft, top, 'rsi.strength', 'compare.a')
    },
    (draft) => {
      addNode(draft, top, 'logic.and', [0, 0])
      connect(draft, top, 'compare.result', 'and.a')
      connect(draft, top, 'up.result', 'and.b')
    },
    (draft) => connect(draft, top, 'and.result', 'enter.when'),
  ]
  let document = start
  for (const [i, edit] of edits.entries()) {
    expect(steps[i]!.done(untouched({ document })), steps[i]!.words).toBe(false)
    document = edited(edit, document)
    expect(steps[i]!.done(untouched({ document })), steps[i]!.words).toBe(true)
  }
  expect(document.wires.filter(({ to }) => to === 'enter.when')).toEqual([{ from: 'and.result', to: 'enter.when' }])
  expect(steps[5]!.done(untouched({ document, run: ranWith(document) }))).toBe(true)
})

test('a gate: put in, wired between, lowered, run, seen to refuse', () => {
  const [add, wired, lowered, run, orders, refused] = stepsOf('risk')
  const withGate = edited((draft) => void addNode(draft, top, 'risk.exposure', [0, 0]))
  expect(add!.done(untouched({ document: withGate }))).toBe(true)
  expect(wired!.done(untouched({ document: withGate }))).toBe(false)
  const between = edited((draft) => {
    disconnect(draft, top, 'drawdown.intent', 'order.intent')
    connect(draft, top, 'drawdown.intent', 'exposure.order')
    connect(draft, top, 'exposure.intent', 'order.intent')
  }, withGate)
  expect(wired!.done(untouched({ document: between }))).toBe(true)
  expect(lowered!.done(untouched({ document: between }))).toBe(false)
  const low = edited((draft) => setParam(draft, top, 'exposure', 'limit', 1), between)
  expect(lowered!.done(untouched({ document: low }))).toBe(true)
  expect(run!.done(untouched({ document: low, run: ranWith(low) }))).toBe(true)
  expect(orders!.done(untouched({ dock: 'orders' }))).toBe(true)
  expect(refused!.done(untouched({ document: low, run: ranWith(low, [{ by: 'drawdown' }]) }))).toBe(false)
  expect(refused!.done(untouched({ document: low, run: ranWith(low, [{ by: 'exposure' }]) }))).toBe(true)
})

test('keeping: group, in, out, name, save', () => {
  const [choose, group, enter, leave, name, save] = stepsOf('keep')
  expect(choose!.done(untouched({ view: { ...untouched().view, selection: new Set(['fast', 'slow']) } }))).toBe(true)
  const grouped = edited((draft) => void groupNodes(draft, top, new Set(['fast', 'slow']), 'Averages'))
  expect(group!.done(untouched({ document: grouped }))).toBe(true)
  const inside = { ...untouched().view, entered: [{ instance: 'averages', subgraph: 'averages' }] }
  expect(enter!.done(untouched({ view: inside }))).toBe(true)
  expect(leave!.done(untouched({ view: inside }))).toBe(false)
  expect(leave!.done(untouched())).toBe(true)
  expect(name!.done(untouched({ document: edited((draft) => void (draft.name = 'Mine')) }))).toBe(true)
  expect(save!.done(untouched({ isSaved: true }))).toBe(true)
})
