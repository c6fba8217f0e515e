import { describe, expect, it } from 'vitest'
import type { DeskConfig, VenueSupport } from '../../engine/desk/contract.ts'
import { createDesk } from '../../engine/desk/desk.ts'
import { honestBar1 } from '../../engine/protocol/profiles.ts'
import type { Protection } from '../../nodes/define/trade.ts'
import { closesAtMostWhatIsHeld } from './close-checks.ts'
import { bench, enter, exit, margin, plain } from './kit.ts'

const pair: VenueSupport = { linked: 'pair', stop: true, trailing: false }
const none: VenueSupport = { linked: 'none', stop: true, trailing: false }
const nothing: VenueSupport = { linked: 'none', stop: false, trailing: false }

const bracket = { stop: { distance: 500 }, target: { distance: 1_000 } } as const

const at = (venue: VenueSupport, config: DeskConfig = plain): DeskConfig => ({
  ...config,
  slots: config.slots.map((slot) => ({ ...slot, venue })),
})

/** Ten lots long at 10,000, guarded. */
function guarded(venue: VenueSupport, protection: Protection = bracket, config: DeskConfig = plain) {
  const table = bench(at(venue, config))
  table.step()
  table.request(enter('long', 10, { protection }))
  table.fill(table.last(), 10, 10_000)
  return table
}

describe('legs the venue cannot link', () => {
  it('T-CLOSE a pair rests as stop and target of one group and size', () => {
    const table = guarded(pair)
    const [, stop, target] = table.submitted
    expect([stop, target]).toMatchObject([
      { type: 'stop', lots: 10, triggerTicks: 9_500 },
      { type: 'limit', lots: 10, limitTicks: 11_000, group: stop.group },
    ])
    expect(table.desk.held()).toEqual([])
  })

  it('T-CLOSE a resting exit takes the place of a target that is further away; the two rest together once nothing else does', () => {
    const table = guarded(pair)
    table.step()
    table.request(exit('long', 10, { type: 'limit', limit: 10_500 }))
    expect(table.canceled).toEqual([2, 3])
    table.canceledFact(2)
    expect(table.submitted).toHaveLength(3)
    table.canceledFact(3)
    expect(table.submitted.slice(3)).toMatchObject([
      { type: 'stop', lots: 10, triggerTicks: 9_500 },
      { type: 'limit', lots: 10, limitTicks: 10_500, purpose: 'reduce' },
    ])
    expect(table.desk.held()).toEqual([
      { slot: 0, node: 'order', entry: 1, kind: 'target', lots: 10, triggerTicks: 11_000, source: 'last price', fired: false },
    ])
    table.mark(10_400)
    expect(table.submitted).toHaveLength(5)
  })

  it('T-CLOSE an exit for fewer lots than the stop is watched here', () => {
    const table = guarded(pair, { stop: { distance: 500 } })
    table.step()
    table.request(exit('long', 4, { type: 'limit', limit: 10_500 }))
    expect(table.canceled).toEqual([])
    expect(table.desk.held()).toMatchObject([{ kind: 'exit', lots: 4, triggerTicks: 10_500 }])
    table.mark(10_500)
    expect(table.canceled).toEqual([2])
    table.canceledFact(2)
    expect(table.last()).toMatchObject({ type: 'limit', timeInForce: 'IOC', lots: 4, limitTicks: 10_500, purpose: 'reduce' })
    table.fill(table.last(), 4, 10_500)
    expect(table.last()).toMatchObject({ type: 'stop', lots: 6, triggerTicks: 9_500 })
    expect(table.desk.held()).toEqual([])
  })

  it('T-CLOSE resting exits without a stop rest one at a time, the nearest first', () => {
    const table = bench(at(pair))
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(exit('long', 4, { type: 'limit', limit: 10_800, node: 'far' }))
    table.request(exit('long', 4, { type: 'limit', limit: 10_400, node: 'near', signal: 'b' }))
    expect(table.canceled).toEqual([2])
    table.canceledFact(2)
    expect(table.submitted.slice(2)).toMatchObject([{ limitTicks: 10_400, lots: 4, timeInForce: 'GTC' }])
    table.fill(table.last(), 4, 10_400)
    expect(table.last()).toMatchObject({ limitTicks: 10_800, lots: 4 })
  })

  it('T-CLOSE the first fill of a leg ends the other: whichever is told first, both are placed anew for what is left', () => {
    for (const order of ['fill first', 'end first']) {
      const table = guarded(pair)
      const [, stop, target] = table.submitted
      if (order === 'fill first') table.fill(target, 4, 11_000)
      table.expired(stop.sequence, 'partner')
      if (order === 'end first') table.fill(target, 4, 11_000)
      expect(table.canceled).toContain(target.sequence)
      expect(table.submitted).toHaveLength(3)
      table.canceledFact(target.sequence)
      // The limit is reached: the stop rests alone until the next price fires it.
      expect(table.submitted.slice(3)).toMatchObject([{ type: 'stop', lots: 6 }])
      expect(table.alerts).not.toContain('PROTECTION_LOST')
      table.mark(10_900)
      table.canceledFact(4)
      expect(table.submitted.slice(4)).toMatchObject([
        { type: 'stop', lots: 6 },
        { type: 'limit', lots: 6, limitTicks: 11_000 },
      ])
    }
  })

  it('T-CLOSE an exit that is withdrawn takes the stop it was linked to along, and that comes back', () => {
    const table = guarded(pair, { stop: { distance: 500 } })
    table.step()
    table.request(exit('long', 10, { type: 'limit', limit: 10_500 }))
    table.canceledFact(2)
    const [, , stop, limit] = table.submitted
    table.cancel('exits')
    expect(table.canceled.slice(1)).toEqual([limit.sequence, stop.sequence])
    table.canceledFact(stop.sequence)
    table.canceledFact(limit.sequence)
    expect(table.submitted.slice(4)).toMatchObject([{ type: 'stop', lots: 10 }])
    expect(table.desk.held()).toEqual([])
  })

  it('a venue that holds everything is told to nobody: the same as none named', () => {
    const table = guarded({ linked: 'all', stop: true, trailing: true }, { ...bracket, trail: { distance: 300 } })
    expect(table.submitted.slice(1).map(({ type }) => type)).toEqual(['stop', 'trailing-stop', 'limit'])
  })
})

describe('legs watched here', () => {
  it('T-CLOSE a target fires only after the end of the stop is proven, and the stop goes back when it does not fill', () => {
    const table = guarded(none)
    expect(table.submitted.slice(1)).toMatchObject([{ type: 'stop', lots: 10 }])
    expect(table.desk.held()).toMatchObject([{ kind: 'target', lots: 10, triggerTicks: 11_000, entry: 1, fired: false }])
    table.mark(10_999)
    expect(table.canceled).toEqual([])
    table.mark(11_000)
    expect(table.canceled).toEqual([2])
    expect(table.submitted).toHaveLength(2)
    expect(table.desk.held()).toMatchObject([{ kind: 'stop' }, { kind: 'target', fired: true }].slice(1))
    // It fires once, however often its price is seen.
    table.mark(11_001)
    table.canceledFact(2)
    const [, , taken] = table.submitted
    expect(taken).toMatchObject({ type: 'limit', timeInForce: 'IOC', lots: 10, limitTicks: 11_000, purpose: 'protect' })
    table.mark(11_001)
    table.fill(taken, 4, 11_000)
    table.mark(10_950)
    table.expired(taken.sequence)
    expect(table.submitted.slice(3)).toMatchObject([{ type: 'stop', lots: 6, triggerTicks: 9_500 }])
    expect(table.desk.held()).toMatchObject([{ kind: 'target', lots: 6, fired: false }])
    table.mark(11_050)
    table.canceledFact(4)
    table.fill(table.last(), 6, 11_050)
    expect(table.submitted).toHaveLength(5)
    expect(table.desk.quiet(0)).toBe(true)
    expect(table.alerts).toEqual(['TRIGGER_REACHED', 'TRIGGER_REACHED'])
    expect(table.desk.trades()).toMatchObject([{ closed: true, exitSignal: 'target', lots: 10 }])
  })

  it('T-CLOSE a stop that fills while it is withdrawn for a target leaves it only the rest', () => {
    const table = guarded(none)
    table.mark(11_000)
    table.fill(table.submitted[1], 7, 9_500)
    table.canceledFact(2)
    expect(table.last()).toMatchObject({ type: 'limit', timeInForce: 'IOC', lots: 3 })
  })

  it('T-STOP a trailing stop follows the best price, and is a market order when it is reached', () => {
    const table = guarded(pair, { trail: { distance: 300 }, target: { distance: 1_000 } })
    expect(table.submitted.slice(1)).toMatchObject([{ type: 'limit', lots: 10 }])
    table.mark(10_800)
    table.mark(10_600)
    expect(table.desk.held()).toMatchObject([{ kind: 'trail', lots: 10, triggerTicks: 10_500 }])
    table.mark(10_490)
    expect(table.canceled).toEqual([2])
    table.mark(10_700)
    table.canceledFact(2)
    // Once reached it is carried out, wherever the price has gone meanwhile.
    expect(table.last()).toMatchObject({ type: 'market', lots: 10, purpose: 'protect', side: 'sell' })
    table.fill(table.last(), 10, 10_690)
    expect(table.desk.quiet(0)).toBe(true)
    expect(table.desk.trades()).toMatchObject([{ closed: true, exitSignal: 'trail' }])
  })

  it('T-STOP a trailing exit goes on from the price at which it was asked for', () => {
    const table = bench(at(pair, margin))
    table.step()
    table.request(enter('short', 10))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(exit('short', 10, { type: 'trailing-stop', trail: 200 }))
    expect(table.desk.held()).toMatchObject([{ kind: 'exit', triggerTicks: 10_200, lots: 10 }])
    table.mark(9_700)
    table.mark(9_800)
    expect(table.desk.held()).toMatchObject([{ triggerTicks: 9_900 }])
    table.mark(9_900)
    expect(table.last()).toMatchObject({ type: 'market', side: 'buy', lots: 10, purpose: 'reduce' })
  })

  it('T-STOP a venue without stops has them watched here; one that is reached takes the rest of its entry along', () => {
    const table = bench(at(nothing, { ...plain, fillProfile: { ...honestBar1, buyFeeInBase: true } }))
    table.step()
    table.request(enter('long', 10, { protection: { stop: { price: 9_500 } } }))
    const [entry] = table.submitted
    table.fill(entry, 6, 10_000, { fee: 1_000, feeAsset: 'base' })
    expect(table.submitted).toHaveLength(1)
    expect(table.desk.held()).toMatchObject([{ kind: 'stop', lots: 5, triggerTicks: 9_500 }])
    table.mark(9_400)
    expect(table.last()).toMatchObject({ type: 'market', lots: 5, purpose: 'protect' })
    expect(table.canceled).toEqual([entry.sequence])
    // What it fills before it hears of that is stopped out too, after the order that is on its way.
    table.fill(entry, 4, 9_400)
    expect(table.submitted).toHaveLength(2)
    table.fill(table.last(), 5, 9_400)
    table.mark(9_390)
    expect(table.submitted.slice(2)).toMatchObject([{ type: 'market', lots: 4 }])
  })

  it('T-CLOSE a market order that did not fill whole gives the stop back until the next price', () => {
    const table = guarded(nothing, { stop: { distance: 500 } })
    table.mark(9_400)
    table.fill(table.last(), 4, 9_400)
    table.expired(2)
    expect(table.submitted).toHaveLength(2)
    expect(table.desk.held()).toMatchObject([{ kind: 'stop', lots: 6, fired: false }])
    table.mark(9_450)
    expect(table.last()).toMatchObject({ type: 'market', lots: 6 })
  })

  it('T-CLOSE T-STATE while reconciling a leg that is reached waits, and is the first thing sent after it', () => {
    const table = guarded(pair, { trail: { distance: 300 } })
    table.operator('reconcile')
    table.mark(9_600)
    table.mark(9_900)
    expect(table.submitted).toHaveLength(1)
    expect(table.desk.held()).toMatchObject([{ kind: 'trail', fired: true }])
    table.operator('release')
    expect(table.last()).toMatchObject({ type: 'market', lots: 10 })
  })

  it('T-STATE while reconciling an exit that had its way cleared waits too', () => {
    const table = guarded(pair)
    table.step()
    table.request(exit('long', 10))
    table.operator('reconcile')
    table.canceledFact(2)
    table.canceledFact(3)
    expect(table.submitted).toHaveLength(3)
    table.operator('release')
    expect(table.last()).toMatchObject({ type: 'market', lots: 10, purpose: 'reduce' })
  })

  it('T-STOP an old price fires nothing, the first fresh one after a gap does', () => {
    const table = guarded(pair, { trail: { distance: 300 } }, { ...plain, slots: plain.slots.map((slot) => ({ ...slot, maxAge: 90_000 })) })
    const then = table.time
    table.wait(600_000)
    table.desk.handle({ kind: 'timer', time: table.time })
    expect([...table.desk.mark(0, 9_000, then)]).toEqual([])
    expect(table.submitted).toHaveLength(1)
    table.mark(9_100)
    expect(table.last()).toMatchObject({ type: 'market', lots: 10 })
  })

  it('T-STOP a stop the market has passed while it was placed anew fires at the next price, or rests again', () => {
    for (const next of [9_450, 9_600]) {
      const table = guarded(pair, { stop: { distance: 500 } })
      table.step()
      table.request(exit('long', 10, { type: 'limit', limit: 10_500 }))
      // Its cancel is on the way when the price falls through it.
      table.mark(9_400)
      expect(table.desk.held()).toMatchObject([{ kind: 'exit' }])
      table.canceledFact(2)
      expect(table.submitted).toHaveLength(2)
      table.mark(next)
      expect(table.last()).toMatchObject(next < 9_500 ? { type: 'market', lots: 10 } : { type: 'limit', limitTicks: 10_500 })
    }
  })

  it('T-STOP a stop the venue ends or refuses is watched here until the next step', () => {
    for (const end of ['rejected', 'canceledFact', 'expired'] as const) {
      const table = guarded(none, { stop: { distance: 500 } })
      table[end](2)
      expect(table.alerts).toEqual([end === 'rejected' ? 'PROTECTION_REFUSED' : 'PROTECTION_ENDED'])
      table.mark(9_600)
      expect(table.submitted).toHaveLength(2)
      table.step()
      expect(table.submitted.slice(2)).toMatchObject([{ type: 'stop', lots: 10, triggerTicks: 9_500 }])
    }
  })

  it('T-STOP a stop that was refused fires here', () => {
    const table = guarded(none, { stop: { distance: 500 } })
    table.rejected(2)
    expect(table.alerts).toEqual(['PROTECTION_REFUSED'])
    expect(table.submitted).toHaveLength(2)
    expect(table.desk.held()).toMatchObject([{ kind: 'stop', lots: 10, triggerTicks: 9_500 }])
    table.mark(9_500)
    expect(table.last()).toMatchObject({ type: 'market', lots: 10 })
    // Refused again, it is tried at the next price.
    table.rejected(3)
    table.mark(9_490)
    expect(table.last()).toMatchObject({ sequence: 4, type: 'market', lots: 10 })
  })

  it('T-CLOSE a stop that fires outranks a target that has', () => {
    const table = guarded(none, { ...bracket, trail: { distance: 800 } })
    table.mark(11_000)
    table.mark(10_100)
    table.canceledFact(2)
    expect(table.last()).toMatchObject({ type: 'market', lots: 10 })
  })

  it('an exit that is watched here ends by itself, by a cancel, and with a market exit', () => {
    const held = (expiresAfter?: number) => {
      const table = guarded(none, { stop: { distance: 500 } })
      table.step()
      table.request(exit('long', 10, { type: 'limit', limit: 10_500, ...(expiresAfter && { expiresAfter }) }))
      expect(table.desk.held()).toHaveLength(1)
      return table
    }
    const expiring = held(1)
    expiring.step()
    expect(expiring.desk.held()).toEqual([])
    const canceled = held()
    canceled.cancel('exits')
    expect(canceled.desk.held()).toEqual([])
    const closed = held()
    closed.step()
    closed.request(exit('long', 10, { node: 'other', signal: 'b' }))
    closed.canceledFact(2)
    closed.fill(closed.last(), 10, 10_000)
    expect(closed.desk.held()).toEqual([])
    expect(closed.desk.quiet(0)).toBe(true)
  })

  it('T-CLOSE a market exit for some of it leaves what fires the rest', () => {
    const table = guarded(pair, { trail: { distance: 300 } })
    table.step()
    table.request(exit('long', 4))
    expect(table.submitted.slice(1)).toMatchObject([{ type: 'market', lots: 4, purpose: 'reduce' }])
    table.mark(9_600)
    expect(table.submitted.slice(2)).toMatchObject([{ type: 'market', lots: 6, purpose: 'protect' }])
  })
})

describe('any stream of events at such a venue', () => {
  for (const venue of [pair, none, nothing, { ...pair, trailing: true }]) {
    const { linked, stop, trailing } = venue
    it(`T-CLOSE REQ-08 what is unlinked counts apart: ${linked} linked, stops ${stop ? 'there' : 'here'}, trailing ones ${trailing ? 'there' : 'here'}`, () => {
      const met = closesAtMostWhatIsHeld(undefined, 600, { linked, venue })
      for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(0)
    })
  }

  for (const linked of ['pair', 'none'] as const) {
    it(`T-CLOSE finds a desk that takes every group for linked where the venue links ${linked}`, () => {
      expect(() => closesAtMostWhatIsHeld((config) => createDesk(config), 400, { linked })).toThrow(/Property failed/)
    })
  }
})
