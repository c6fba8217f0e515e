import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { nodes } from '../../nodes/index.ts'
import { copyNodes, pasteFragment } from '../../renderer/edit/clipboard.ts'
import { groupNodes, ungroup } from '../../renderer/edit/groups.ts'
import {
  addNode,
  connect,
  disconnect,
  moveNodes,
  removeAndHeal,
  removeNodes,
  setBypassed,
  setMuted,
  setParam,
  splice,
} from '../../renderer/edit/nodes.ts'
import { addFrame, addNote } from '../../renderer/canvas/edits.ts'
import { top } from '../../renderer/edit/scope.ts'
import { addPort, demote, promote, removePort, renamePort } from '../../renderer/edit/subgraph-ports.ts'
import { createDocumentStore, type DocumentStore } from '../../renderer/stores/document.ts'
import { compile } from '../../engine/compile/compile.ts'
import { mixedGraph } from '../kit/graphs.ts'
import { sampleStrategy } from '../kit/strategy.ts'

const origin = { name: undefined, hash: undefined, untrusted: false }
const always = () => true

/** One edit through one of the doors, chosen by numbers. */
function act(store: DocumentStore, [door, a, b]: readonly [number, number, number]): void {
  const { document } = store.getState()
  const ids = Object.keys(document.nodes)
  const id = ids[a % ids.length] ?? 'none'
  const wire = document.wires[b % Math.max(1, document.wires.length)]
  const chosen = new Set(ids.filter((_, i) => (i * 7 + a) % 3 === b % 3))
  const type = nodes[b % nodes.length]!.type
  switch (door % 16) {
    case 0:
      return void store.edit('add', (draft) => addNode(draft, top, type, [a, b]))
    case 1:
      return store.edit('remove', (draft) => removeNodes(draft, top, new Set([id])))
    case 2:
      return store.edit('heal', (draft) => removeAndHeal(draft, top, new Set([id]), always))
    case 3:
      return store.edit('wire', (draft) => connect(draft, top, `${id}.result`, `${ids[b % ids.length]}.a`))
    case 4:
      return wire && store.edit('unwire', (draft) => disconnect(draft, top, wire.from, wire.to))
    case 5:
      return store.edit('set', (draft) => setParam(draft, top, id, 'period', b))
    case 6:
      return store.edit('move', (draft) => moveNodes(draft, top, new Map([[id, [a, b]]])))
    case 7:
      if (a % 2 === 0) return store.edit('past', (draft) => setBypassed(draft, top, id, b % 3 === 0 ? undefined : { result: 'a' }))
      return store.edit('mute', (draft) => setMuted(draft, top, chosen, b % 2 === 0))
    case 8:
      return void store.edit('paste', (draft) => pasteFragment(draft, top, copyNodes(document, top, chosen), [20, 20], a % 2 === 0))
    case 9:
      return chosen.size > 0 ? void store.edit('group', (draft) => groupNodes(draft, top, chosen, 'A group')) : undefined
    case 10:
      return void store.edit('ungroup', (draft) =>
        ungroup(draft, top, ids.find((one) => document.nodes[one]!.type.startsWith('subgraph.')) ?? ''),
      )
    case 11:
      for (let i = 0; i < 3; i++) store.preview((draft) => setParam(draft, top, id, 'period', b + i))
      return a % 2 === 0 ? store.commit('slide') : store.cancel()
    case 12:
      return wire && void store.edit('splice', (draft) => splice(draft, top, wire, type, [a, b], always))
    case 13: {
      const [name] = Object.keys(document.subgraphs)
      if (name === undefined) return undefined
      const { inputs, outputs, nodes: inner, promoted } = document.subgraphs[name]!
      const [side, ports] = b % 2 === 0 ? (['inputs', inputs] as const) : (['outputs', outputs] as const)
      const port = ports[a % Math.max(1, ports.length)]
      if (a % 4 === 0 || port === undefined) return void store.edit('port', (draft) => addPort(draft, name, side, `p ${b}`))
      if (a % 4 === 1) return store.edit('port', (draft) => removePort(draft, name, side, port))
      if (a % 4 === 2) return void store.edit('port', (draft) => renamePort(draft, name, side, port, `q ${b}`))
      const [given] = Object.keys(promoted)
      if (given !== undefined && b % 3 === 0) return store.edit('demote', (draft) => demote(draft, name, given))
      return void store.edit('promote', (draft) =>
        promote(draft, name, Object.keys(inner)[b % Object.keys(inner).length] ?? 'none', 'period'),
      )
    }
    case 14:
      return void store.edit('back', (draft) =>
        a % 2 === 0 ? addFrame(draft, top, chosen, [a, b], 'Frame') : addNote(draft, top, [a, b], 'Note'),
      )
    default:
      return store.replace('code', { ...document, name: `name ${b}` })
  }
}

test('a random script of edits through every door, undone, gives the byte-equal document; redone, the other end', () => {
  let steps = 0
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1000), fc.nat(1000), fc.nat(1000)), { minLength: 1, maxLength: 30 }), (script) => {
      const store = createDocumentStore(mixedGraph(), origin)
      const before = formatDocument(store.getState().document)
      for (const one of script) act(store, one)
      const after = formatDocument(store.getState().document)
      const count = store.getState().undoSteps.length
      steps += count
      for (let i = 0; i < count; i++) store.undo()
      expect(formatDocument(store.getState().document)).toBe(before)
      expect(store.getState().undoSteps).toEqual([])
      for (let i = 0; i < count; i++) store.redo()
      expect(formatDocument(store.getState().document)).toBe(after)
    }),
    { numRuns: 300 },
  )
  expect(steps).toBeGreaterThan(800)
})

test('grouping keeps the plan, and ungrouping gives it back', () => {
  const hash = (document: StrategyDocument) => compile(document).plan?.hash
  const store = createDocumentStore(sampleStrategy(), origin)
  const plain = hash(store.getState().document)
  expect(plain).toBeDefined()
  const instance = store.edit('group', (draft) => groupNodes(draft, top, new Set(['fast', 'slow', 'up', 'down']), 'Crossing averages'))
  expect(store.getState().document.subgraphs['crossing-averages']).toMatchObject({ inputs: ['source'], outputs: ['up', 'down'] })
  expect(hash(store.getState().document)).toBe(plain)
  store.edit('ungroup', (draft) => ungroup(draft, top, instance!))
  expect(hash(store.getState().document)).toBe(plain)
  expect(store.getState().document.subgraphs).toEqual({})
})

test('a gesture shows while it lasts and is one step at its end; a locked document refuses edits', () => {
  const refused: string[] = []
  const store = createDocumentStore(sampleStrategy(), origin, (why) => refused.push(why))
  for (const period of [11, 12, 13]) store.preview((draft) => setParam(draft, top, 'fast', 'period', period))
  expect(store.getState().document.nodes['fast']?.params['period']).toBe(13)
  expect(store.getState().undoSteps).toHaveLength(0)
  store.commit('Set period 13')
  expect(store.getState().undoSteps.map(({ label }) => label)).toEqual(['Set period 13'])
  store.undo()
  expect(store.getState().document).toEqual(sampleStrategy())
  store.lock('finish or discard the text')
  store.edit('add', (draft) => addNode(draft, top, 'indicator.rsi', [0, 0]))
  store.preview((draft) => setParam(draft, top, 'fast', 'period', 15))
  store.redo()
  expect(store.getState().document).toEqual(sampleStrategy())
  // None of them without a word.
  expect(refused).toEqual(Array(3).fill('finish or discard the text'))
})
