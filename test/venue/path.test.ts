import { describe, expect, it } from 'vitest'
import { detail } from '../../engine/protocol/profiles.ts'
import { lowFirst } from '../../engine/venue/points.ts'
import { bar, costless, createRig, MINUTE, protecting } from './rig.ts'

const nearest = { ...costless, path: 'nearest-first' } as const

describe('T-FILL-PATH', () => {
  const wide = bar(0, 100, 110, 95, 100)
  const high = bar(0, 100, 105, 90, 100)

  it('C.1 path inside the bar: goes to the extreme adverse to the position first; flat, to the one nearer the open, a tie to the low', () => {
    expect([lowFirst(high, 5, 'adverse-first'), lowFirst(wide, -5, 'adverse-first')]).toEqual([true, false])
    expect([lowFirst(wide, 0, 'adverse-first'), lowFirst(high, 0, 'adverse-first')]).toEqual([true, false])
    expect(lowFirst(bar(0, 100, 105, 95, 100), 0, 'adverse-first')).toBe(true)
    expect([lowFirst(high, 5, 'nearest-first'), lowFirst(wide, -5, 'nearest-first')]).toEqual([false, true])
    expect([lowFirst(high, 5, 'detail'), lowFirst(wide, -5, 'detail')]).toEqual([true, false])
  })

  it.each([
    ['long', 'buy', 'sell', 96, 104],
    ['short', 'sell', 'buy', 104, 96],
  ] as const)('C.1 stop and target in one bar, %s: with both reachable the stop fills', (_name, enter, leave, triggerTicks, limitTicks) => {
    const rig = createRig()
    rig.send({ side: enter })
    rig.pass(bar(0, 100, 101, 99, 100))
    rig.send({ side: leave, type: 'limit', purpose: 'protect', limitTicks, group: 'g' })
    rig.send({ side: leave, type: 'stop', purpose: 'protect', triggerTicks, group: 'g' })
    rig.pass(bar(1, 100, 110, 90, 100))
    expect(rig.fills()).toEqual(['1: 10@100', `3: 10@${triggerTicks}`])
    expect(rig.ending(2)).toBe('canceled')
  })

  it('the direction counts after what fills at the open', () => {
    const rig = createRig()
    rig.send({})
    rig.send({ side: 'sell', type: 'limit', purpose: 'reduce', limitTicks: 104 })
    rig.send({ side: 'sell', type: 'stop', purpose: 'reduce', triggerTicks: 92 })
    // Nearer the open is the high, but the open made us long.
    rig.pass(bar(0, 100, 106, 90, 100))
    expect(rig.fills()).toEqual(['1: 10@100', '3: 10@92', '2: 10@104'])
  })

  it('flat: the extreme nearer the open comes first', () => {
    const rig = createRig()
    const buy = { type: 'limit', limitTicks: 92 } as const
    const sale = { type: 'limit', side: 'sell', limitTicks: 104 } as const
    rig.send(buy)
    rig.send(sale)
    rig.pass(bar(0, 100, 106, 90, 100))
    expect(rig.trades()[0].sequence).toBe(2)
    const mirrored = createRig()
    mirrored.send({ ...buy, limitTicks: 96 })
    mirrored.send({ ...sale, limitTicks: 108 })
    mirrored.pass(bar(0, 100, 110, 94, 100))
    expect(mirrored.trades()[0].sequence).toBe(1)
  })

  it('`nearest-first` does not look at the position', () => {
    const rig = createRig({ profile: nearest })
    rig.send({})
    rig.send({ side: 'sell', type: 'limit', purpose: 'reduce', limitTicks: 104 })
    rig.send({ side: 'sell', type: 'stop', purpose: 'reduce', triggerTicks: 92 })
    rig.pass(bar(0, 100, 106, 90, 100))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@104', '3: 10@92'])
  })

  it('orders fill in the order in which the price comes to them', () => {
    const rig = createRig()
    for (const limitTicks of [93, 97, 95]) rig.send({ type: 'limit', limitTicks })
    for (const triggerTicks of [107, 103, 105]) rig.send({ type: 'stop', triggerTicks })
    rig.pass(bar(0, 100, 110, 92, 100))
    expect(rig.trades().map(({ ticks }) => ticks)).toEqual([97, 95, 93, 103, 105, 107])
  })
})

describe('profile `detail`', () => {
  // One bar of 4 minutes, 100-110-90-100, as its four minutes really went: up first, then down.
  const minutes = [bar(0, 100, 110, 100, 108), bar(1, 108, 109, 104, 104), bar(2, 104, 104, 90, 92), bar(3, 92, 100, 91, 100)]
  const whole = { ...bar(0, 100, 110, 90, 100), end: 4 * MINUTE }
  const script = (profile: typeof costless) => {
    const rig = createRig({ profile })
    rig.on(protecting({ stop: 5, target: 5 }))
    rig.send({})
    return rig
  }

  it('bars of a lower timeframe decide the path', () => {
    const coarse = script(costless)
    coarse.pass(whole)
    expect(coarse.fills()).toEqual(['1: 10@100', '2: 10@95'])
    const fine = script({ ...detail, slippageBps: 0, slippageImpact: 0 })
    fine.pass(...minutes)
    expect(fine.fills()).toEqual(['1: 10@100', '3: 10@105'])
    expect(fine.trades()[1].time).toBe(MINUTE)
  })
})
