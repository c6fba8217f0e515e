import { describe, expect, it } from 'vitest'
import { liveDefault1, research1 } from '../../engine/protocol/profiles.ts'
import { bench, enter, exit, onlyRule, plain } from './kit.ts'

const rule = onlyRule({ ordersPerSecond: 1 })

describe('REQ-55: orders that run away', () => {
  it('more in a minute than the limits of seconds would ever let rest halt, guards counted', () => {
    const table = bench(rule)
    for (let n = 0; n < 20; n++) {
      table.step()
      table.wait(-58_000)
      table.request(enter('long', 1, { type: 'limit', limit: 9_000 - n, additions: 99 }))
    }
    expect([table.submitted.length, table.desk.state]).toEqual([20, 'active'])
    table.step()
    table.wait(-58_000)
    table.request(enter('long', 1, { type: 'limit', limit: 8_000, additions: 99 }))
    expect(table.desk.state).toBe('halted')
    expect(table.alerts).toContain('HALT_RUNAWAY')
    // What would add to the position is withdrawn, the last one as well.
    expect(table.canceled).toHaveLength(21)
    table.step()
    table.request(enter('long', 1, { additions: 99 }))
    expect(table.codes()).toEqual(['STATE'])
  })

  it('as many over a longer time do not', () => {
    const table = bench(rule)
    for (let n = 0; n < 60; n++) {
      table.step()
      table.wait(-56_000)
      table.request(enter('long', 1, { type: 'limit', limit: 9_000 - n, additions: 99 }))
    }
    expect([table.submitted.length, table.desk.state]).toEqual([60, 'active'])
  })

  it('REQ-22: the same exit a third time within a minute halts, of another size it does not', () => {
    const asks = (lots: readonly number[]) => {
      const table = bench(rule)
      table.step()
      table.request(enter('long', 100))
      table.fill(table.last(), 100, 10_000)
      for (const one of lots) {
        table.step()
        table.wait(-45_000)
        table.request(exit('long', one))
        table.expired(table.last().sequence)
      }
      return table
    }
    expect(asks([10, 10]).desk.state).toBe('active')
    expect(asks([10, 11, 12]).desk.state).toBe('active')
    const table = asks([10, 10, 10])
    expect([table.desk.state, table.alerts.includes('HALT_RUNAWAY')]).toEqual(['halted', true])
    // Halted, it still closes what it holds.
    table.step()
    table.request(exit('long', 100))
    expect(table.last()).toMatchObject({ purpose: 'reduce', lots: 100 })
  })

  it('is said in live, and changes nothing in research', () => {
    const ask = (riskProfile: typeof research1) => {
      const table = bench({ ...plain, riskProfile })
      for (let n = 0; n < 3; n++) {
        table.step()
        table.wait(-50_000)
        table.request(enter('long', 2, { type: 'limit', limit: 9_900, additions: 9 }))
      }
      return table.desk.state
    }
    expect([ask(research1), ask(liveDefault1)]).toEqual(['active', 'halted'])
  })
})
