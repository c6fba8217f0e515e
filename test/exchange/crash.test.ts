import { describe, expect, test } from 'vitest'
import { moments, type Moment } from './desk-at-exchange.ts'
import { runSchedule } from './schedule.ts'

/** All thousand of them, of both kinds, in `npm run soak`. */
const SEEDS = Number(process.env['WEIR_CRASHES'] ?? 100)
const FIRST = Number(process.env['WEIR_CRASH'] ?? 1)
/** Seeds that once found something. 383 and 425: orders that filled after their end was on record, one of them long before the process died. */
const REMEMBERED = process.env['WEIR_CRASH'] === undefined ? [383, 425] : []

const seeds = [...Array.from({ length: SEEDS }, (_, i) => FIRST + i), ...REMEMBERED]

describe('REQ-04 REQ-05 REQ-36: a process that is killed', () => {
  test(
    `at any time, ${SEEDS} seeds: what it left is taken up, nothing is sent twice, nothing is lost`,
    async () => {
      let [died, fills] = [0, 0]
      for (const seed of seeds) {
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

  test(
    `with two runs on its account, ${SEEDS / 5} seeds: each takes up what is its own`,
    async () => {
      let died = 0
      for (let seed = FIRST; seed < FIRST + SEEDS / 5; seed++) {
        const told = await runSchedule(seed, { desks: 2, rate: seed % 2 === 0 ? 0 : 0.12, crashes: 0.3 })
        expect(told.wrong, `seed ${seed}: ${told.happened.join(' ')}`).toEqual([])
        died += told.died
      }
      expect(died).toBeGreaterThan(SEEDS / 5)
    },
    600_000 + SEEDS * 1000,
  )

  test(
    `at every step of a submit and a cancel, ${SEEDS} seeds`,
    async () => {
      const at = new Map<Moment, number>()
      for (const seed of seeds) {
        const told = await runSchedule(seed, { rate: seed % 2 === 0 ? 0 : 0.04, crashes: 0.5, atMoments: true })
        expect(told.wrong, `seed ${seed}: ${told.happened.join(' ')}, died ${told.diedAt.join(', ')}`).toEqual([])
        for (const moment of told.diedAt) at.set(moment, (at.get(moment) ?? 0) + 1)
      }
      // Few seeds do not come to every moment.
      if (SEEDS < 100) return
      expect(moments.filter((moment) => !at.has(moment))).toEqual([])
    },
    600_000 + SEEDS * 1000,
  )
})
