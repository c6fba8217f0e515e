import { describe, expect, it } from 'vitest'
import { bench, enter, exit, noRules, plain } from './kit.ts'

describe('T-STATE', () => {
  const kinds = {
    increase: (table: ReturnType<typeof bench>) => table.request(enter('long', 1, { additions: 9, signal: 'more' })),
    reduce: (table: ReturnType<typeof bench>) => table.request(exit('long', 1)),
    cancel: (table: ReturnType<typeof bench>) => table.cancel('entries'),
  } as const
  /** What passes: the whole table of TRADING §5, states × kinds. */
  const allowed = {
    active: { increase: true, reduce: true, protect: true, cancel: true },
    reducing: { increase: false, reduce: true, protect: true, cancel: true },
    halted: { increase: false, reduce: true, protect: true, cancel: true },
    reconciling: { increase: false, reduce: false, protect: false, cancel: true },
  } as const

  /** A desk in a state, with a position of 10, an entry half filled that asked for a stop, and an order that can be withdrawn. */
  function deskIn(state: keyof typeof allowed) {
    const table = bench({ ...plain, riskProfile: { ...noRules, exposure: 0.15, exposureRelease: 0.14 } })
    table.step()
    table.request(enter('long', 20, { protection: { stop: { price: 9_000 } } }))
    const entry = table.last()
    table.request(enter('long', 1, { type: 'limit', limit: 9_500, additions: 5, signal: 'resting' }))
    if (state === 'reducing') {
      table.mark(10_000)
      // Someone else's idea of a fast market: exposure rises above 15 % and stays there.
      table.fill(entry, 10, 10_000)
      table.mark(400_000)
    } else {
      table.fill(entry, 10, 10_000)
    }
    if (state === 'halted') table.operator('halt')
    if (state === 'reconciling') table.operator('reconcile')
    expect(table.desk.state).toBe(state)
    table.step()
    return { table, entry }
  }

  for (const [state, row] of Object.entries(allowed)) {
    for (const kind of ['increase', 'reduce', 'cancel'] as const) {
      it(`T-STATE ${state}: ${kind} ${row[kind] ? 'passes' : 'is refused'}`, () => {
        const { table } = deskIn(state as keyof typeof allowed)
        const before = { submitted: table.submitted.length, canceled: table.canceled.length, denied: table.codes().length }
        kinds[kind](table)
        // A reduction first withdraws the stop that stands in its way.
        const acted = table.submitted.length > before.submitted || table.canceled.length > before.canceled
        const withdrawn = state === 'halted' && kind === 'cancel'
        expect(acted || withdrawn).toBe(row[kind])
        expect(table.codes().slice(before.denied)).toEqual(row[kind] ? [] : ['STATE'])
      })
    }

    it(`T-STATE ${state}: a protective stop ${row.protect ? 'passes' : 'waits'}`, () => {
      const { table, entry } = deskIn(state as keyof typeof allowed)
      const stop = table.submitted.find(({ purpose }) => purpose === 'protect')!
      expect(stop).toMatchObject({ type: 'stop', triggerTicks: 9_000, lots: 10 })
      const before = table.submitted.length
      // Another part of the entry fills: the stop must grow with it.
      table.fill(entry, 5, 10_000)
      if (table.canceled.includes(stop.sequence)) table.canceledFact(stop.sequence)
      expect(table.submitted.slice(before).map(({ lots }) => lots)).toEqual(row.protect ? [15] : [])
      table.operator('release')
      if (table.canceled.includes(stop.sequence) && !row.protect) table.canceledFact(stop.sequence)
      expect(table.last()).toMatchObject({ purpose: 'protect', lots: 15 })
    })
  }

  it('T-STATE a halt sticks until the operator lifts it, and withdraws what works towards more', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 1, { type: 'limit', limit: 9_000 }))
    table.operator('halt')
    expect(table.canceled).toEqual([1])
    table.mark(10_000)
    table.step()
    expect(table.desk.state).toBe('halted')
    table.operator('release')
    expect(table.desk.state).toBe('active')
    expect(table.alerts).toEqual(['HALT_OPERATOR', 'RELEASED'])
  })

  it('T-STOP-MEANS-STOP REQ-13 after a stop or kill no new exposure leaves, whatever is released', () => {
    for (const act of ['stop', 'kill'] as const) {
      const table = bench()
      table.step()
      table.operator(act)
      table.operator('release')
      expect(table.desk.state).toBe('halted')
      table.request(enter('long', 1))
      expect(table.submitted).toEqual([])
      expect(table.codes()).toEqual(['STATE'])
    }
  })

  it('kill withdraws resting exits too and leaves the protection', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { stop: { price: 9_000 } } }))
    table.fill(table.last(), 10, 10_000)
    table.request(exit('long', 10, { type: 'limit', limit: 12_000 }))
    const [, stop, target] = table.submitted
    table.operator('kill')
    expect(table.canceled).toEqual([target.sequence])
    expect(stop.purpose).toBe('protect')
  })
})
