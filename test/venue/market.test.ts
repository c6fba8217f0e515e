import { describe, expect, it } from 'vitest'
import { closeFill, honestBar1 } from '../../engine/protocol/profiles.ts'
import { bar, costless, createRig, MINUTE } from './rig.ts'

describe('market orders', () => {
  it('T-FILL-NEXT C.1 signal to fill: a decision at close(N) meets its first price at open(N+1)', () => {
    const rig = createRig()
    rig.pass(bar(0, 100, 110, 90, 105))
    rig.send({ time: MINUTE })
    expect(rig.facts).toEqual([])
    rig.pass(bar(1, 107, 120, 80, 90))
    expect(rig.fills()).toEqual(['1: 10@107'])
    expect(rig.trades()[0].time).toBe(MINUTE)
    expect(rig.venue.working(0)).toBe(0)
  })

  it('T-FILL-NEXT C.1 latency: an order decided after a bar opened does not meet that bar', () => {
    const rig = createRig()
    rig.send({ time: MINUTE + 1 })
    rig.pass(bar(1, 107, 120, 80, 90))
    expect(rig.facts).toEqual([])
    rig.pass(bar(2, 91, 95, 85, 90))
    expect(rig.fills()).toEqual(['1: 10@91'])
  })

  it('profile `close` fills at the very close that decided, and only there', () => {
    const rig = createRig({ profile: closeFill })
    rig.pass(bar(0, 100, 110, 90, 105))
    rig.send({ time: MINUTE })
    expect(rig.fills()).toEqual(['1: 10@105'])
    expect(rig.trades()[0].time).toBe(MINUTE)
    rig.send({ time: 2 * MINUTE })
    rig.pass(bar(2, 99, 110, 90, 95))
    expect(rig.fills()).toEqual(['1: 10@105', '2: 10@99'])
  })

  it('an order that was withdrawn fills nothing', () => {
    const rig = createRig()
    const order = rig.send({ time: MINUTE })
    rig.venue.cancel(order)
    rig.venue.cancel(order)
    rig.venue.cancel(99)
    rig.pass(bar(1, 100, 110, 90, 105))
    expect(rig.facts).toEqual([{ kind: 'canceled', sequence: order, time: MINUTE, reason: 'withdrawn' }])
  })

  it('T-FILL-SLIP C.1 market price: takers pay 5 bps and impact, rounded up, against them', () => {
    const rig = createRig({ profile: { ...honestBar1, marketCap: null } })
    rig.send({ lots: 1000 })
    rig.send({ lots: 1000, side: 'sell', purpose: 'reduce' })
    rig.pass(bar(0, 20_001, 20_001, 20_001, 20_001, 20_000))
    // The sale goes first. 5 bps of 20,001 are 10.0005, 0.1 · (1000/20000)² of it 5.0003: 16 ticks.
    expect(rig.trades().map(({ ticks, slippageTicks }) => [ticks, slippageTicks])).toEqual([
      [19_985, 16],
      [20_017, 16],
    ])
    expect(costless.slippageBps).toBe(0)
  })
})
