import { describe, expect, test } from 'vitest'
import type { DenialRecord } from '../../engine/protocol/orders.ts'
import { inRange, stepOf } from '../../renderer/canvas/NumberBox.tsx'
import { fitText } from '../../renderer/canvas/fit-text.ts'
import { isLit, moneyPath } from '../../renderer/canvas/money-path.ts'
import { readingText, sparkPath } from '../../renderer/canvas/Reading.tsx'
import { createValueStore } from '../../renderer/canvas/values.ts'
import { checkedOf } from '../../renderer/stores/check.ts'
import { decimal, int } from '../../nodes/define/params.ts'
import { sampleStrategy } from '../kit/strategy.ts'

describe('values of wires', () => {
  test('only who watches a wire that changed is told', () => {
    const store = createValueStore()
    const told: string[] = []
    store.watch('a.x', () => told.push('a.x'))
    store.watch('b.x', () => told.push('b.x'))
    store.setAll({ 'a.x': 1, 'b.x': 2 })
    expect(told).toEqual(['a.x', 'b.x'])
    store.setAll({ 'a.x': 1, 'b.x': 3 })
    expect(told.slice(2)).toEqual(['b.x'])
  })
  test('missing stays missing without being told again', () => {
    const store = createValueStore()
    let told = 0
    store.watch('a.x', () => told++)
    store.setAll({ 'a.x': NaN })
    store.setAll({ 'a.x': NaN })
    expect(told).toBe(1)
  })
  test('nobody is told after they stopped watching', () => {
    const store = createValueStore()
    let told = 0
    store.watch('a.x', () => told++)()
    store.setAll({ 'a.x': 1 })
    expect(told).toBe(0)
    expect(store.watched()).toEqual([])
  })
})

describe('what a node shows', () => {
  test('a value in words', () => {
    expect(readingText(42_123.456789, 'number')).toBe('42,123.46')
    expect(readingText(NaN, 'number')).toBe('–')
    expect([1, 0, 2].map((value) => readingText(value, 'condition'))).toEqual(['yes', 'no', '?'])
  })
  test('a sparkline leaves a gap where a value is missing, and none where there is nothing', () => {
    expect(sparkPath([1, NaN, 2], false).match(/M/g)?.length).toBe(2)
    expect(sparkPath([NaN, NaN], false)).toBe('')
    expect(sparkPath([0, 1, 1, 0], true)).toContain('V')
  })
  test('text that fits is left, text that does not is cut, text without room is gone', () => {
    expect([fitText('period', 60, 6), fitText('slippage cap', 48, 6), fitText('additions', 12, 6)]).toEqual(['period', 'slippag…', ''])
  })
})

describe('a number that is dragged', () => {
  const period = int({ default: 14, min: 1, max: 500 })
  const share = decimal({ default: 0.5, min: 0.01, max: 100 })
  test('stays in its range', () => {
    expect([inRange(period, -3), inRange(period, 14.4), inRange(period, 900)]).toEqual([1, 14, 500])
  })
  test('steps by its own size and gathers no dust', () => {
    expect(stepOf(period, 14)).toBe(1)
    expect(stepOf(share, 0.5)).toBeCloseTo(0.01)
    expect(inRange(share, 0.1 + 0.2)).toBe(0.3)
  })
})

describe('the way of a signal', () => {
  const { graph } = checkedOf(sampleStrategy())
  const gate = graph.nodes.find(({ definition }) => definition.role === 'gate')!.path
  const order = graph.nodes.find(({ definition }) => definition.role === 'order')!.path
  const denial = {
    time: 0,
    slot: 0,
    by: gate,
    signal: 'enter',
    code: 'MAX_POSITION',
    value: 1,
    limit: 0,
    enforced: true,
  } satisfies DenialRecord
  const reaches = (path: ReturnType<typeof moneyPath>) => [...path.to].some((end) => end.startsWith(`${order}.`))

  test('leads to the order', () => {
    expect(reaches(moneyPath(graph, (path) => path === 'enter', []))).toBe(true)
  })
  test('ends at the gate that refused it', () => {
    const path = moneyPath(graph, (one) => one === 'enter', [denial])
    expect(path.closed.get(gate)).toBe('MAX_POSITION')
    expect(reaches(path)).toBe(false)
  })
  test('is not stopped by what is only reported, nor by the refusal of another signal', () => {
    expect(reaches(moneyPath(graph, (one) => one === 'enter', [{ ...denial, enforced: false }]))).toBe(true)
    expect(reaches(moneyPath(graph, (one) => one === 'exit', [denial]))).toBe(true)
  })
  test('is nowhere when nothing fires', () => {
    expect(moneyPath(graph, () => false, []).wires.size).toBe(0)
  })
  test('lights the wires of the scope in view', () => {
    const path = moneyPath(graph, (one) => one === 'enter', [])
    const wire = [...path.wires][0]!
    expect(isLit(path, '', wire, () => true)).toBe(true)
    expect(isLit(path, 'inner/', wire, () => true)).toBe(false)
  })
})
