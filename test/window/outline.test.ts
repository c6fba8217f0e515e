import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Finding } from '../../nodes/strategy/findings.ts'
import { groupNodes } from '../../renderer/edit/groups.ts'
import { top } from '../../renderer/edit/scope.ts'
import { treeMove } from '../../renderer/outline/keys.ts'
import { outlineRows, worstByNode } from '../../renderer/outline/rows.ts'
import { createDocumentStore } from '../../renderer/stores/document.ts'
import { mixedGraph } from '../kit/graphs.ts'
import { sampleStrategy } from '../kit/strategy.ts'

const document = sampleStrategy()
const ids = Object.keys(document.nodes)
const closed = { words: '', open: new Set<string>(), worst: new Map<string, Finding['severity']>() }

test('every node is there once, every wire at both of its ends', () => {
  const rows = outlineRows(document, top, { ...closed, open: new Set(ids) })
  expect(
    rows
      .filter(({ kind }) => kind === 'node')
      .map(({ id }) => id)
      .sort(),
  ).toEqual([...ids].sort())
  const wired = rows.flatMap((row) => (row.kind === 'port' && row.wire ? [`${row.side} ${row.wire.from} ${row.wire.to}`] : []))
  expect(wired.sort()).toEqual(document.wires.flatMap(({ from, to }) => [`in ${from} ${to}`, `out ${from} ${to}`]).sort())
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length)
})

test('nodes stand in the order in which money comes about', () => {
  const families = outlineRows(document, top, closed).flatMap((row) => (row.kind === 'node' ? [row.family] : []))
  expect(families[0]).toBe('market')
  expect(families.at(-1)).toBe('orders')
})

test('search finds by title, id and type; all words must be there', () => {
  const found = (words: string) => outlineRows(document, top, { ...closed, words }).map(({ id }) => id)
  const [id, node] = Object.entries(document.nodes).find(([, { type }]) => type === 'indicator.sma')!
  expect(found(id)).toContain(id)
  expect(found('moving AVERAGE')).toContain(id)
  expect(found(node.type)).toContain(id)
  expect(found('moving nothing-like-it')).toEqual([])
})

test('an instance can be entered, and what is wrong inside counts for it', () => {
  const store = createDocumentStore(document, { name: undefined, hash: undefined, untrusted: false })
  const instance = store.edit('group', (draft) => groupNodes(draft, top, new Set(ids.slice(0, 2)), 'Both'))!
  const findings = [
    { code: 'node.dead', severity: 'warning', message: '', node: instance },
    { code: 'param.invalid', severity: 'error', message: '', node: `${instance}/${ids[0]}` },
  ] as const
  const worst = worstByNode(findings, '')
  const row = outlineRows(store.getState().document, top, { ...closed, worst }).find(({ id }) => id === instance)
  expect(row).toMatchObject({ kind: 'node', subgraph: 'both', worst: 'error' })
  expect(worstByNode(findings, `${instance}/`)).toEqual(new Map([[ids[0], 'error']]))
})

test('keys never leave the list, and left leads from a wire to its node', () => {
  const graph = mixedGraph(40)
  const open = new Set(Object.keys(graph.nodes).filter((_, i) => i % 2 === 0))
  const rows = outlineRows(graph, top, { ...closed, open })
  const keys = ['ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'Home', 'End', 'ArrowLeft', 'ArrowRight']
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...keys)), (pressed) => {
      let at = 0
      for (const key of pressed) {
        const move = treeMove(rows, at, key, 10)
        if (move && 'to' in move) at = move.to
        expect(rows[at]).toBeDefined()
      }
    }),
  )
  const port = rows.findIndex(({ kind }) => kind === 'port')
  const move = treeMove(rows, port, 'ArrowLeft', 10)
  expect(move).toHaveProperty('to')
  const head = rows[move && 'to' in move ? move.to : -1]
  expect(head).toMatchObject({ kind: 'node', id: rows[port]!.id })
  expect(treeMove(rows, 0, 'x', 10)).toBeUndefined()
  expect(treeMove([], 0, 'ArrowDown', 10)).toBeUndefined()
})
