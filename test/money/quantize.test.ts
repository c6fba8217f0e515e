import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGrid, priceOf, quantityOf } from '../../engine/money/grid.ts'
import { belowMinimum, lotsBelow, quantize, ticksAbove, ticksBelow } from '../../engine/money/quantize.ts'
import { instrument } from '../kit/instruments.ts'

const grids = ['0.01', '0.05', '0.25', '0.00001', '5'].map((tick) => createGrid(instrument({ tick, lot: '0.001' })))
const someGrid = () => fc.constantFrom(...grids)
const price = () =>
  fc.oneof(
    fc.double({ min: 6, max: 1e5, noNaN: true }),
    fc.integer({ min: 600, max: 1e6 }).map((cents) => cents / 100),
  )
const side = () => fc.constantFrom('buy' as const, 'sell' as const)
const many = { numRuns: 3000 }

describe('T-QUANT quantize', () => {
  it('T-QUANT REQ-40 a limit is never worse for the user than asked, and within a tick', () => {
    fc.assert(
      fc.property(someGrid(), side(), price(), (grid, way, limit) => {
        const { limitTicks } = quantize(grid, way, { limit })
        const better = way === 'buy' ? -1 : 1
        // What is left when the asked price is taken away, seen from the user: never worse, and a tick nearer would be.
        expect((priceOf(grid, limitTicks) - limit) * better).toBeGreaterThanOrEqual(0)
        expect((priceOf(grid, limitTicks - better) - limit) * better).toBeLessThan(0)
      }),
      many,
    )
  })

  it('T-QUANT a trigger rounds away from the market, a trailing distance up', () => {
    fc.assert(
      fc.property(someGrid(), side(), price(), (grid, way, trigger) => {
        const { triggerTicks, trailTicks } = quantize(grid, way, { trigger, trail: trigger })
        expect(triggerTicks).toBe(way === 'buy' ? ticksAbove(grid, trigger) : ticksBelow(grid, trigger))
        expect(priceOf(grid, trailTicks)).toBeGreaterThanOrEqual(trigger)
      }),
      many,
    )
  })

  it('T-QUANT a price on the grid stays, on both sides, whatever its double looks like', () => {
    fc.assert(
      fc.property(someGrid(), side(), fc.integer({ min: 1, max: 1e7 }), (grid, way, ticks) => {
        const asked = priceOf(grid, ticks)
        expect(quantize(grid, way, { limit: asked, trigger: asked, trail: asked })).toEqual({
          limitTicks: ticks,
          triggerTicks: ticks,
          trailTicks: ticks,
        })
      }),
      many,
    )
    expect(ticksBelow(grids[0], 0.07)).toBe(7)
    expect(ticksAbove(grids[0], 0.29)).toBe(29)
    expect(ticksBelow(grids[0], 1.1)).toBe(110)
  })

  it('T-QUANT quantity floors to the lot and is never raised', () => {
    fc.assert(
      fc.property(someGrid(), fc.double({ min: 0, max: 1e6, noNaN: true }), (grid, quantity) => {
        const lots = lotsBelow(grid, quantity)
        expect(quantityOf(grid, lots)).toBeLessThanOrEqual(quantity)
        expect(quantityOf(grid, lots + 1)).toBeGreaterThan(quantity)
      }),
      many,
    )
    expect(lotsBelow(grids[0], 0.0009)).toBe(0)
    expect(lotsBelow(grids[0], 0.007)).toBe(7)
  })

  it('T-QUANT what is not a price or a quantity is NaN, never a guess', () => {
    const grid = grids[0]
    for (const bad of [NaN, Infinity, -Infinity, 0, -5]) {
      expect(quantize(grid, 'buy', { limit: bad }).limitTicks).toBeNaN()
      expect(quantize(grid, 'sell', { limit: bad, trail: bad }).trailTicks).toBeNaN()
      expect(quantize(grid, 'sell', { trigger: bad }).triggerTicks).toBeNaN()
    }
    expect(ticksBelow(grid, 0.004)).toBeNaN()
    expect(ticksAbove(grid, 0.004)).toBe(1)
    for (const bad of [NaN, -1, Infinity]) expect(lotsBelow(grid, bad)).toBeNaN()
    expect(quantize(grid, 'buy', {})).toEqual({ limitTicks: 0, triggerTicks: 0, trailTicks: 0 })
  })

  it('T-QUANT REQ-42 below a minimum is said with both numbers', () => {
    const grid = createGrid(instrument({ lot: '0.001', minimums: { quantity: '0.005', notional: '10' } }))
    expect(belowMinimum(grid, 4, 500_000)).toEqual({ value: 4, limit: 5 })
    expect(belowMinimum(grid, 5, 199_999)).toEqual({ value: 9.99995e8, limit: 10e8 })
    expect(belowMinimum(grid, 5, 200_000)).toBeUndefined()
  })
})
