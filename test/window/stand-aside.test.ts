import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compile } from '../../engine/compile/compile.ts'
import { check } from '../../nodes/strategy/2-check.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { wayPast } from '../../renderer/canvas/edits.ts'
import { toggleBypassed, toggleMuted } from '../../renderer/canvas/stand-aside.ts'
import { groupNodes, ungroup } from '../../renderer/edit/groups.ts'
import { connect, disconnect, setBypassed } from '../../renderer/edit/nodes.ts'
import { top } from '../../renderer/edit/scope.ts'
import { createDocumentStore } from '../../renderer/stores/document.ts'
import { createViewStore } from '../../renderer/stores/view.ts'
import type { Tab } from '../../renderer/stores/workspace.ts'
import { example, exampleNames } from '../kit/example-documents.ts'
import { sampleStrategy } from '../kit/strategy.ts'

const hash = (document: StrategyDocument) => compile(document).plan?.hash

/** As much of a tab as these gestures need, and what they said. */
function open(document: StrategyDocument) {
  const told: string[] = []
  const store = createDocumentStore(document, { name: undefined, hash: undefined, untrusted: false })
  const tab = { document: store, view: createViewStore() } as unknown as Tab
  return { tab, store, told, tell: (message: string) => void told.push(message), now: () => store.getState().document }
}

describe('bypass', () => {
  test('is a state with a way back, one step each', () => {
    const { tab, store, tell, now } = open(sampleStrategy())
    toggleBypassed(tab, new Set(['fast']), tell)
    expect(now().nodes['fast']!.bypassed).toEqual({ average: 'source' })
    expect(now().wires).toEqual(sampleStrategy().wires)
    expect(parseDocument(formatDocument(now()))).toMatchObject({ document: now() })
    toggleBypassed(tab, new Set(['fast']), tell)
    expect(now()).toEqual(sampleStrategy())
    expect(store.getState().undoSteps).toHaveLength(2)
    store.undo()
    expect(now().nodes['fast']!.bypassed).toBeDefined()
    store.undo()
    expect(formatDocument(now())).toBe(formatDocument(sampleStrategy()))
  })

  test('means what the same graph means with the wires led past by hand', () => {
    const { tab, store, tell, now } = open(sampleStrategy())
    const plain = hash(now())
    toggleBypassed(tab, new Set(['fast']), tell)
    const past = hash(now())
    expect(past).toBeDefined()
    expect(past).not.toBe(plain)
    const byHand = open(sampleStrategy()).store
    byHand.edit('by hand', (draft) => {
      for (const to of ['up.a', 'down.a']) {
        disconnect(draft, top, 'fast.average', to)
        connect(draft, top, 'bars.close', to)
      }
    })
    expect(hash(byHand.getState().document)).toBe(past)
    store.edit('group', (draft) => groupNodes(draft, top, new Set(['fast', 'up', 'down']), 'Group'))
    expect(hash(now())).toBe(past)
  })

  test('of a subgraph leads past all of it, also once it is taken apart', () => {
    const { tab, store, tell, now } = open(sampleStrategy())
    const group = store.edit('group', (draft) => groupNodes(draft, top, new Set(['fast']), 'Smooth'))!
    toggleBypassed(tab, new Set([group]), tell)
    const past = hash(now())
    expect(check(now()).findings.map(({ code, node }) => [code, node])).toEqual([['node.bypassed', group]])
    store.edit('ungroup', (draft) => ungroup(draft, top, group))
    expect(hash(now())).toBe(past)
    expect(now().nodes['fast']!.muted).toBe(true)
  })

  test('is refused for gates, for what holds one, and where nothing can be handed on; nothing is changed', () => {
    const { tab, store, told, tell, now } = open(sampleStrategy())
    toggleBypassed(tab, new Set(['gate']), tell)
    toggleMuted(tab, new Set(['gate', 'fast']), tell)
    toggleBypassed(tab, new Set(['enter']), tell)
    expect(told).toHaveLength(3)
    expect(now()).toEqual(sampleStrategy())
    expect(store.getState().undoSteps).toEqual([])
    const group = store.edit('group', (draft) => groupNodes(draft, top, new Set(['size', 'gate']), 'Money'))!
    toggleBypassed(tab, new Set([group]), tell)
    toggleMuted(tab, new Set([group]), tell)
    expect(told).toHaveLength(5)
    expect(now().nodes[group]!.bypassed ?? now().nodes[group]!.muted).toBeUndefined()
  })

  test('written into a file by hand, leaves the gate in force and does not run', () => {
    const { store, now } = open(sampleStrategy())
    const gates = () => check(now()).graph.byPath.get('order')!.inputs['intent']
    store.edit('by hand', (draft) => setBypassed(draft, top, 'gate', { intent: 'order' }))
    expect(gates()).toEqual([{ node: 'gate', port: 'intent' }])
    expect(hash(now())).toBeUndefined()
    const inside = open(sampleStrategy())
    const group = inside.store.edit('group', (draft) => groupNodes(draft, top, new Set(['gate']), 'Money'))!
    const [input, output] = [inside.now().subgraphs['money']!.inputs[0]!, inside.now().subgraphs['money']!.outputs[0]!]
    inside.store.edit('by hand', (draft) => setBypassed(draft, top, group, { [output]: input }))
    expect(check(inside.now()).findings.map(({ code }) => code)).toEqual(['gate.bypassed'])
  })
})

test('muting a subgraph takes all of it out of the run, and unmuting brings it back', () => {
  const { tab, store, tell, now } = open(sampleStrategy())
  const group = store.edit('group', (draft) => groupNodes(draft, top, new Set(['down', 'exit']), 'Out'))!
  const plain = hash(now())
  toggleMuted(tab, new Set([group]), tell)
  const { graph, findings } = check(now())
  expect(graph.byPath.get(`${group}/exit`)!.muted).toBe(true)
  expect(findings.filter(({ code }) => code === 'node.muted').map(({ node }) => node)).toEqual([group])
  expect(hash(now())).not.toBe(plain)
  toggleMuted(tab, new Set([group]), tell)
  expect(hash(now())).toBe(plain)
})

test('grouping any nodes of any example, some of them led past, keeps the plan, and ungrouping gives it back', () => {
  let grouped = 0
  fc.assert(
    fc.property(fc.constantFrom(...exampleNames()), fc.nat(), fc.nat(), (name, pick, past) => {
      const { store, now } = open(example(name))
      const ids = Object.keys(now().nodes)
      const led = ids[past % ids.length]!
      const way = wayPast(now(), top, led)
      if (way && past % 2 === 0) store.edit('past', (draft) => setBypassed(draft, top, led, way))
      const plain = hash(now())
      const chosen = new Set(ids.filter((_, i) => ((pick >> (i % 20)) & 1) === 1))
      if (plain === undefined || chosen.size === 0) return
      const instance = store.edit('group', (draft) => groupNodes(draft, top, chosen, 'Group'))!
      expect(hash(now())).toBe(plain)
      store.edit('ungroup', (draft) => ungroup(draft, top, instance))
      expect(hash(now())).toBe(plain)
      grouped++
    }),
    // A group that takes and gives something called "percent".
    { numRuns: 120, examples: [['grid', 1631083520, 0]] },
  )
  expect(grouped).toBeGreaterThan(60)
})
