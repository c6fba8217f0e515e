import { describe, expect, test } from 'vitest'
import { commonUnit, units, type Unit } from '../../../nodes/define/units.ts'
import type { NodeDefinition } from '../../../nodes/define/node.ts'
import { add } from '../../../nodes/math/add.ts'
import { asNotional } from '../../../nodes/math/as-notional.ts'
import { asPlain } from '../../../nodes/math/as-plain.ts'
import { asPrice } from '../../../nodes/math/as-price.ts'
import { asQuantity } from '../../../nodes/math/as-quantity.ts'
import { asRatio } from '../../../nodes/math/as-ratio.ts'
import { divide } from '../../../nodes/math/divide.ts'
import { multiply } from '../../../nodes/math/multiply.ts'
import { relativeDifference } from '../../../nodes/math/relative-difference.ts'
import { squareRoot } from '../../../nodes/math/square-root.ts'

/** Unit of a node's result, given the units of its inputs; undefined where they do not go together. */
function unitOf(node: NodeDefinition, inputs: Readonly<Record<string, Unit>>): Unit | undefined {
  const output = node.outputs.result
  if (output?.kind !== 'number') throw new Error(`${node.type} has no number as result`)
  if (typeof output.unit === 'string') return output.unit
  return 'from' in output.unit ? output.unit.from(inputs) : inputs[output.unit.sameAs]
}

test('products and quotients carry their units', () => {
  expect(unitOf(multiply, { a: 'price', b: 'quantity' })).toBe('notional')
  expect(unitOf(multiply, { a: 'price', b: 'literal' })).toBe('price')
  expect(unitOf(multiply, { a: 'price', b: 'quantity', c: 'ratio', d: 'count' })).toBe('notional')
  expect(unitOf(multiply, { a: 'price', b: 'price' })).toBe('plain')
  expect(unitOf(divide, { a: 'notional', b: 'price' })).toBe('quantity')
  expect(unitOf(divide, { a: 'price', b: 'price' })).toBe('ratio')
  expect(unitOf(relativeDifference, { a: 'price', b: 'price' })).toBe('ratio')
  expect(unitOf(squareRoot, { source: 'price' })).toBe('plain')
})

describe('a sum needs one unit on all sides', () => {
  test.each(units.flatMap((a) => units.map((b) => [a, b] as const)))('%s + %s', (a, b) => {
    const expected = a === b || b === 'literal' ? a : a === 'literal' ? b : undefined
    expect(unitOf(add, { a, b })).toBe(expected)
    expect(commonUnit([a, undefined, b])).toBe(expected)
  })

  test('also on the third', () => {
    expect(unitOf(add, { a: 'literal', b: 'price', c: 'quantity' })).toBeUndefined()
    expect(unitOf(add, { a: 'literal', b: 'literal', c: 'price' })).toBe('price')
  })
})

test('only the converters lead back from plain', () => {
  const results = [asPrice, asQuantity, asNotional, asRatio, asPlain].map((node) => unitOf(node, { source: 'plain' }))
  expect(results).toEqual(['price', 'quantity', 'notional', 'ratio', 'plain'])
  for (const node of [asPrice, asQuantity, asNotional]) expect(node.params.slot?.kind).toBe('slot')
})
