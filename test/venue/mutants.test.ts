import { describe, expect, it } from 'vitest'
import { plant } from '../kit/mutants/plant.ts'
import { mutants } from '../kit/mutants/venue.ts'
import type { CreateVenue } from './play.ts'
import { properties } from './properties.ts'

const settings = { numRuns: 4_000, seed: 20_001, endOnFailure: true }

describe('planted bugs', () => {
  it.each(mutants.map((mutant) => [mutant.bug, mutant] as const))('%s', async (_bug, mutant) => {
    const { createSimulatedVenue } = await plant('engine/venue/simulated.ts', mutant)
    expect(() => properties[mutant.foundBy](createSimulatedVenue as CreateVenue, settings)).toThrow('Property failed')
  })

  it('every property is good for something', () => {
    const found = new Set(mutants.map(({ foundBy }) => foundBy))
    expect(Object.keys(properties).filter((name) => !found.has(name as keyof typeof properties))).toEqual([])
  })
})
