import { describe, expect, it } from 'vitest'
import { closeFill, type FillProfile } from '../../engine/protocol/profiles.ts'
import { bar, costless, createRig, MINUTE, protecting } from './rig.ts'

describe('a desk that answers while it is told', () => {
  it('an entry at the open is guarded for the rest of that bar', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 1 }))
    rig.send({})
    rig.pass(bar(0, 100, 105, 99, 104))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@99'])
  })

  it('a stop that the open has already passed fires at that open', () => {
    const rig = createRig()
    rig.on((fact) => {
      if (fact.kind === 'trade' && fact.sequence === 1)
        rig.send({ side: 'sell', type: 'stop', purpose: 'protect', triggerTicks: 103, time: fact.time })
    })
    rig.send({})
    rig.pass(bar(0, 100, 105, 99, 104))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@100'])
    expect(rig.trades()[1].time).toBe(0)
  })

  it('each partial fill of an entry is guarded by itself', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 10, target: 10 }))
    rig.send({ lots: 1_500 })
    rig.pass(bar(0, 100, 101, 99, 100), bar(1, 104, 105, 103, 104))
    expect(rig.fills()).toEqual(['1: 1000@100', '1: 500@104'])
    expect(rig.venue.working(0)).toBe(4)
    rig.pass(bar(2, 104, 105, 89, 90, 1_000_000))
    expect(rig.fills().slice(2)).toEqual(['4: 500@94', '2: 1000@90'])
    expect(rig.venue.working(0)).toBe(0)
  })

  it('a cancel in answer to a fill takes an order away that the same way would have reached', () => {
    const rig = createRig()
    rig.send({ type: 'limit', limitTicks: 98 })
    rig.send({ type: 'limit', limitTicks: 96 })
    rig.on((fact, { venue }) => {
      if (fact.kind === 'trade') venue.cancel(2)
    })
    rig.pass(bar(0, 100, 101, 90, 95))
    expect([rig.fills(), rig.ending(2)]).toEqual([['1: 10@98'], 'canceled'])
  })

  it('an order canceled in answer to its own partial fill gets no more and ends once', () => {
    const rig = createRig()
    rig.send({ lots: 1_500, timeInForce: 'IOC' })
    rig.on((fact, { venue }) => {
      if (fact.kind === 'trade') venue.cancel(1)
    })
    rig.pass(bar(0, 100, 101, 90, 95), bar(1, 100, 101, 90, 95))
    expect(rig.facts.map(({ kind }) => kind)).toEqual(['trade', 'canceled'])
  })

  it('an order canceled when it fires does not trade', () => {
    const rig = createRig()
    rig.send({ type: 'stop', triggerTicks: 105 })
    rig.on((fact, { venue }) => {
      if (fact.kind === 'triggered') venue.cancel(1)
    })
    rig.pass(bar(0, 100, 110, 99, 104))
    expect(rig.facts.map(({ kind }) => kind)).toEqual(['accepted', 'triggered', 'canceled'])
  })

  it('a market order in answer to a fill on the way trades where the price stands', () => {
    const rig = createRig()
    rig.send({ type: 'limit', limitTicks: 98 })
    rig.on((fact) => {
      if (fact.kind === 'trade' && fact.sequence === 1) rig.send({ side: 'sell', purpose: 'reduce', time: fact.time })
    })
    rig.pass(bar(0, 100, 101, 90, 95))
    expect(rig.fills()).toEqual(['1: 10@98', '2: 10@98'])
  })

  it('the price may not be fed from within a fact', () => {
    const rig = createRig()
    rig.send({})
    rig.on(() => rig.pass(bar(1, 100, 101, 99, 100)))
    expect(() => rig.pass(bar(0, 100, 101, 99, 100))).toThrow('while it was telling a fact')
  })
})

describe('T-FILL-END closing at the end', () => {
  const closing = (closeAtEnd: FillProfile['closeAtEnd'], market: FillProfile['market'] = 'next-open') => {
    const rig = createRig({ profile: { ...costless, closeAtEnd, market, takerFee: 0.01, slippageBps: 100 } })
    rig.send({ lots: 5_000 })
    const last = bar(1, 120, 130, 110, 125, 10)
    rig.pass(bar(0, 100, 101, 99, 100, 1_000_000), last)
    rig.send({ type: 'limit', side: 'sell', purpose: 'reduce', limitTicks: 90, time: last.end })
    rig.send({ lots: 5_000, time: last.end })
    rig.send({ side: 'sell', purpose: 'reduce', lots: 5_000, time: last.end })
    rig.venue.closeOut(0, last)
    return rig
  }

  it('`last-close`: at the last close, taker fee, no slippage, no volume cap; nothing else trades', () => {
    const rig = closing('last-close')
    expect(rig.trades().slice(1)).toMatchObject([
      { sequence: 4, lots: 5_000, ticks: 125, slippageTicks: 0, liquidity: 'taker', time: 2 * MINUTE, fee: 6_250 * 100_000_000 },
    ])
    expect(rig.venue.working(0)).toBe(2)
  })

  it('`last-open`: at the last open', () => {
    expect(closing('last-open').trades().slice(1)).toMatchObject([{ lots: 5_000, ticks: 120, time: MINUTE }])
  })

  it('is cut to what the position bears', () => {
    const rig = createRig({ profile: { ...costless, closeAtEnd: 'last-close' }, affordable: () => 3 })
    const order = rig.send({ side: 'sell', purpose: 'reduce' })
    rig.venue.closeOut(0, bar(0, 100, 101, 99, 100))
    expect([rig.fills(), rig.ending(order)]).toEqual([['1: 3@100'], 'expired'])
  })
})

describe('profile `close` with a desk that answers', () => {
  it('guards placed at the close see the next bar whole', () => {
    const rig = createRig({ profile: { ...closeFill, limit: 'through' } })
    rig.on(protecting({ stop: 5, target: 5 }))
    rig.pass(bar(0, 100, 120, 80, 100))
    rig.send({ time: MINUTE })
    expect(rig.fills()).toEqual(['1: 10@100'])
    rig.pass(bar(1, 100, 106, 98, 105))
    expect(rig.fills()).toEqual(['1: 10@100', '3: 10@105'])
    expect(rig.venue.working(0)).toBe(0)
  })

  it('a market order sent in answer to a fill at the close trades at that close too', () => {
    const rig = createRig({ profile: closeFill })
    rig.on((fact) => {
      if (fact.kind === 'trade' && fact.sequence === 1) rig.send({ side: 'sell', purpose: 'reduce', time: fact.time })
    })
    rig.pass(bar(0, 100, 120, 80, 100))
    rig.send({ time: MINUTE })
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@100'])
    expect(rig.venue.working(0)).toBe(0)
  })
})
