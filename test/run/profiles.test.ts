import { expect, test } from 'vitest'
import { closeFill, honestBar1, nextOpen } from '../../engine/protocol/profiles.ts'
import { defaultBinding, runOver } from '../kit/run-walk.ts'
import { sampleStrategy } from '../kit/strategy.ts'
import { walkCandles } from '../kit/walk-candles.ts'

const candles = walkCandles(3000)
const row = (time: number) => candles.time.indexOf(time)

test('profile close fills at the very close that decided, next-open at the open after it', () => {
  for (const [fillProfile, column, offset] of [
    [closeFill, candles.close, -3_600_000],
    [nextOpen, candles.open, 0],
  ] as const) {
    const { fills } = runOver(sampleStrategy(), candles, { binding: { ...defaultBinding, fillProfile } })
    expect(fills.length).toBeGreaterThan(30)
    for (const { ticks, time } of fills) expect(ticks).toBe(Math.round(column[row(time + offset)]! * 100))
  }
})

test('a run that ends flat by its profile has no open position, and its last equity is its cash', () => {
  for (const closeAtEnd of ['last-close', 'last-open'] as const) {
    const binding = { ...defaultBinding, fillProfile: { ...honestBar1, closeAtEnd } }
    const ends = Array.from({ length: 60 }, (_, i) => runOver(sampleStrategy(), walkCandles(1000 + i), { binding }))
    const closed = ends.filter(({ orders }) => orders.at(-1)?.node === 'end')
    expect(closed.length).toBeGreaterThan(5)
    for (const {
      trades,
      equity,
      unit,
      binding: { capital },
    } of closed) {
      expect(trades.every(({ closed: done }) => done)).toBe(true)
      const profit = trades.reduce((sum, trade) => sum + trade.profit, 0)
      // What is left beside the money is dust from fees taken in base: less than a lot a fill.
      expect(Math.abs(equity.at(-1)! - Number(capital) * unit - profit)).toBeLessThan(trades.length * 0.00001 * 200 * unit)
    }
  }
})
