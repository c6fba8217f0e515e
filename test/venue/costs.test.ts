import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { honestBar1, type FillProfile } from '../../engine/protocol/profiles.ts'
import { feeOf, slippageOf, slotCosts, volumeCapOf } from '../../engine/venue/costs.ts'
import { bar, costless, createRig, margin, spot } from './rig.ts'

const btc = { ...spot, tick: '0.01', lot: '0.00001' }
const profile = (part: Partial<FillProfile>): FillProfile => ({ ...honestBar1, ...part })

describe('T-FILL-FEES', () => {
  it('C.1 fees: taker for market and stop, maker for resting; a spot buy pays in base', () => {
    const rig = createRig({
      profile: profile({ slippageBps: 0, slippageImpact: 0, makerFee: 0.01, takerFee: 0.02, path: 'nearest-first' }),
      instruments: [spot],
    })
    rig.send({ lots: 100 })
    rig.send({ type: 'limit', limitTicks: 90, lots: 100 })
    rig.send({ side: 'sell', type: 'stop', purpose: 'reduce', triggerTicks: 80, lots: 100 })
    rig.pass(bar(0, 100, 130, 70, 100))
    const unit = 100_000_000
    expect(rig.trades().map(({ liquidity, fee, feeAsset }) => [liquidity, fee / unit, feeAsset])).toEqual([
      ['taker', 2, 'base'],
      ['maker', 1, 'base'],
      ['taker', 160, 'quote'],
    ])
  })

  it('rates come from the instrument unless the profile names its own', () => {
    const costs = slotCosts({ instrument: { ...btc, fees: { maker: 0.0002, taker: 0.00075 } } }, honestBar1)
    expect([costs.maker, costs.taker]).toEqual([
      { numerator: 1, denominator: 5_000 },
      { numerator: 3, denominator: 4_000 },
    ])
    expect(slotCosts({ instrument: btc }, profile({ takerFee: 0 })).taker.numerator).toBe(0)
  })

  it('rounds up, to one unit', () => {
    const costs = slotCosts({ instrument: btc }, profile({ buyFeeInBase: false }))
    // 0.00001 BTC at 12,345.67: 0.1234567 USDT, a thousandth of it is 12,345.67 units of 1e-8.
    expect(feeOf(costs, 'buy', 'taker', 1, 1_234_567)).toBe(12_346)
    expect(feeOf(costs, 'sell', 'maker', 1, 1_234_567)).toBe(12_346)
    expect(feeOf(slotCosts({ instrument: btc }, honestBar1), 'buy', 'taker', 1, 1_234_567)).toBe(1)
  })

  it('on a margin market every fee is in quote', () => {
    const rig = createRig({ profile: profile({ slippageBps: 0, slippageImpact: 0 }), instruments: [margin] })
    rig.send({})
    rig.pass(bar(0, 100, 101, 99, 100))
    expect(rig.trades()[0]).toMatchObject({ feeAsset: 'quote', fee: 100_000_000 })
  })

  it('an account that counts finer than the instrument gets finer fees', () => {
    expect(feeOf(slotCosts({ instrument: margin, quoteScale: 10 }, honestBar1), 'buy', 'taker', 1, 1)).toBe(10_000_000)
  })
})

describe('T-FILL-SLIP', () => {
  /** The rule in whole numbers, the slow way. */
  const exact = (ticks: number, lots: number, volume: number, bps: number, impactThousandths: number) => {
    const over = BigInt(ticks) * (BigInt(bps) * 1_000n * BigInt(volume) ** 2n + BigInt(impactThousandths) * 10_000n * BigInt(lots) ** 2n)
    const under = 10_000_000n * BigInt(volume) ** 2n
    return Number((over + under - 1n) / under)
  }

  it('C.1 slippage: is ⌈ticks · (bps/10000 + impact · (lots/volume)²)⌉ to the tick', () => {
    const amount = fc.integer({ min: 1, max: 100_000_000 })
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.integer({ min: 0, max: 500 }),
        fc.integer({ min: 0, max: 2_000 }),
        (ticks, lots, volume, bps, thousandths) => {
          // Half the prices are such that 5 bps are whole ticks, where a careless ceiling goes wrong.
          const price = ticks % 2 === 0 ? ticks : Math.ceil(ticks / 2_000) * 2_000
          const quantity = Math.min(lots, volume)
          const slippage = slippageOf(profile({ slippageBps: bps, slippageImpact: thousandths / 1_000 }))
          return slippage(price, quantity, volume) === exact(price, quantity, volume, bps, thousandths)
        },
      ),
      { numRuns: 3_000 },
    )
  })

  it('a sliver of impact on whole ticks costs one tick more', () => {
    const slippage = slippageOf(honestBar1)
    expect([slippage(20_000, 1, 1_000_000_000), slippage(20_000, 0, 1), slippage(1, 1, 10)]).toEqual([11, 10, 1])
  })

  it('never goes through the cap of a guarded market order; an open beyond the cap expires it', () => {
    const rig = createRig({ profile: { ...costless, slippageBps: 500 } })
    const capped = rig.send({ capTicks: 1_020 })
    const beyond = rig.send({ capTicks: 999 })
    const short = rig.send({ side: 'sell', capTicks: 980 })
    rig.pass(bar(0, 1_000, 1_100, 900, 1_000))
    expect(rig.fills()).toEqual([`${capped}: 10@1020`, `${short}: 10@980`])
    expect([rig.ending(capped), rig.ending(beyond), rig.ending(short)]).toEqual(['filled', 'expired', 'filled'])
    expect(rig.facts.find(({ kind }) => kind === 'expired')).toMatchObject({ reason: 'price beyond the cap' })
  })

  it('the rest of a guarded market order keeps its cap and expires beyond it', () => {
    const rig = createRig()
    const order = rig.send({ lots: 1_500, capTicks: 102 })
    rig.pass(bar(0, 100, 110, 90, 103))
    expect(rig.ending(order)).toBe('working')
    rig.pass(bar(1, 103, 110, 90, 100))
    expect([rig.fills(), rig.ending(order)]).toEqual([['1: 1000@100'], 'expired'])
  })

  it('T-MARKET a reducing order is not held back by its cap', () => {
    const rig = createRig()
    rig.send({ side: 'sell', purpose: 'reduce', capTicks: 110 })
    rig.pass(bar(0, 90, 95, 85, 90))
    expect(rig.fills()).toEqual(['1: 10@90'])
  })

  it('makers do not slip, and no price falls below one tick', () => {
    const rig = createRig({ profile: { ...costless, slippageBps: 5_000 } })
    rig.send({ type: 'limit', limitTicks: 3 })
    rig.send({ side: 'sell', type: 'stop', triggerTicks: 1 })
    rig.pass(bar(0, 10, 11, 1, 10))
    expect(rig.trades().map(({ ticks, slippageTicks }) => [ticks, slippageTicks])).toEqual([
      [3, 0],
      [1, 0],
    ])
  })
})

describe('the volume cap', () => {
  it('is ⌊volume · share⌋, exactly', () => {
    const cap = (share: number, volume: number) => volumeCapOf(profile({ volumeShare: share }))?.(volume)
    // In doubles 0.29 · 100 is 28.999999999999996.
    expect([cap(0.29, 100), cap(0.1, 19), cap(0, 50), cap(0.1, 9_000_000_000_000_000)]).toEqual([29, 1, 0, 900_000_000_000_000])
    expect(cap(1, 50)).toBeUndefined()
  })
})
