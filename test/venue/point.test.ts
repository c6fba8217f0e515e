import { describe, expect, it } from 'vitest'
import { bar, costless, createRig, MINUTE, protecting } from './rig.ts'

describe('single live prices', () => {
  it('a market order takes the next price, not one before its decision', () => {
    const rig = createRig({ profile: { ...costless, slippageBps: 100 } })
    rig.send({ time: 500 })
    rig.venue.point(0, 1_000, 499)
    expect(rig.trades()).toEqual([])
    rig.venue.point(0, 1_100, 501)
    expect(rig.trades()).toMatchObject([{ ticks: 1_111, time: 501, liquidity: 'taker' }])
  })

  it('a resting limit trades at its limit, however far the price jumps', () => {
    const rig = createRig()
    rig.send({ type: 'limit', limitTicks: 95 })
    for (const [i, ticks] of [100, 95, 90].entries()) rig.venue.point(0, ticks, i)
    expect(rig.trades()).toMatchObject([{ ticks: 95, time: 2, liquidity: 'maker' }])
  })

  it('a stop trades at the price that fires it', () => {
    const rig = createRig()
    rig.send({ type: 'stop', triggerTicks: 105 })
    for (const [i, ticks] of [100, 104, 108].entries()) rig.venue.point(0, ticks, i)
    expect(rig.fills()).toEqual(['1: 10@108'])
  })

  it('a trade lends at most its share of volume; a price without volume limits nothing', () => {
    const rig = createRig()
    rig.send({ lots: 50 })
    rig.venue.point(0, 100, 1, 200)
    rig.venue.point(0, 101, 2, 0)
    rig.venue.point(0, 102, 3)
    expect(rig.fills()).toEqual(['1: 20@100', '1: 30@102'])
  })

  it('guards sent in answer meet the prices that follow', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 5, target: 5 }))
    rig.send({})
    for (const [i, ticks] of [100, 104, 106].entries()) rig.venue.point(0, ticks, i)
    expect(rig.fills()).toEqual(['1: 10@100', '3: 10@105'])
  })

  it('a trailing stop follows them', () => {
    const rig = createRig()
    rig.send({ side: 'sell', type: 'trailing-stop', purpose: 'protect', trailTicks: 10 })
    for (const [i, ticks] of [100, 115, 106, 104].entries()) rig.venue.point(0, ticks, i)
    expect(rig.fills()).toEqual(['1: 10@104'])
  })

  it('a bar of one price is that price', () => {
    const [bars, points] = [createRig(), createRig()]
    for (const rig of [bars, points]) {
      rig.send({ type: 'stop', triggerTicks: 105 })
      rig.send({ side: 'sell', type: 'limit', purpose: 'reduce', limitTicks: 111 })
    }
    for (const [i, ticks] of [100, 107, 112, 90].entries()) {
      bars.pass(bar(i, ticks, ticks, ticks, ticks))
      points.venue.point(0, ticks, i * MINUTE, 10_000)
    }
    expect(bars.fills()).toEqual(['1: 10@107', '2: 10@112'])
    // But for a limit that was passed by a jump: between live prices it was there to be taken.
    expect(points.fills()).toEqual(['1: 10@107', '2: 10@111'])
  })
})
