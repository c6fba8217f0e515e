import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSimulatedVenue } from '../../engine/venue/simulated.ts'
import { play } from './play.ts'
import { properties } from './properties.ts'
import { scripts } from './scripts.ts'

describe('whatever is asked of the simulated venue', () => {
  it.each(Object.entries(properties))('%s', (_name, property) => {
    expect(() => property(createSimulatedVenue, { numRuns: 250 })).not.toThrow()
  })

  it('the scripts are not empty: both sides, every type, every ending, opens and paths, guards inside bars', () => {
    const seen = new Map<string, number>()
    const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1)
    for (const script of fc.sample(scripts, { numRuns: 300, seed: 1 })) {
      const { told, placed } = play(script, { create: createSimulatedVenue })
      for (const { fact, when } of told) {
        const { order, when: then } = placed.get(fact.sequence)!
        count(fact.kind)
        if (fact.kind !== 'trade') continue
        for (const what of [order.side, order.type, order.purpose, order.timeInForce, fact.liquidity, when]) count(what)
        if (fact.slippageTicks > 0) count('slippage')
        if (fact.lots < order.lots) count('partial')
        if (then === 'path') count('placed inside')
      }
    }
    const expected = [
      'buy',
      'sell',
      'market',
      'limit',
      'stop',
      'stop-limit',
      'trailing-stop',
      'increase',
      'reduce',
      'protect',
      'GTC',
      'IOC',
      'FOK',
      'PO',
    ]
    expected.push('maker', 'taker', 'open', 'path', 'slippage', 'partial', 'placed inside', 'triggered', 'canceled', 'expired', 'rejected')
    expect(expected.filter((what) => (seen.get(what) ?? 0) < 10)).toEqual([])
  })
})
