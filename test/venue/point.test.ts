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

describe('REQ-73 the best of a live book', () => {
  const quote = (bid: number, ask: number, lots = 1_000) => ({ bid, bidLots: lots, ask, askLots: lots })

  it('a buy pays the ask, a sale gets the bid', () => {
    const rig = createRig({ profile: { ...costless, slippageBps: 100 } })
    rig.send({})
    rig.venue.quote(0, quote(990, 1_000), 1)
    rig.send({ side: 'sell', purpose: 'reduce' })
    rig.venue.quote(0, quote(1_000, 1_010), 2)
    // Slippage comes on top: what stands there is gone when the order arrives.
    expect(rig.fills()).toEqual(['1: 10@1010', '2: 10@990'])
  })

  it('limits and stops go by the side they trade on', () => {
    const rig = createRig()
    rig.send({ type: 'limit', limitTicks: 95 })
    rig.send({ side: 'sell', type: 'stop', triggerTicks: 90, purpose: 'protect' })
    // The bid is below both, the ask above the limit: only a trade at the ask buys.
    rig.venue.quote(0, quote(100, 102), 1)
    rig.venue.quote(0, quote(93, 96), 2)
    expect(rig.fills()).toEqual([])
    rig.venue.quote(0, quote(91, 94), 3)
    expect(rig.fills()).toEqual(['1: 10@95'])
    rig.venue.quote(0, quote(90, 97), 4)
    expect(rig.fills()).toEqual(['1: 10@95', '2: 10@90'])
  })

  it('fills as many lots as stand there, and the rest at the next', () => {
    const rig = createRig()
    rig.send({ lots: 50 })
    rig.venue.quote(0, quote(99, 100, 20), 1)
    rig.venue.quote(0, quote(99, 100, 0), 2)
    rig.venue.quote(0, quote(101, 103, 100), 3)
    expect(rig.fills()).toEqual(['1: 20@100', '1: 30@103'])
  })

  it('a trailing stop of a position follows the bid alone', () => {
    const rig = createRig()
    rig.send({ side: 'sell', type: 'trailing-stop', purpose: 'protect', trailTicks: 10 })
    for (const [i, [bid, ask]] of (
      [
        [100, 130],
        [115, 140],
        [106, 107],
      ] as const
    ).entries())
      rig.venue.quote(0, quote(bid, ask), i)
    expect(rig.fills()).toEqual([])
    rig.venue.quote(0, quote(105, 140), 4)
    expect(rig.fills()).toEqual(['1: 10@105'])
  })
})
