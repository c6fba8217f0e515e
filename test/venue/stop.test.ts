import { describe, expect, it } from 'vitest'
import { bar, costless, createRig, margin, MINUTE } from './rig.ts'

const slipping = { ...costless, slippageBps: 100 }
const sellStop = (triggerTicks: number) => ({ type: 'stop', side: 'sell', purpose: 'reduce', triggerTicks }) as const

describe('T-FILL-STOP', () => {
  it('C.1 stop trigger: is reached by a touch and fills at the trigger, with slippage against it', () => {
    const rig = createRig({ profile: slipping })
    const sale = rig.send(sellStop(1_000))
    const buy = rig.send({ type: 'stop', triggerTicks: 1_100 })
    rig.pass(bar(0, 1_050, 1_099, 1_001, 1_050))
    expect(rig.trades()).toEqual([])
    rig.pass(bar(1, 1_050, 1_100, 1_000, 1_050))
    expect(rig.trades(sale)).toMatchObject([{ ticks: 990, slippageTicks: 10, liquidity: 'taker', time: 2 * MINUTE }])
    expect(rig.trades(buy)).toMatchObject([{ ticks: 1_111, slippageTicks: 11, liquidity: 'taker' }])
    expect(rig.facts.filter(({ kind }) => kind === 'triggered')).toMatchObject([
      { sequence: sale, ticks: 1_000 },
      { sequence: buy, ticks: 1_100 },
    ])
  })

  it('fills at the open when a bar opens beyond the trigger', () => {
    const rig = createRig({ profile: slipping })
    rig.send(sellStop(1_000))
    rig.send({ type: 'stop', triggerTicks: 1_100 })
    rig.pass(bar(0, 1_050, 1_060, 1_040, 1_050), bar(1, 900, 950, 880, 920), bar(2, 1_200, 1_250, 1_150, 1_200))
    expect(rig.trades().map(({ sequence, ticks, time }) => [sequence, ticks, time])).toEqual([
      [1, 891, MINUTE],
      [2, 1_212, 2 * MINUTE],
    ])
  })

  // NautilusTrader: stop-market cases of its matching engine and of docs/concepts/backtesting.
  it.each([
    ['move through', 1_490, [1_500, 1_510, 1_480, 1_495], 1_490],
    ['gap: close 105, open 90', 100, [90, 92, 88, 91], 90],
    ['open 102, low 98', 100, [102, 103, 98, 101], 100],
    // freqtrade: the exact stop, however far below the low.
    ['low far below', 95, [100, 101, 10, 20], 95],
  ] as const)('C.1 stop fill: %s', (_name, trigger, [open, high, low, close], expected) => {
    const rig = createRig()
    rig.send(sellStop(trigger))
    rig.pass(bar(0, open, high, low, close))
    expect(rig.trades().map(({ ticks }) => ticks)).toEqual([expected])
  })

  it('C.1 stop fill: a buy stop gets the worse of open and stop', () => {
    const rig = createRig()
    rig.send({ type: 'stop', triggerTicks: 100 })
    rig.pass(bar(0, 104, 110, 101, 105))
    expect(rig.fills()).toEqual(['1: 10@104'])
  })
})

describe('T-FILL-STOPLIMIT', () => {
  it('fired inside its limit, it takes the trigger price, never worse than the limit', () => {
    const rig = createRig({ profile: slipping })
    rig.send({ type: 'stop-limit', triggerTicks: 1_050, limitTicks: 1_055 })
    rig.send({ type: 'stop-limit', triggerTicks: 1_060, limitTicks: 1_200 })
    rig.pass(bar(0, 1_000, 1_100, 990, 1_000))
    expect(rig.trades().map(({ sequence, ticks, liquidity }) => [sequence, ticks, liquidity])).toEqual([
      [1, 1_055, 'taker'],
      [2, 1_071, 'taker'],
    ])
    expect(rig.facts.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'triggered', 'trade', 'triggered', 'trade'])
  })

  it('fired beyond its limit, the limit lives for the rest of the path', () => {
    const rig = createRig()
    rig.send({ type: 'stop-limit', triggerTicks: 105, limitTicks: 103 })
    rig.pass(bar(0, 100, 110, 99, 102))
    expect(rig.fills()).toEqual(['1: 10@103'])
    expect(rig.trades()[0].liquidity).toBe('maker')
  })

  it('fired beyond its limit, it rests for later bars', () => {
    const rig = createRig()
    rig.send({ type: 'stop-limit', triggerTicks: 105, limitTicks: 103 })
    rig.pass(bar(0, 100, 110, 99, 104), bar(1, 104, 106, 103, 104))
    expect(rig.fills()).toEqual([])
    rig.pass(bar(2, 104, 106, 102, 104))
    expect(rig.fills()).toEqual(['1: 10@103'])
  })

  it('does not fill before it has fired', () => {
    const rig = createRig()
    rig.send({ type: 'stop-limit', triggerTicks: 105, limitTicks: 106 })
    rig.pass(bar(0, 100, 104, 90, 100))
    expect(rig.trades()).toEqual([])
  })

  it('C.1 stop-limit: buy, stop 101.50, limit 101.75: 102.00 fires it without a fill, 101.66 fills at 101.66', () => {
    const rig = createRig({ instruments: [{ ...margin, tick: '0.01' }] })
    rig.send({ type: 'stop-limit', triggerTicks: 10_150, limitTicks: 10_175 })
    rig.pass(bar(0, 10_200, 10_200, 10_200, 10_200))
    expect(rig.facts.map(({ kind }) => kind)).toEqual(['accepted', 'triggered'])
    rig.pass(bar(1, 10_166, 10_166, 10_166, 10_166))
    expect(rig.trades().map(({ ticks }) => ticks)).toEqual([10_166])
  })

  it('IOC ends when it fires beyond its limit', () => {
    const rig = createRig()
    const order = rig.send({ type: 'stop-limit', triggerTicks: 105, limitTicks: 103, timeInForce: 'IOC' })
    rig.pass(bar(0, 100, 104, 99, 100))
    expect(rig.ending(order)).toBe('working')
    rig.pass(bar(1, 100, 110, 90, 100))
    expect([rig.ending(order), rig.trades()]).toEqual(['expired', []])
  })
})

describe('trailing stops', () => {
  const trail = (trailTicks: number, triggerTicks = 0) =>
    ({ type: 'trailing-stop', side: 'sell', purpose: 'reduce', trailTicks, triggerTicks }) as const

  it('the trigger follows the best price of the path, and only that way', () => {
    const rig = createRig()
    rig.send({})
    rig.send(trail(10))
    // Long after the open: O-L-H-C. 90 would be reached from 100 on; from the high of 120 it stands at 110.
    rig.pass(bar(0, 100, 120, 91, 111))
    expect(rig.trades(2)).toEqual([])
    rig.pass(bar(1, 111, 118, 111, 115), bar(2, 115, 115, 109, 112))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@110'])
  })

  it('a rise inside a bar may be given back inside it', () => {
    const rig = createRig()
    rig.send({})
    rig.send(trail(10))
    rig.pass(bar(0, 100, 120, 95, 108))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@110'])
  })

  it('a price not yet visited moves nothing: the low before the high is measured from the open', () => {
    const rig = createRig()
    rig.send({})
    rig.send(trail(10))
    rig.pass(bar(0, 100, 120, 90, 115))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@90'])
  })

  it('starts at the trigger it is sent with', () => {
    const rig = createRig()
    rig.send({})
    rig.send(trail(10, 98))
    rig.pass(bar(0, 100, 101, 97, 100))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@98'])
  })

  it('mirrored, a buy follows the lowest price', () => {
    const rig = createRig()
    rig.send({ side: 'sell' })
    rig.send({ type: 'trailing-stop', purpose: 'reduce', trailTicks: 10 })
    rig.pass(bar(0, 100, 109, 80, 89), bar(1, 89, 91, 85, 90))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@90'])
  })
})
