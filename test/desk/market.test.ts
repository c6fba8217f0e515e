import { describe, expect, it } from 'vitest'
import { nextOpen } from '../../engine/protocol/profiles.ts'
import { bench, enter, exit, onlyRule, plain } from './kit.ts'

describe('T-MARKET after the fill', () => {
  it('T-MARKET a fill more than 0.5 % worse than the reference is a breach: counted in research, reducing where enforced', () => {
    for (const [ticks, state] of [
      [10_050, 'active'],
      [10_051, 'reducing'],
      [9_000, 'active'],
    ] as const) {
      const table = bench(onlyRule({}))
      table.step()
      table.request(enter('long', 1))
      table.fill(table.last(), 1, ticks)
      expect(table.desk.state).toBe(state)
    }
    const research = bench()
    research.step()
    research.request(enter('long', 1))
    research.fill(research.last(), 1, 11_000)
    expect(research.desk.state).toBe('active')
    expect(research.alerts).toEqual([])
    expect(research.desk.counts.slipBreaches).toBe(1)
  })

  it('T-MARKET a reducing order not filled within its cap is sent again with twice the distance, three times, then without a cap', () => {
    const table = bench({ ...plain, fillProfile: { ...nextOpen, marketCap: 0.02 } })
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.mark(10_000)
    table.step()
    table.request(exit('long', 10))
    const caps: number[] = []
    for (let n = 0; n < 4; n++) {
      caps.push(table.last().capTicks)
      if (n === 1) table.fill(table.last(), 4, 10_000)
      table.expired(table.last().sequence)
    }
    expect([...caps, table.last().capTicks]).toEqual([9_800, 9_600, 9_200, 8_400, 0])
    expect(table.submitted.map(({ lots }) => lots)).toEqual([10, 10, 10, 6, 6, 6])
    expect(table.alerts).toEqual(['CAP_WIDENED', 'CAP_WIDENED', 'CAP_WIDENED', 'CAP_WIDENED'])
    table.expired(table.last().sequence)
    expect(table.submitted).toHaveLength(6)
  })

  it('T-MARKET an entry beyond its cap is dropped', () => {
    const table = bench({ ...plain, fillProfile: { ...nextOpen, marketCap: 0.02 } })
    table.step()
    table.request(enter('long', 10))
    table.expired(1)
    expect(table.submitted).toHaveLength(1)
    expect(table.desk.quiet(0)).toBe(true)
  })
})
