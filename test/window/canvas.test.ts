import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { createDeriver, type Seen } from '../../renderer/canvas/derive.ts'
import { addFrame, addWired, boxOf, spliceNew } from '../../renderer/canvas/edits.ts'
import { faceOf, portTop } from '../../renderer/canvas/face.ts'
import { addItems, endItems } from '../../renderer/canvas/offers.ts'
import { findItems } from '../../renderer/canvas/Picker.tsx'
import { endsFit, portsOf } from '../../renderer/canvas/ports.ts'
import { refusal } from '../../renderer/canvas/refusal.ts'
import { elkGraph } from '../../renderer/canvas/tidy.ts'
import { walk } from '../../renderer/canvas/walk.ts'
import { wireUnder } from '../../renderer/canvas/wire-geometry.ts'
import { addNode } from '../../renderer/edit/nodes.ts'
import { top, type Draft } from '../../renderer/edit/scope.ts'
import { createDocumentStore } from '../../renderer/stores/document.ts'
import { edited, sampleStrategy } from '../kit/strategy.ts'

const folder = join(import.meta.dirname, '../../examples/strategies')
const examples = readdirSync(folder)
  .filter((file) => file.endsWith('.weir'))
  .map((file): [string, StrategyDocument] => {
    const parsed = parseDocument(readFileSync(join(folder, file), 'utf8'))
    if (!('document' in parsed)) throw new Error(file)
    return [file, parsed.document]
  })
const example = (name: string) => examples.find(([file]) => file === `${name}.weir`)![1]
const changed = (document: StrategyDocument, recipe: (draft: Draft) => unknown) => {
  const store = createDocumentStore(document, { name: undefined, hash: undefined, untrusted: false })
  store.edit('change', recipe)
  return store.getState().document
}

describe.each(examples)('%s', (_file, document) => {
  test('no node stands on another', () => {
    const boxes = Object.keys(document.nodes).map((id) => ({ id, ...boxOf(document, top, id)! }))
    const clashes = boxes.flatMap((a) =>
      boxes
        .filter((b) => a.id < b.id && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height)
        .map((b) => `${a.id} ${b.id}`),
    )
    expect(clashes).toEqual([])
  })

  test('every wire it has would be taken if drawn by hand', () => {
    for (const { from, to } of document.wires) {
      const without = { ...document, wires: document.wires.filter((wire) => wire.from !== from || wire.to !== to) }
      expect(refusal(without, top, from, to), `${from} > ${to}`).toBeUndefined()
    }
  })

  test('every wire is drawn between two ports of faces', () => {
    const { nodes, edges } = createDeriver()(seen(document))
    expect(edges.length).toBe(document.wires.length)
    const handles = new Set(nodes.flatMap((node) => (node.handles ?? []).map((handle) => `${node.id}.${handle.id} ${handle.type}`)))
    for (const { source, sourceHandle, target, targetHandle } of edges) {
      expect(handles.has(`${source}.${sourceHandle} source`)).toBe(true)
      expect(handles.has(`${target}.${targetHandle} target`)).toBe(true)
    }
  })
})

const seen = (document: StrategyDocument, rest: Partial<Seen> = {}): Seen => ({
  document,
  scope: top,
  entered: [],
  selection: new Set(),
  wire: undefined,
  dragged: new Map(),
  resized: new Map(),
  ...rest,
})

describe('what the canvas draws', () => {
  test('an edit of one node makes one node anew, the very same others stay', () => {
    const derive = createDeriver()
    const document = example('sma-cross')
    const before = derive(seen(document)).nodes
    const id = Object.keys(document.nodes).find((one) => document.nodes[one]!.type === 'indicator.sma')!
    const after = derive(seen(changed(document, (draft) => (draft.nodes[id]!.params['period'] = 33)))).nodes
    expect(after.filter((node, i) => node !== before[i]).map((node) => node.id)).toEqual([id])
  })

  test('a dragged node is where it is dragged, and only there', () => {
    const document = sampleStrategy()
    const { nodes } = createDeriver()(seen(document, { dragged: new Map([['fast', [77, 88]]]) }))
    expect(nodes.find(({ id }) => id === 'fast')?.position).toEqual({ x: 77, y: 88 })
  })

  test('a finding stands on the node and its wire', () => {
    const document = edited(sampleStrategy(), { wire: [['bars.volume', 'up.b']], unwire: ['up.b'] }) as StrategyDocument
    const { nodes, edges } = createDeriver()(seen(document))
    const up = nodes.find(({ id }) => id === 'up')
    expect(up?.type === 'face' && up.data.findings.map(({ code }) => code)).toContain('wire.unit')
    expect(edges.find(({ id }) => id === 'bars.volume>up.b')?.data?.wrong).toBe(true)
  })

  test('the ports of every face lie within it', () => {
    const document = sampleStrategy()
    for (const node of Object.values(document.nodes)) {
      const { ports, height } = faceOf(document, node)
      expect(portTop(Math.max(ports.inputs.length, ports.outputs.length) - 1)).toBeLessThan(height)
    }
  })
})

describe('a wire that does not fit', () => {
  const document = sampleStrategy()
  test('says why', () => {
    expect(refusal(document, top, 'fast.average', 'enter.when')?.reason).toContain('takes a condition')
    expect(refusal(document, top, 'up.result', 'fast.source')?.reason).toContain('takes number')
  })
  test('offers the converter', () => {
    expect(refusal(document, top, 'bars.volume', 'up.b')?.fix).toEqual({ kind: 'insert-converter', type: 'math.as-price' })
  })
  test('is refused where it closes a circle', () => {
    const circle = edited(document, {
      set: { 'nodes.sum': { type: 'math.add', version: 1, params: {} } },
      wire: [['bars.close', 'sum.a']],
    }) as StrategyDocument
    const fed = edited(circle, { wire: [['sum.result', 'fast.source']], unwire: ['fast.source'] }) as StrategyDocument
    expect(refusal(fed, top, 'fast.average', 'sum.b')?.reason).toContain('wait for each other')
  })
  test('and one that does is taken', () => {
    expect(refusal(document, top, 'slow.average', 'fast.source')).toBeUndefined()
  })
})

describe('adding', () => {
  const document = sampleStrategy()
  test('on from a port, only what takes it is offered, and it is wired', () => {
    const items = addItems(document, top, { side: 'from', end: 'up.result' }, [])
    expect(items.map(({ id }) => id)).toContain('logic.and')
    expect(items.map(({ id }) => id)).not.toContain('indicator.sma')
    for (const { id: type } of items) {
      const after = changed(document, (draft) => addWired(draft, top, type, [0, 0], 'up.result', 'from'))
      const added = Object.keys(after.nodes).find((id) => !Object.hasOwn(document.nodes, id))!
      expect(
        after.wires.some(({ from, to }) => from === 'up.result' && to.startsWith(`${added}.`)),
        type,
      ).toBe(true)
    }
  })
  test('into a wire, it stands between its ends and what follows moves aside', () => {
    const wire = document.wires.find(({ to }) => to === 'fast.source')!
    const [x, y] = document.view.positions['fast'] ?? [0, 0]
    const after = changed(document, (draft) => spliceNew(draft, top, wire, 'indicator.ema', [x - 100, y]))
    expect(after.wires).toContainEqual({ from: wire.from, to: 'ema.source' })
    expect(after.wires).toContainEqual({ from: 'ema.average', to: 'fast.source' })
    const [ema, fast] = [boxOf(after, top, 'ema')!, boxOf(after, top, 'fast')!]
    expect(fast.x).toBeGreaterThanOrEqual(ema.x + ema.width)
  })
  test('what was added lately comes first', () => {
    expect(
      addItems(document, top, undefined, ['order.market', 'indicator.rsi'])
        .slice(0, 2)
        .map(({ id }) => id),
    ).toEqual(['order.market', 'indicator.rsi'])
  })
  test('words find by beginning, by initials and by what it says', () => {
    const items = addItems(document, top, undefined, [])
    expect(findItems(items, 'sma')[0]?.id).toBe('indicator.sma')
    expect(findItems(items, 'bol')[0]?.id).toBe('indicator.bollinger')
    expect(findItems(items, 'nothing of the kind')).toEqual([])
  })
  test('by keys, every end offered fits', () => {
    const ends = endItems(document, top, 'fast.average', 'from')
    expect(ends.length).toBeGreaterThan(1)
    for (const { id } of ends) expect(endsFit(document, top, 'fast.average', id)).toBe(true)
  })
})

test('a node let go over a wire it fits goes into it; one with wires of its own does not', () => {
  const document = changed(example('sma-cross'), (draft) => addNode(draft, top, 'indicator.ema', [0, 0]))
  const wire = document.wires.find(({ from }) => from.endsWith('.close'))!
  const node = wire.to.split('.')[0]!
  const [x, y] = document.view.positions[node]!
  const { height, width } = boxOf(document, top, 'ema')!
  const start = document.view.positions[wire.from.split('.')[0]!]!
  const middle = [(start[0] + width + x) / 2 - width / 2, (start[1] + y) / 2 + 60 - height / 2] as const
  const found = wireUnder(document, top, 'ema', middle)
  expect(found?.from).toBe(wire.from)
  expect(wireUnder(document, top, node, middle)).toBeUndefined()
})

test('arrows walk along wires', () => {
  const document = example('sma-cross')
  const first = walk(document, top, undefined, 'right')!
  expect(document.nodes[first]!.type).toBe('market.candles')
  const next = walk(document, top, first, 'right')!
  expect(document.wires.some(({ from, to }) => from.startsWith(`${first}.`) && to.startsWith(`${next}.`))).toBe(true)
  expect(walk(document, top, next, 'left')).toBe(first)
  expect(walk(document, top, first, 'left')).toBeUndefined()
})

test('tidying keeps money in its lanes, left to right', () => {
  const document = { ...sampleStrategy(), view: { ...sampleStrategy().view, frames: [] } }
  const lane = (id: string) =>
    Number(elkGraph(document, top).children?.find((child) => child.id === id)?.layoutOptions?.['elk.partitioning.partition'])
  const path = ['bars', 'fast', 'enter'].map(lane)
  expect(path).toEqual([...path].sort((a, b) => a - b))
  expect(new Set(path).size).toBe(3)
})

test('a frame goes around what is chosen', () => {
  const document = example('sma-cross')
  const after = changed(document, (draft) => addFrame(draft, top, Object.keys(document.nodes), [0, 0], 'All'))
  const [left, up, width, height] = after.view.frames.at(-1)!.area
  for (const id of Object.keys(document.nodes)) {
    const box = boxOf(after, top, id)!
    expect(box.x >= left && box.y >= up && box.x + box.width <= left + width && box.y + box.height <= up + height).toBe(true)
  }
})

test('a subgraph has the ports its inside is wired to', () => {
  const pairs = example('pairs')
  const name = Object.keys(pairs.subgraphs)[0]!
  const { inputs, outputs } = portsOf(pairs, `subgraph.${name}`)
  expect(inputs.map((port) => port.name)).toEqual(pairs.subgraphs[name]!.inputs)
  expect(outputs.map((port) => port.name)).toEqual(pairs.subgraphs[name]!.outputs)
})
