import { describe, expect, test } from 'vitest'
import { fillCases } from './fill-case.ts'
import { playByEngine } from './fills-by-engine.ts'

describe('desk and simulated venue give what was worked out by hand', () => {
  test.each(fillCases())('%s', (_, given) => {
    expect(playByEngine(given)).toEqual({ cuts: 0, trades: [], ...given.expected })
  })
})
