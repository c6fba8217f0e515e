import { describe, expect, test } from 'vitest'
import { runByEngine } from './by-engine.ts'
import { goldenCases, readCase, readExpected } from './golden-case.ts'

describe('the engine gives what the independent reference gave, to the unit', () => {
  test.each(goldenCases())('%s', async (name) => {
    expect(await runByEngine(readCase(name))).toEqual(readExpected(name))
  })
})
