import { describe, expect, it } from 'vitest'
import { bar, costless, createRig, MINUTE, spot } from './rig.ts'

const touch = { ...costless, limit: 'touch' } as const
const buyAt = { type: 'limit', limitTicks: 95 } as const
const sellAt = { type: 'limit', side: 'sell', limitTicks: 105 } as const

describe('T-FILL-LIMIT', () => {
  it('C.1 limit touch: a touch does not fill; a tick through it fills at the limit', () => {
    const rig = createRig()
    rig.send(buyAt)
    rig.send(sellAt)
    rig.pass(bar(0, 100, 105, 95, 100))
    expect(rig.fills()).toEqual([])
    rig.pass(bar(1, 100, 104, 94, 100))
    expect(rig.fills()).toEqual(['1: 10@95'])
    rig.pass(bar(2, 100, 106, 96, 100))
    expect(rig.fills()).toEqual(['1: 10@95', '2: 10@105'])
    expect(rig.trades().map(({ liquidity, time }) => [liquidity, time])).toEqual([
      ['maker', 2 * MINUTE],
      ['maker', 3 * MINUTE],
    ])
  })

  it('with `touch`, a touch fills at the limit', () => {
    const [buying, selling] = [createRig({ profile: touch }), createRig({ profile: touch })]
    buying.send(buyAt)
    selling.send(sellAt)
    for (const rig of [buying, selling]) rig.pass(bar(0, 100, 105, 95, 100))
    expect([...buying.fills(), ...selling.fills()]).toEqual(['1: 10@95', '1: 10@105'])
  })

  it('a resting limit fills at the open when a bar opens beyond it', () => {
    const rig = createRig()
    rig.send(buyAt)
    rig.pass(bar(0, 100, 104, 97, 99), bar(1, 90, 92, 88, 91))
    expect(rig.fills()).toEqual(['1: 10@90'])
    expect(rig.trades()[0]).toMatchObject({ liquidity: 'maker', time: MINUTE })
  })

  it('an open exactly at a resting limit fills nothing by itself', () => {
    const rig = createRig()
    rig.send(buyAt)
    rig.pass(bar(0, 100, 104, 97, 99), bar(1, 95, 99, 95, 97))
    expect(rig.fills()).toEqual([])
  })

  // Prices of LEAN's fill tests (ImmediateFillModelTests, EquityFillModelTests), in ticks of 0.01.
  it.each([
    ['buy 101.50', 'buy', 10_150, [10_200, 10_300, 10_100, 10_230], 10_150],
    ['sell 101.50', 'sell', 10_150, [10_100, 10_300, 10_100, 10_230], 10_150],
  ] as const)('C.1 limit: %s fills at the limit', (_name, side, limitTicks, [open, high, low, close], expected) => {
    const rig = createRig({ instruments: [{ ...spot, tick: '0.01', shortable: true }] })
    rig.send({ type: 'limit', side, limitTicks })
    rig.pass(bar(0, open, high, low, close))
    expect(rig.trades().map(({ ticks }) => ticks)).toEqual([expected])
  })

  it('a sale placed inside the bar does not fill on the way that was gone before it', () => {
    const rig = createRig()
    rig.on((fact) => {
      if (fact.kind === 'trade' && fact.sequence === 1)
        rig.send({ type: 'limit', side: 'sell', limitTicks: 108, time: fact.time, purpose: 'reduce' })
    })
    rig.send({ type: 'stop', triggerTicks: 105 })
    rig.pass(bar(0, 100, 110, 99, 104))
    expect(rig.fills()).toEqual(['1: 10@105'])
  })
})

describe('limit orders that are marketable at their first price (T-FILL-FEES)', () => {
  it('take the open as takers, never worse than their limit', () => {
    const rig = createRig({ profile: { ...costless, slippageBps: 100 } })
    rig.send({ type: 'limit', limitTicks: 1_005 })
    rig.send({ type: 'limit', limitTicks: 1_050 })
    rig.pass(bar(0, 1_000, 1_010, 990, 1_000))
    expect(rig.trades().map(({ ticks, slippageTicks, liquidity }) => [ticks, slippageTicks, liquidity])).toEqual([
      [1_005, 5, 'taker'],
      [1_010, 10, 'taker'],
    ])
  })

  it('post-only is refused, and accepted at its first price otherwise', () => {
    const rig = createRig()
    const refused = rig.send({ type: 'limit', limitTicks: 101, timeInForce: 'PO' })
    const resting = rig.send({ type: 'limit', limitTicks: 100, timeInForce: 'PO' })
    expect(rig.facts).toEqual([])
    rig.pass(bar(0, 100, 101, 99, 100))
    expect(rig.facts.map(({ kind, sequence }) => [sequence, kind])).toEqual([
      [refused, 'rejected'],
      [resting, 'accepted'],
      [resting, 'trade'],
    ])
    expect(rig.trades()[0]).toMatchObject({ ticks: 100, liquidity: 'maker' })
  })

  it('C.1 stop-limit: a post-only one that fires inside its limit is refused', () => {
    const rig = createRig()
    const order = rig.send({ type: 'stop-limit', triggerTicks: 105, limitTicks: 107, timeInForce: 'PO' })
    rig.pass(bar(0, 100, 110, 99, 104))
    expect(rig.ending(order)).toBe('rejected')
  })
})

describe('time in force', () => {
  it('IOC meets one price: what does not fill there expires', () => {
    const rig = createRig()
    const passive = rig.send({ type: 'limit', limitTicks: 95, timeInForce: 'IOC' })
    const short = rig.send({ type: 'limit', limitTicks: 105, timeInForce: 'IOC', lots: 1_200 })
    rig.pass(bar(0, 100, 101, 90, 100))
    expect(rig.fills()).toEqual([`${short}: 1000@100`])
    expect([rig.ending(passive), rig.ending(short)]).toEqual(['expired', 'expired'])
    expect(rig.venue.working(0)).toBe(0)
  })

  it('FOK fills whole or not at all', () => {
    const rig = createRig()
    const big = rig.send({ type: 'limit', limitTicks: 105, timeInForce: 'FOK', lots: 1_001 })
    const whole = rig.send({ type: 'limit', limitTicks: 105, timeInForce: 'FOK', lots: 1_000 })
    const late = rig.send({ type: 'market', timeInForce: 'FOK', lots: 1 })
    rig.pass(bar(0, 100, 101, 90, 100))
    expect(rig.fills()).toEqual([`${whole}: 1000@100`])
    expect([big, whole, late].map(rig.ending)).toEqual(['expired', 'filled', 'expired'])
  })

  it('FOK that money cannot carry whole fills nothing', () => {
    const rig = createRig({ affordable: (_order, _ticks, lots) => Math.min(lots, 9) })
    const order = rig.send({ timeInForce: 'FOK' })
    rig.pass(bar(0, 100, 101, 90, 100))
    expect(rig.fills()).toEqual([])
    expect(rig.ending(order)).toBe('expired')
  })

  it('GTC rests until it fills', () => {
    const rig = createRig()
    const order = rig.send(buyAt)
    for (let i = 0; i < 50; i++) rig.pass(bar(i, 100, 105, 96, 100))
    expect([rig.ending(order), rig.venue.working(0)]).toEqual(['working', 1])
    rig.pass(bar(50, 100, 105, 94, 100))
    expect(rig.ending(order)).toBe('filled')
  })
})
