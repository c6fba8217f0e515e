import { describe, expect, it } from 'vitest'
import { nextOpen } from '../../engine/protocol/profiles.ts'
import { bar, costless, createRig, MINUTE, spot } from './rig.ts'

const limitBuy = { type: 'limit', limitTicks: 100 } as const

describe('T-FILL-VOLUME', () => {
  it('REQ-71 C.1 partial by volume: all fills of a bar take at most 10 % of its volume, whoever asks', () => {
    const rig = createRig()
    rig.send({ lots: 600 })
    rig.send({ lots: 600 })
    rig.send({ ...limitBuy, lots: 600 })
    rig.pass(bar(0, 100, 110, 90, 100, 10_009))
    expect(rig.fills()).toEqual(['1: 600@100', '2: 400@100'])
    rig.pass(bar(1, 101, 110, 90, 100, 5_000))
    expect(rig.fills().slice(2)).toEqual(['2: 200@101', '3: 300@100'])
  })

  it('the rest of a market order meets the next open, and that is counted', () => {
    const rig = createRig()
    rig.send({ lots: 2_500 })
    rig.pass(bar(0, 100, 110, 90, 100), bar(1, 102, 110, 90, 100), bar(2, 104, 110, 90, 100))
    expect(rig.fills()).toEqual(['1: 1000@100', '1: 1000@102', '1: 500@104'])
    expect(rig.venue.stats).toMatchObject({ restsForNextOpen: 2, partialFills: 2 })
    expect(rig.trades().map(({ tradeId }) => tradeId)).toEqual(['1-1', '1-2', '1-3'])
  })

  it('the rest of a stop that fired meets the next open', () => {
    const rig = createRig()
    rig.send({ type: 'stop', triggerTicks: 105, lots: 1_500 })
    rig.pass(bar(0, 100, 110, 99, 108), bar(1, 90, 91, 89, 90))
    expect(rig.fills()).toEqual(['1: 1000@105', '1: 500@90'])
  })

  it('GTC rests at its limit', () => {
    const rig = createRig()
    rig.send({ ...limitBuy, lots: 1_500 })
    rig.pass(bar(0, 105, 110, 90, 105), bar(1, 104, 110, 100, 104), bar(2, 104, 110, 99, 104))
    expect(rig.fills()).toEqual(['1: 1000@100', '1: 500@100'])
    expect(rig.trades().map(({ liquidity, time }) => [liquidity, time])).toEqual([
      ['maker', MINUTE],
      ['maker', 3 * MINUTE],
    ])
  })

  it('IOC cancels what the volume leaves', () => {
    const rig = createRig()
    const order = rig.send({ lots: 1_500, timeInForce: 'IOC' })
    rig.pass(bar(0, 100, 110, 90, 100))
    expect([rig.fills(), rig.ending(order)]).toEqual([['1: 1000@100'], 'expired'])
  })

  it('zero volume fills nothing, fires nothing and is counted while orders work', () => {
    const rig = createRig()
    rig.pass(bar(0, 100, 100, 100, 100, 0))
    rig.send({})
    rig.send({ type: 'stop', triggerTicks: 90, side: 'sell', purpose: 'reduce' })
    rig.pass(bar(1, 80, 80, 80, 80, 0))
    expect(rig.trades()).toEqual([])
    expect(rig.venue.stats.emptyBars).toBe(1)
    rig.pass(bar(2, 101, 102, 100, 101))
    expect(rig.fills()).toEqual(['1: 10@101'])
  })

  it('less volume than one lot can have fills nothing', () => {
    const rig = createRig()
    rig.send({ lots: 1 })
    rig.pass(bar(0, 100, 110, 90, 100, 9))
    expect(rig.trades()).toEqual([])
    rig.pass(bar(1, 101, 110, 90, 100, 10))
    expect(rig.fills()).toEqual(['1: 1@101'])
  })

  it('a share of 1 does not look at volume', () => {
    const rig = createRig({ profile: nextOpen })
    rig.send({ lots: 5_000 })
    rig.pass(bar(0, 100, 110, 90, 100, 0))
    expect(rig.fills()).toEqual(['1: 5000@100'])
  })

  it('a stop with no volume left still fires, and trades at the next open', () => {
    const rig = createRig()
    rig.send({ lots: 1_000 })
    rig.send({ type: 'stop', triggerTicks: 95, side: 'sell', purpose: 'reduce', lots: 1_000 })
    rig.pass(bar(0, 100, 101, 90, 94), bar(1, 96, 97, 95, 96))
    expect(rig.fills()).toEqual(['1: 1000@100', '2: 1000@96'])
    expect(rig.facts.find(({ kind }) => kind === 'triggered')).toMatchObject({ ticks: 95, time: MINUTE })
  })
})

describe('T-FILL-GAP', () => {
  it('REQ-56 a missing bar fills nothing and is counted while orders work; the order meets the next price', () => {
    const rig = createRig()
    rig.venue.missing(0, 7)
    rig.send({ time: MINUTE })
    rig.venue.missing(0, 3)
    expect(rig.facts).toEqual([])
    rig.pass(bar(4, 120, 121, 119, 120))
    expect(rig.fills()).toEqual(['1: 10@120'])
    expect(rig.venue.stats.missingBars).toBe(3)
  })
})

describe('T-FILL-CASH', () => {
  const cash = (most: number) => (_order: unknown, _ticks: number, lots: number) => Math.min(most, lots)

  it('C.1 not enough cash: a market buy is cut to cash at the fill, and the rest ends with that reason', () => {
    const rig = createRig({ affordable: cash(6) })
    const order = rig.send({})
    rig.pass(bar(0, 100, 110, 90, 100))
    expect(rig.fills()).toEqual(['1: 6@100'])
    expect(rig.facts.at(-1)).toEqual({ kind: 'expired', sequence: order, time: 0, reason: 'cut to cash' })
    expect([rig.venue.stats.cuts, rig.venue.working(0)]).toEqual([1, 0])
  })

  it('without any cash nothing fills', () => {
    const rig = createRig({ affordable: cash(0) })
    const order = rig.send({})
    rig.pass(bar(0, 100, 110, 90, 100))
    expect([rig.fills(), rig.ending(order)]).toEqual([[], 'expired'])
  })

  it('a limit that cash carries only in part fills that part and rests', () => {
    let most = 4
    const rig = createRig({ affordable: (_order, _ticks, lots) => Math.min(most, lots) })
    const order = rig.send(limitBuy)
    rig.pass(bar(0, 105, 106, 90, 95))
    most = 0
    rig.pass(bar(1, 95, 106, 90, 95))
    most = 100
    rig.pass(bar(2, 101, 106, 90, 95))
    expect([rig.fills(), rig.ending(order), rig.venue.stats.cuts]).toEqual([['1: 4@100', '1: 6@100'], 'filled', 0])
  })

  it('a reduction is cut to the position', () => {
    const rig = createRig({ instruments: [spot], affordable: (order, _ticks, lots) => (order.side === 'sell' ? Math.min(3, lots) : lots) })
    rig.send({ side: 'sell', purpose: 'reduce' })
    rig.pass(bar(0, 100, 110, 90, 100))
    expect(rig.fills()).toEqual(['1: 3@100'])
    expect(rig.facts.at(-1)).toMatchObject({ kind: 'expired', reason: 'cut to the position' })
  })

  it('is asked at the price of the fill, slippage included, and with the lots that volume leaves', () => {
    const asked: number[][] = []
    const rig = createRig({
      profile: { ...costless, slippageBps: 100 },
      affordable: (_order, ticks, lots) => {
        asked.push([ticks, lots])
        return lots
      },
    })
    rig.send({ lots: 2_000 })
    rig.pass(bar(0, 1_000, 1_100, 900, 1_000))
    expect(asked).toEqual([[1_010, 1_000]])
  })

  it('a cut does not make the rest cheaper: slippage is that of the lots asked for', () => {
    const rig = createRig({ profile: { ...costless, slippageImpact: 1 }, affordable: cash(100) })
    rig.send({ lots: 1_000 })
    rig.pass(bar(0, 10_000, 10_000, 10_000, 10_000))
    expect(rig.trades()).toMatchObject([{ lots: 100, ticks: 10_100, slippageTicks: 100 }])
  })
})

describe('T-FILL-ORDER', () => {
  it('several at one instant: reductions first, then by sequence', () => {
    const rig = createRig()
    rig.send({ lots: 5 })
    rig.send({ lots: 5 })
    rig.send({ side: 'sell', purpose: 'reduce', lots: 1 })
    rig.send({ side: 'sell', type: 'stop', purpose: 'protect', triggerTicks: 100, lots: 1 })
    rig.pass(bar(0, 100, 101, 99, 100))
    expect(rig.trades().map(({ sequence }) => sequence)).toEqual([3, 4, 1, 2])
  })

  it('on the way too: at one price the stop goes before the entry', () => {
    const rig = createRig()
    rig.send({ lots: 5 })
    rig.pass(bar(0, 100, 101, 99, 100))
    rig.send({ type: 'limit', limitTicks: 95 })
    rig.send({ side: 'sell', type: 'stop', purpose: 'protect', triggerTicks: 95, lots: 5 })
    rig.pass(bar(1, 100, 101, 90, 100))
    expect(rig.trades().map(({ sequence }) => sequence)).toEqual([1, 3, 2])
  })

  it('several slots that open together: reductions of all of them first, then by sequence; paths in document order', () => {
    const rig = createRig({ instruments: [spot, spot] })
    rig.send({ slot: 0 })
    rig.send({ slot: 1, side: 'sell', purpose: 'reduce' })
    rig.send({ slot: 1, type: 'limit', limitTicks: 95 })
    rig.send({ slot: 0, type: 'limit', limitTicks: 95 })
    rig.venue.bars([bar(0, 100, 101, 90, 100), bar(0, 200, 201, 90, 200)])
    expect(rig.trades().map(({ sequence, ticks }) => [sequence, ticks])).toEqual([
      [2, 200],
      [1, 100],
      [4, 95],
      [3, 95],
    ])
  })

  it('a slot without a bar waits', () => {
    const rig = createRig({ instruments: [spot, spot] })
    rig.send({ slot: 0 })
    rig.send({ slot: 1 })
    rig.venue.bars([undefined, bar(0, 200, 201, 90, 200)])
    expect(rig.fills()).toEqual(['2: 10@200'])
    expect([rig.venue.working(0), rig.venue.working(1)]).toEqual([1, 0])
  })

  it('the answer does not hang on the order of submission', () => {
    const send = (sequences: readonly number[]) => {
      const rig = createRig()
      for (const sequence of sequences) rig.send({ sequence, lots: 400, ...(sequence % 2 ? {} : { type: 'limit', limitTicks: 97 }) })
      rig.pass(bar(0, 100, 101, 90, 100), bar(1, 96, 100, 90, 95))
      return rig.fills()
    }
    expect(send([5, 4, 3, 2, 1])).toEqual(send([1, 2, 3, 4, 5]))
    expect(send([1, 2, 3, 4, 5])).toEqual(['1: 400@100', '3: 400@100', '5: 200@100', '2: 400@96', '4: 400@96', '5: 200@96'])
  })
})
