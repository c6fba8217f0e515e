import { describe, expect, it } from 'vitest'
import { bar, createRig, MINUTE, protecting } from './rig.ts'

describe('checkpoints', () => {
  it('are plain data: through JSON and back, a trailing stop and half an order go on where they stood', () => {
    const before = createRig()
    before.send({ lots: 1_500 })
    before.send({ side: 'sell', type: 'trailing-stop', purpose: 'protect', trailTicks: 10, lots: 500 })
    before.pass(bar(0, 100, 120, 95, 115, 5_000))
    const text = JSON.stringify(before.venue.checkpoint())
    const after = createRig({ state: JSON.parse(text) })
    expect(JSON.stringify(after.venue.checkpoint())).toBe(text)
    for (const rig of [before, after]) rig.pass(bar(1, 115, 116, 105, 111))
    expect(after.fills()).toEqual(['1: 1000@115'])
    expect(before.fills().slice(1)).toEqual(after.fills())
    expect(after.trades()[0].tradeId).toBe('1-2')
    expect([after.venue.stats, after.venue.working(0)]).toEqual([before.venue.stats, before.venue.working(0)])
  })

  it('a checkpoint does not change when the venue goes on', () => {
    const rig = createRig()
    rig.send({ lots: 1_500 })
    const state = rig.venue.checkpoint()
    const text = JSON.stringify(state)
    rig.pass(bar(0, 100, 120, 95, 115))
    expect(JSON.stringify(state)).toBe(text)
    const again = createRig({ state })
    again.pass(bar(0, 100, 120, 95, 115))
    expect(JSON.stringify(state)).toBe(text)
    expect(again.fills()).toEqual(rig.fills())
  })

  it('are refused while a fact is told', () => {
    const rig = createRig()
    rig.send({})
    rig.on(() => rig.venue.checkpoint())
    expect(() => rig.pass(bar(0, 100, 101, 99, 100))).toThrow('asked for while it was telling a fact')
  })
})

describe('T-DETERMINISTIC', () => {
  it('the same orders and bars give the same facts, byte for byte', () => {
    const facts = () => {
      const rig = createRig()
      rig.on(protecting({ stop: 4, target: 6, trail: 7 }))
      for (let i = 0; i < 40; i++) {
        rig.send({ time: i * MINUTE, side: i % 3 ? 'buy' : 'sell', lots: 700 + i })
        rig.pass(bar(i, 100 + (i % 7), 112 + (i % 5), 90 - (i % 3), 101, 9_000 + i))
      }
      return JSON.stringify(rig.facts)
    }
    expect(facts()).toBe(facts())
    expect(facts().length).toBeGreaterThan(10_000)
  })
})
