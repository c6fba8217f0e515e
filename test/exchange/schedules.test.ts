import { describe, expect, test } from 'vitest'
import type { Fault } from '../../engine/demo-exchange/faults.ts'
import { drawn, runSchedule } from './schedule.ts'

/** Ten thousand of them in `npm run soak`. */
const SCHEDULES = Number(process.env['WEIR_SCHEDULES'] ?? 200)
const FIRST = Number(process.env['WEIR_SCHEDULE'] ?? 1)

describe('REQ-01 REQ-02 REQ-03 REQ-08 REQ-20 REQ-21 REQ-22 REQ-24 REQ-29: whatever an exchange does', () => {
  test(
    `${SCHEDULES} seeded schedules: no order twice, no fill lost, both sides end alike`,
    async () => {
      const happened = new Map<Fault, number>()
      const types = new Set<string>()
      let [fills, orders, canceled, fired] = [0, 0, 0, 0]
      for (let seed = FIRST; seed < FIRST + SCHEDULES; seed++) {
        const told = await runSchedule(seed)
        expect(told.wrong, `schedule ${seed}: ${told.happened.join(' ')}`).toEqual([])
        for (const fault of told.happened) happened.set(fault, (happened.get(fault) ?? 0) + 1)
        for (const type of told.types) types.add(type)
        fills += told.fills
        orders += told.orders
        canceled += told.canceled
        fired += told.alerts.filter((code) => code === 'TRIGGER_REACHED').length
        expect(told.alerts).not.toContain('PROTECTION_LOST')
      }
      if (SCHEDULES < 100) return
      expect(drawn.filter((fault) => !happened.has(fault))).toEqual([])
      expect([...types].sort()).toEqual(['limit', 'market', 'stop'])
      expect(fills).toBeGreaterThan(SCHEDULES)
      expect(orders).toBeGreaterThan(SCHEDULES * 3)
      expect(canceled).toBeGreaterThan(SCHEDULES / 4)
      expect(fired).toBeGreaterThan(SCHEDULES / 40)
    },
    600_000 + SCHEDULES * 1000,
  )

  test(
    `T-LEDGER ${SCHEDULES / 5} of them with two runs on one account: each fill is booked once, by the run whose order it is`,
    async () => {
      let fills = 0
      for (let seed = FIRST; seed < FIRST + SCHEDULES / 5; seed++) {
        const told = await runSchedule(seed, { desks: 2 })
        expect(told.wrong, `schedule ${seed}: ${told.happened.join(' ')}`).toEqual([])
        expect(told.alerts).not.toContain('FOREIGN_ORDER')
        expect(told.alerts).not.toContain('ACCOUNT_MISMATCH')
        fills += told.fills
      }
      expect(fills).toBeGreaterThan(SCHEDULES / 5)
    },
    600_000 + SCHEDULES * 1000,
  )
})
