import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { createDeriver } from '../../renderer/canvas/derive.ts'
import { addFrame, addNote } from '../../renderer/canvas/edits.ts'
import { endsFit } from '../../renderer/canvas/ports.ts'
import { paramHomes, paramThrough } from '../../renderer/edit/entered.ts'
import { groupNodes, ungroup } from '../../renderer/edit/groups.ts'
import { connect, removeNodes, setParam } from '../../renderer/edit/nodes.ts'
import { graphOf, top } from '../../renderer/edit/scope.ts'
import { addPort, demote, promote, removePort, renamePort, renamePromoted } from '../../renderer/edit/subgraph-ports.ts'
import { createDocumentStore } from '../../renderer/stores/document.ts'
import { example } from '../kit/example-documents.ts'
import { sampleStrategy } from '../kit/strategy.ts'

const hash = (document: StrategyDocument) => compile(document).plan?.hash
const open = (document: StrategyDocument) => createDocumentStore(document, { name: undefined, hash: undefined, untrusted: false })

/** The sample with its averages in a subgraph, and what it is to be held against. */
function grouped() {
  const store = open(sampleStrategy())
  const instance = store.edit('group', (draft) => groupNodes(draft, top, new Set(['fast', 'slow']), 'Averages'))!
  const now = () => store.getState().document
  return { store, instance, now, name: 'averages', plain: hash(now())! }
}

describe('ports of a subgraph, from inside', () => {
  test('renaming keeps the plan, inside and at every instance', () => {
    const { store, instance, now, name, plain } = grouped()
    const [input, output] = [now().subgraphs[name]!.inputs[0]!, now().subgraphs[name]!.outputs[0]!]
    expect(store.edit('rename', (draft) => renamePort(draft, name, 'inputs', input, 'The price'))).toBe('the-price')
    expect(store.edit('rename', (draft) => renamePort(draft, name, 'outputs', output, 'quick'))).toBe('quick')
    expect(now().wires).toContainEqual({ from: 'bars.close', to: `${instance}.the-price` })
    expect(check(now()).findings).toEqual([])
    expect(hash(now())).toBe(plain)
    expect(store.edit('rename', (draft) => renamePort(draft, name, 'outputs', 'quick', 'the-price'))).toBeUndefined()
    expect(store.edit('rename', (draft) => renamePort(draft, name, 'outputs', 'quick', '!!'))).toBeUndefined()
  })

  test('a new port takes what comes until it is wired inside, and then only what fits', () => {
    const { store, instance, now, name } = grouped()
    const port = store.edit('add', (draft) => addPort(draft, name, 'inputs', 'Input'))!
    expect(endsFit(now(), top, 'up.result', `${instance}.${port}`)).toBe(true)
    expect(endsFit(now(), { subgraph: name }, `in.${port}`, 'fast.source')).toBe(true)
    store.edit('wire', (draft) => connect(draft, { subgraph: name }, `in.${port}`, 'fast.source'))
    expect(endsFit(now(), top, 'up.result', `${instance}.${port}`)).toBe(false)
    expect(endsFit(now(), top, 'bars.high', `${instance}.${port}`)).toBe(true)
  })

  test('a port taken away takes its wires along and leaves no loose end', () => {
    const { store, now, name } = grouped()
    const output = now().subgraphs[name]!.outputs[0]!
    store.edit('remove', (draft) => removePort(draft, name, 'outputs', output))
    expect(check(now()).findings.filter(({ code }) => code === 'wire.malformed')).toEqual([])
    expect(check(now()).findings.some(({ code }) => code === 'wire.missing')).toBe(true)
    store.undo()
    expect(check(now()).findings).toEqual([])
  })
})

describe('parameters of a subgraph', () => {
  test('promoted, renamed and taken back they keep the plan; what the instance had set goes in', () => {
    const { store, instance, now, name, plain } = grouped()
    expect(store.edit('promote', (draft) => promote(draft, name, 'fast', 'period'))).toBe('period')
    expect(hash(now())).toBe(plain)
    store.edit('set', (draft) => setParam(draft, top, instance, 'period', 7))
    const seven = hash(now())
    expect(seven).not.toBe(plain)
    store.edit('rename', (draft) => renamePromoted(draft, name, 'period', 'Quick period'))
    expect(now().nodes[instance]!.params).toEqual({ 'quick-period': 7 })
    expect(hash(now())).toBe(seven)
    store.edit('demote', (draft) => demote(draft, name, 'quick-period'))
    expect(now().subgraphs[name]!.nodes['fast']!.params['period']).toBe(7)
    expect(hash(now())).toBe(seven)
  })

  test('inside, they are those of the instance entered through, also two deep, and are set there', () => {
    const { store, instance, now, name } = grouped()
    store.edit('promote', (draft) => promote(draft, name, 'fast', 'period'))
    store.edit('copy', (draft) => void (draft.nodes['other'] = { type: `subgraph.${name}`, version: 1, params: { period: 3 } }))
    const outer = store.edit('group', (draft) => groupNodes(draft, top, new Set([instance]), 'Outer'))!
    store.edit('promote', (draft) => promote(draft, 'outer', instance, 'period'))
    store.edit('set', (draft) => setParam(draft, top, outer, 'period', 5))
    const through = [
      { instance: outer, subgraph: 'outer' },
      { instance, subgraph: name },
    ]
    expect(paramThrough(now(), through, 'fast', 'period')).toBe(5)
    expect(paramThrough(now(), [{ instance: 'other', subgraph: name }], 'fast', 'period')).toBe(3)
    expect(paramHomes(now(), through, 'fast', 'period')[0]).toEqual({ scope: { subgraph: undefined }, id: outer, name: 'period' })
    const seen = {
      document: now(),
      scope: { subgraph: name },
      selection: new Set<string>(),
      wire: undefined,
      dragged: new Map(),
      resized: new Map(),
    }
    const face = (entered: typeof through) => createDeriver()({ ...seen, entered }).nodes.find(({ id }) => id === 'fast')!
    expect(face(through).data).toMatchObject({ through: { period: 5 } })
    expect(face([{ instance: 'other', subgraph: name }]).data).toMatchObject({ through: { period: 3 } })
  })

  test('of a node taken out are taken back everywhere', () => {
    const { store, instance, now, name } = grouped()
    store.edit('promote', (draft) => promote(draft, name, 'fast', 'period'))
    store.edit('set', (draft) => setParam(draft, top, instance, 'period', 7))
    store.edit('remove', (draft) => removeNodes(draft, { subgraph: name }, new Set(['fast'])))
    expect(now().subgraphs[name]!.promoted).toEqual({})
    expect(now().nodes[instance]!.params).toEqual({})
  })
})

test('grouping inside a subgraph and taking apart again keeps the plan, promoted parameters included', () => {
  let deep = 0
  for (const name of ['pairs', 'ichimoku']) {
    const document = example(name)
    for (const [subgraph, { nodes }] of Object.entries(document.subgraphs)) {
      fc.assert(
        fc.property(fc.subarray(Object.keys(nodes), { minLength: 1 }), (ids) => {
          const store = open(document)
          const scope = { subgraph }
          const inner = store.edit('group', (draft) => groupNodes(draft, scope, new Set(ids), 'Inner'))!
          expect(hash(store.getState().document)).toBe(hash(document))
          if (Object.values(store.getState().document.subgraphs[subgraph]!.promoted).some((target) => target.startsWith(`${inner}.`)))
            deep++
          store.edit('ungroup', (draft) => ungroup(draft, scope, inner))
          expect(hash(store.getState().document)).toBe(hash(document))
          expect(Object.keys(graphOf(store.getState().document, scope).nodes).sort()).toEqual(Object.keys(nodes).sort())
        }),
        { numRuns: 15 },
      )
    }
  }
  expect(deep).toBeGreaterThan(0)
})

test('frames and notes lie at every level, are seen only there, and come out with what they were drawn around', () => {
  const { store, instance, now, name } = grouped()
  const scope = { subgraph: name }
  const drawn = (within: typeof scope | typeof top, entered: { instance: string; subgraph: string }[]) =>
    createDeriver()({
      document: now(),
      scope: within,
      entered,
      selection: new Set(),
      wire: undefined,
      dragged: new Map(),
      resized: new Map(),
    }).nodes.filter(({ type }) => type !== 'face')
  store.edit('frame', (draft) => addFrame(draft, scope, ['fast'], [0, 0], 'Inside'))
  store.edit('note', (draft) => addNote(draft, scope, [0, 0], 'inside'))
  expect(drawn(scope, [{ instance, subgraph: name }]).map(({ type }) => type)).toEqual(['frame', 'note'])
  expect(drawn(top, [])).toEqual([])
  expect(parseDocument(formatDocument(now()))).toMatchObject({ document: now() })
  store.edit('ungroup', (draft) => ungroup(draft, top, instance))
  expect(drawn(top, [])).toHaveLength(2)
})
