import { describe, expect, it } from 'vitest'
import { bar, createRig, MINUTE, type Answer } from './rig.ts'

const stop = { side: 'sell', type: 'stop', purpose: 'protect', triggerTicks: 90, group: 'g' } as const
const target = { side: 'sell', type: 'limit', purpose: 'protect', limitTicks: 110, group: 'g' } as const

/** Long 2,000 lots from an earlier bar, guarded by a stop (2) and a target (3). */
function guarded(lots = 2_000) {
  const rig = createRig()
  rig.send({ lots })
  rig.pass(bar(0, 100, 101, 99, 100, 1_000_000))
  rig.send({ ...stop, lots })
  rig.send({ ...target, lots })
  return rig
}

describe('OCO groups', () => {
  it('a leg that fills whole cancels the other, after its trade', () => {
    const rig = guarded()
    rig.facts.length = 0
    rig.pass(bar(1, 100, 111, 99, 105, 1_000_000))
    expect(rig.facts).toMatchObject([
      { kind: 'trade', sequence: 3, lots: 2_000 },
      { kind: 'canceled', sequence: 2, time: 2 * MINUTE, reason: 'its OCO partner filled' },
    ])
    expect(rig.venue.working(0)).toBe(0)
  })

  it('what fills on one leg is taken off the other; both end, and no lot is sold twice', () => {
    const rig = guarded()
    rig.pass(bar(1, 100, 111, 99, 105))
    expect(rig.fills().slice(1)).toEqual(['3: 1000@110'])
    expect(rig.venue.working(0)).toBe(2)
    rig.pass(bar(2, 100, 101, 89, 95, 1_000_000))
    expect(rig.fills().slice(2)).toEqual(['2: 1000@90'])
    expect([rig.ending(2), rig.ending(3), rig.venue.working(0)]).toEqual(['canceled', 'canceled', 0])
    rig.pass(bar(3, 100, 200, 1, 95, 1_000_000))
    expect(rig.trades()).toHaveLength(3)
  })

  it('a leg of another size ends when its partner has filled whole', () => {
    const rig = createRig()
    rig.send({ ...stop, lots: 50 })
    rig.send({ ...target, lots: 20 })
    rig.pass(bar(0, 100, 111, 99, 105))
    expect([rig.fills(), rig.ending(1)]).toEqual([['2: 20@110'], 'canceled'])
  })

  it('groups do not meddle with each other, nor with orders of none', () => {
    const rig = createRig()
    rig.send({ ...stop, lots: 50, group: '' })
    rig.send({ ...stop, lots: 50, group: 'other' })
    rig.send({ ...target, lots: 50 })
    rig.pass(bar(0, 100, 111, 99, 105))
    expect([rig.ending(1), rig.ending(2)]).toEqual(['working', 'working'])
  })

  it('three legs', () => {
    const rig = guarded(10)
    const trail = rig.send({ side: 'sell', type: 'trailing-stop', purpose: 'protect', trailTicks: 5, group: 'g' })
    rig.pass(bar(1, 100, 106, 99, 100))
    expect([rig.fills().slice(1), rig.ending(2), rig.ending(3)]).toEqual([[`${trail}: 10@101`], 'canceled', 'canceled'])
  })

  it('an entry straddle: the first to trigger takes the other away', () => {
    const rig = createRig()
    rig.send({ type: 'stop', triggerTicks: 105, group: 'straddle' })
    rig.send({ type: 'stop', side: 'sell', triggerTicks: 95, group: 'straddle' })
    rig.pass(bar(0, 100, 107, 80, 90))
    expect([rig.fills(), rig.ending(2)]).toEqual([['1: 10@105'], 'canceled'])
  })

  it('the desk may cancel the partner while it is told: one end, told once', () => {
    const rig = guarded(10)
    const answer: Answer = (fact, { venue }) => {
      if (fact.kind !== 'trade') return
      venue.cancel(2)
      venue.cancel(3)
    }
    rig.on(answer)
    rig.pass(bar(1, 100, 111, 99, 105))
    expect(rig.facts.filter(({ kind }) => kind === 'canceled')).toMatchObject([{ sequence: 2, reason: 'its OCO partner filled' }])
  })
})
