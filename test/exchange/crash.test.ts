import { describe, expect, test } from 'vitest'
import { runSchedule } from './schedule.ts'

/** All thousand of them in `npm run soak`. */
const SEEDS = Number(process.env['WEIR_CRASHES'] ?? 150)
const FIRST = Number(process.env['WEIR_CRASH'] ?? 1)

describe('REQ-04 REQ-05 REQ-36: a process that is killed at any moment', () => {
  test(
    `${SEEDS} seeds: what it left is taken up, nothing is sent twice, nothing is lost`,
    async () => {
      let [died, fills] = [0, 0]
      for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
        const told = await runSchedule(seed, { rate: seed % 2 === 0 ? 0 : 0.04, crashes: 0.3 })
        expect(told.wrong, `seed ${seed}: ${told.happened.join(' ')}`).toEqual([])
        died += told.died
        fills += told.fills
      }
      expect(died).toBeGreaterThan(SEEDS * 2)
      expect(fills).toBeGreaterThan(SEEDS)
    },
    600_000 + SEEDS * 1000,
  )
})
