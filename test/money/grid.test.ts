import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AmountError } from '../../engine/money/amounts.ts'
import { decimal, textOf, unitsOf } from '../../engine/money/decimal.ts'
import { costOf, createGrid, moneyScale, onGrid, priceOf, quantityOf, toTicks, worthOf } from '../../engine/money/grid.ts'
import type { Instrument } from '../../engine/money/instruments.ts'
import { instrument } from '../kit/instruments.ts'

const steps = ['0.01', '0.05', '0.25', '0.5', '1', '5', '0.00001', '0.0001', '0.00000001', '10', '2.5', '0.0100']
const someInstrument = () =>
  fc
    .record({ tick: fc.constantFrom(...steps), lot: fc.constantFrom('0.00001', '0.001', '0.1', '1', '100', '0.05') })
    .map((parts) => instrument(parts))

/** The reference: decimal text times decimal text, as whole digits over a power of ten. */
function exactCost(of: Instrument, lots: number, ticks: number, scale: number): bigint {
  const tick = decimal(of.tick)
  const lot = decimal(of.lot)
  return (
    (BigInt(lots) * BigInt(ticks) * BigInt(tick.digits) * BigInt(lot.digits) * 10n ** BigInt(scale)) / 10n ** BigInt(tick.scale + lot.scale)
  )
}

describe('the grid of an instrument', () => {
  it('gives every asset at least price decimals + lot decimals, and at least 8', () => {
    expect(moneyScale(instrument({ tick: '0.01', lot: '0.00001' }))).toBe(8)
    expect(moneyScale(instrument({ tick: '0.01', lot: '0.00000001' }))).toBe(10)
    expect(moneyScale(instrument({ tick: '0.0100', lot: '1' }))).toBe(8)
    expect(createGrid(instrument({ lot: '0.000000001' })).baseScale).toBe(9)
  })

  it('T-QUANT works with steps that are not powers of ten', () => {
    const grid = createGrid(instrument({ tick: '0.25', lot: '0.05' }))
    expect(priceOf(grid, 3)).toBe(0.75)
    expect(quantityOf(grid, 7)).toBe(0.35)
    expect(toTicks(grid, 100.25)).toBe(401)
    expect(onGrid(grid, 100.25)).toBe(true)
    expect(onGrid(grid, 100.3)).toBe(false)
    expect(toTicks(grid, 100.3)).toBe(401)
    expect(costOf(grid, 7, 401)).toBe(unitsOf('35.0875', 8))
    expect(toTicks(createGrid(instrument({ tick: '0.05' })), 0.35)).toBe(7)
  })

  it('costs are exact for any tick and lot', () => {
    let compared = 0
    fc.assert(
      fc.property(someInstrument(), fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (of, lots, ticks) => {
        const grid = createGrid(of)
        const exact = exactCost(of, lots, ticks, grid.quoteScale)
        fc.pre(exact <= BigInt(Number.MAX_SAFE_INTEGER))
        compared++
        expect(BigInt(costOf(grid, lots, ticks))).toBe(exact)
      }),
      { numRuns: 3000 },
    )
    expect(compared).toBeGreaterThan(1000)
    expect(() => costOf(createGrid(instrument()), 1e9, 1e9)).toThrow(AmountError)
  })

  it('worth of base units lies within one unit and on the asked side', () => {
    fc.assert(
      fc.property(someInstrument(), fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 1e4 }), (of, units, ticks) => {
        const grid = createGrid(of)
        const over = BigInt(grid.unitsPerLot)
        const exact = BigInt(units) * BigInt(ticks) * BigInt(grid.unitsPerTickLot)
        fc.pre(exact / over < BigInt(Number.MAX_SAFE_INTEGER))
        expect(BigInt(worthOf(grid, units, ticks, 'down'))).toBe(exact / over)
        expect(BigInt(worthOf(grid, units, ticks, 'up'))).toBe((exact + over - 1n) / over)
      }),
    )
  })

  it('the price of a tick is the double its text parses to', () => {
    fc.assert(
      fc.property(someInstrument(), fc.integer({ min: 1, max: 1e8 }), (of, ticks) => {
        const grid = createGrid(of)
        const { digits, scale } = decimal(of.tick)
        expect(priceOf(grid, ticks)).toBe(Number(`${BigInt(digits) * BigInt(ticks)}e-${scale}`))
        expect(toTicks(grid, priceOf(grid, ticks))).toBe(ticks)
        expect(onGrid(grid, priceOf(grid, ticks))).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('a missing price has no tick', () => {
    expect(toTicks(createGrid(instrument()), NaN)).toBeNaN()
    expect(onGrid(createGrid(instrument()), NaN)).toBe(false)
  })

  it('minimums are whole lots and quote units, rounded up', () => {
    const grid = createGrid(instrument({ lot: '0.05', minimums: { quantity: '0.12', notional: '10' } }))
    expect(grid.minimumLots).toBe(3)
    expect(grid.minimumUnits).toBe(10e8)
    expect(createGrid(instrument({ minimums: { quantity: '0', notional: '0' } })).minimumLots).toBe(1)
  })

  it('refuses steps of 0 and steps too fine for whole numbers', () => {
    expect(() => createGrid(instrument({ tick: '0' }))).toThrow(/above 0/)
    expect(() => createGrid(instrument({ tick: '0.00000001', lot: '0.00000001' }))).toThrow(/16 decimals/)
    expect(() => createGrid(instrument(), 7)).toThrow(AmountError)
    expect(createGrid(instrument(), 12).unitsPerTickLot).toBe(createGrid(instrument()).unitsPerTickLot * 1e4)
  })
})

describe('amounts as text', () => {
  it('text to units and back is the same decimal', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 12 }), (units, scale) => {
        expect(unitsOf(textOf(units, scale), scale)).toBe(units + 0)
      }),
    )
  })

  it('reads and writes plain decimals only', () => {
    expect(textOf(150_000_000, 8)).toBe('1.5')
    expect(textOf(-1, 8)).toBe('-0.00000001')
    expect(textOf(1200, 0)).toBe('1200')
    expect(unitsOf('10000', 8)).toBe(1e12)
    expect(unitsOf('-0.5', 2)).toBe(-50)
    expect(decimal('0.0100')).toEqual({ digits: 1, scale: 2 })
    expect(() => unitsOf('0.123', 2)).toThrow(/more than 2 decimals/)
    expect(unitsOf('0.123', 2, 'down')).toBe(12)
    expect(unitsOf('0.123', 2, 'up')).toBe(13)
    for (const bad of ['', '1e5', '1,5', '.5', 'NaN', '99999999999999999', ' 1']) expect(() => decimal(bad)).toThrow(AmountError)
  })
})
