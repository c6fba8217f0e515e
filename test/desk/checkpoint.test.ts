import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Desk, DeskConfig } from '../../engine/desk/contract.ts'
import { createDesk } from '../../engine/desk/desk.ts'
import { runOne, setting } from './close-checks.ts'
import { bench, enter, plain, tableOf } from './kit.ts'

/** A desk that now and then is put to sleep and woken from its checkpoint; `every` 0: never. What it commands is written down. */
function sleeper(config: DeskConfig, every: number, log: unknown[]): Desk {
  let desk = createDesk(config)
  let events = 0
  const wake = () => {
    events++
    if (every > 0 && events % every === 0) desk = createDesk(config, desk.checkpoint())
  }
  return {
    handle(event) {
      wake()
      const commands = structuredClone([...desk.handle(event)])
      log.push(...commands)
      return commands
    },
    mark(slot, ticks, time) {
      wake()
      const commands = structuredClone([...desk.mark(slot, ticks, time)])
      log.push(...commands)
      return commands
    },
    markRun: (...all) => desk.markRun(...all),
    get account() {
      return desk.account
    },
    get state() {
      return desk.state
    },
    quiet: (slot) => desk.quiet(slot),
    get waits() {
      return desk.waits
    },
    affordable: (order, ticks, lots) => desk.affordable(order, ticks, lots),
    clientId: (order) => desk.clientId(order),
    held: () => desk.held(),
    orders: () => desk.orders(),
    get fills() {
      return desk.fills
    },
    get denials() {
      return desk.denials
    },
    get counts() {
      return desk.counts
    },
    trades: () => desk.trades(),
    snapshot: () => desk.snapshot(),
    share: () => desk.share(),
    checkpoint: () => desk.checkpoint(),
  }
}

describe('checkpoints', () => {
  it('a desk goes on from its checkpoint as if nothing had happened, wherever it is taken', () => {
    let commands = 0
    fc.assert(
      fc.property(setting, fc.integer({ min: 1, max: 9 }), (one, every) => {
        const [through, split]: unknown[][] = [[], []]
        const ends: unknown[] = []
        for (const [log, pause] of [
          [through, 0],
          [split, every],
        ] as const) {
          let made: Desk | undefined
          runOne((config) => (made = sleeper(config, pause, log)), one, {
            fills: 0,
            exits: 0,
            protectiveFills: 0,
            resting: 0,
            partial: 0,
            shorts: 0,
            resized: 0,
          })
          ends.push({ book: made?.checkpoint(), trades: made?.trades(), orders: made?.orders() })
        }
        commands += through.length
        expect(split).toEqual(through)
        expect(ends[1]).toEqual(ends[0])
      }),
      { numRuns: 100 },
    )
    expect(commands).toBeGreaterThan(300)
  })

  it('a checkpoint is plain data of its own: later events do not change it, and JSON brings it back', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { stop: { ticks: 300 }, target: { ticks: 600 } } }))
    table.fill(table.last(), 4, 10_000)
    const checkpoint = table.desk.checkpoint()
    const text = JSON.stringify(checkpoint)
    table.fill(table.submitted[0], 6, 10_000)
    expect(JSON.stringify(checkpoint)).toBe(text)
    const woken = tableOf(createDesk(plain, JSON.parse(text)))
    expect(woken.desk.account.slot('main')).toMatchObject({ positionLots: 4, entries: 1, workingLots: 6, workingOrders: 3 })
    woken.fill(table.submitted[0], 6, 10_000, { tradeId: 'later' })
    expect(woken.canceled).toEqual([2, 3])
  })
})
