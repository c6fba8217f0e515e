import { describe, expect, test } from 'vitest'
import { fillCases } from './fill-case.ts'
import { playByReference } from './fills-by-reference.ts'

describe('the reference gives what was worked out by hand', () => {
  test.each(fillCases())('%s', (_, given) => {
    expect(playByReference(given)).toEqual({ cuts: 0, trades: [], ...given.expected })
  })
})
