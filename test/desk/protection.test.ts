import { describe, expect, it } from 'vitest'
import { honestBar1 } from '../../engine/protocol/profiles.ts'
import { deskMutants } from '../kit/mutants/desks.ts'
import { bench, enter, exit, margin, plain } from './kit.ts'
import { closesAtMostWhatIsHeld } from './close-checks.ts'

const bracket = { stop: { distance: 500 }, target: { distance: 1_000 } } as const

describe('protection', () => {
  it('T-CLOSE follows each partial fill of the entry, one OCO group, priced from the average fill', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: bracket }))
    table.fill(table.last(), 4, 10_000)
    const [entry, stop, target] = table.submitted
    expect(stop).toMatchObject({ type: 'stop', side: 'sell', lots: 4, triggerTicks: 9_500, purpose: 'protect', timeInForce: 'GTC' })
    expect(target).toMatchObject({ type: 'limit', side: 'sell', lots: 4, limitTicks: 11_000, purpose: 'protect' })
    expect(stop.group).not.toBe('')
    expect(stop.group).toBe(target.group)
    table.fill(entry, 6, 10_001)
    expect(table.canceled).toEqual([stop.sequence, target.sequence])
    table.canceledFact(stop.sequence)
    expect(table.submitted).toHaveLength(3)
    table.canceledFact(target.sequence)
    // Average 10,000.6: the stop rounds away from the market, the target to the user's good.
    expect(table.submitted.slice(3)).toMatchObject([
      { type: 'stop', lots: 10, triggerTicks: 9_500 },
      { type: 'limit', lots: 10, limitTicks: 11_001 },
    ])
    expect(table.last().group).not.toBe(stop.group)
  })

  it('T-CLOSE REQ-28 guards never more than was filled minus the fee taken in base', () => {
    const table = bench({ ...plain, fillProfile: { ...honestBar1, buyFeeInBase: true } })
    table.step()
    table.request(enter('long', 10, { protection: { stop: { distance: 500 } } }))
    table.fill(table.last(), 10, 10_000, { fee: 1_000, feeAsset: 'base' })
    expect(table.last()).toMatchObject({ type: 'stop', lots: 9 })
  })

  it('T-QUANT stops of a short rest above, targets below, each rounded its way', () => {
    const table = bench(margin)
    table.step()
    table.request(enter('short', 10, { protection: { stop: { price: 10_500.5 }, target: { price: 9_000.5 } } }))
    table.fill(table.last(), 10, 10_000)
    expect(table.submitted.slice(1)).toMatchObject([
      { type: 'stop', side: 'buy', triggerTicks: 10_501 },
      { type: 'limit', side: 'buy', limitTicks: 9_000 },
    ])
  })

  it('an intent whose sizing used a stop distance gets that distance in ticks', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { stop: { ticks: 123 } } }))
    table.fill(table.last(), 10, 10_000)
    expect(table.last().triggerTicks).toBe(9_877)
  })

  it('T-CLOSE a fill of one leg takes as much off the guard; the rest of the entry is withdrawn', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: bracket }))
    table.fill(table.last(), 6, 10_000)
    const [entry, stop, target] = table.submitted
    table.fill(stop, 6, 9_500)
    table.canceledFact(target.sequence)
    expect(table.canceled).toContain(entry.sequence)
    table.canceledFact(entry.sequence)
    expect(table.desk.quiet(0)).toBe(true)
    expect(table.alerts).toEqual([])
    expect(table.desk.trades()).toMatchObject([{ closed: true, exitSignal: 'stop', lots: 6 }])
  })

  it('T-CLOSE an exit first withdraws the protection that stands in its way, then closes', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: bracket }))
    table.fill(table.last(), 10, 10_000)
    const [, stop, target] = table.submitted
    table.step()
    table.request(exit('long', 10))
    expect(table.canceled).toEqual([stop.sequence, target.sequence])
    expect(table.submitted).toHaveLength(3)
    table.canceledFact(stop.sequence)
    expect(table.submitted).toHaveLength(3)
    table.canceledFact(target.sequence)
    expect(table.last()).toMatchObject({ type: 'market', lots: 10, purpose: 'reduce' })
    table.fill(table.last(), 10, 10_000)
    expect(table.desk.quiet(0)).toBe(true)
  })

  it('T-CLOSE a stop that fills while it is being withdrawn leaves only the rest to the exit', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { stop: { distance: 500 } } }))
    table.fill(table.last(), 10, 10_000)
    const [, stop] = table.submitted
    table.step()
    table.request(exit('long', 10))
    table.fill(stop, 7, 9_500)
    table.canceledFact(stop.sequence)
    expect(table.last()).toMatchObject({ type: 'market', lots: 3 })
  })

  it('T-CLOSE a partial exit takes protection off the oldest entry and puts the rest back', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { stop: { distance: 500 } } }))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(enter('long', 10, { additions: 1, protection: { stop: { distance: 500 } } }))
    table.fill(table.last(), 10, 10_200)
    const [, older, , newer] = table.submitted
    expect([older.triggerTicks, newer.triggerTicks]).toEqual([9_500, 9_700])
    table.step()
    table.request(exit('long', 6))
    expect(table.canceled).toEqual([older.sequence])
    table.canceledFact(older.sequence)
    expect(table.submitted.slice(4)).toMatchObject([
      { purpose: 'reduce', lots: 6 },
      { purpose: 'protect', lots: 4, triggerTicks: 9_500 },
    ])
  })

  it('T-CLOSE an exit that did not fill gives the protection back', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { stop: { distance: 500 } } }))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(exit('long', 10, { type: 'limit', limit: 10_400, timeInForce: 'IOC' }))
    table.canceledFact(2)
    expect(table.last()).toMatchObject({ type: 'limit', lots: 10, timeInForce: 'IOC' })
    table.fill(table.last(), 4, 10_400)
    table.expired(table.last().sequence)
    expect(table.last()).toMatchObject({ type: 'stop', lots: 6, triggerTicks: 9_500 })
  })

  it('T-CLOSE while the entry of a turn-around works nothing else closes the lots it will', () => {
    const table = bench(margin)
    table.step()
    table.request(enter('short', 10, { protection: { stop: { distance: 500 } } }))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(enter('long', 4, { reverse: true }))
    table.canceledFact(2)
    const [, , close, turn] = table.submitted
    expect([close.purpose, turn.purpose]).toEqual(['reduce', 'increase'])
    // The exit did not fill: the stop comes back for what the entry will not close.
    table.expired(close.sequence)
    expect(table.submitted.slice(4)).toMatchObject([{ type: 'stop', lots: 6 }])
    table.fill(turn, 4, 10_000)
    expect(table.desk.account.slot('main').positionLots).toBe(-6)
    expect(table.canceled).toEqual([2])
  })

  it('T-CLOSE an exit that rests joins the protection as one more leg of its group', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { stop: { distance: 500 } } }))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(exit('long', 10, { type: 'limit', limit: 11_000 }))
    const [, stop, target] = table.submitted
    expect(table.canceled).toEqual([])
    expect(target).toMatchObject({ type: 'limit', lots: 10, limitTicks: 11_000, purpose: 'reduce', group: stop.group })
    // A second signal of the same node adds nothing.
    table.step()
    table.request(exit('long', 10, { type: 'limit', limit: 11_000 }))
    expect(table.submitted).toHaveLength(3)
    table.fill(target, 10, 11_000)
    table.canceledFact(stop.sequence)
    expect(table.desk.quiet(0)).toBe(true)
  })

  it('T-CLOSE resting exits of a position without protection are one OCO group too', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(exit('long', 10, { type: 'limit', limit: 11_000, node: 'target' }))
    table.request(exit('long', 10, { type: 'stop', trigger: 9_000, node: 'stop', signal: 'b' }))
    const [, target, stop] = table.submitted
    expect(stop).toMatchObject({ type: 'stop', triggerTicks: 9_000, lots: 10, group: target.group, purpose: 'reduce' })
    table.fill(stop, 10, 8_990)
    table.canceledFact(target.sequence)
    expect(table.desk.quiet(0)).toBe(true)
  })

  it('a resting exit that is replaced moves; one that expires is gone', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.step()
    table.request(exit('long', 10, { type: 'stop', trigger: 9_000, replace: true }))
    table.step()
    table.request(exit('long', 10, { type: 'stop', trigger: 9_500, replace: true, expiresAfter: 1 }))
    expect(table.canceled).toEqual([2])
    table.canceledFact(2)
    expect(table.last()).toMatchObject({ triggerTicks: 9_500, lots: 10 })
    table.step()
    expect(table.canceled).toEqual([2, 3])
    table.canceledFact(3)
    expect(table.submitted).toHaveLength(3)
  })

  it('a trailing stop starts from the average fill and, placed anew, from the best price the marks have shown', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { trail: { distance: 300 } } }))
    table.fill(table.last(), 5, 10_000)
    expect(table.last()).toMatchObject({ type: 'trailing-stop', trailTicks: 300, triggerTicks: 9_700, lots: 5 })
    table.mark(10_800)
    table.mark(10_500)
    table.fill(table.submitted[0], 5, 10_500)
    table.canceledFact(2)
    expect(table.last()).toMatchObject({ type: 'trailing-stop', trailTicks: 300, triggerTicks: 10_500, lots: 10 })
  })

  it('a protection the venue ends by itself is said', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: bracket }))
    table.fill(table.last(), 10, 10_000)
    table.rejected(2)
    expect(table.alerts).toEqual(['PROTECTION_LOST'])
    expect(table.submitted).toHaveLength(3)
  })

  it('T-CLOSE REQ-08 Σ over OCO groups of the largest leg is never more than the position, at every event of any stream', () => {
    const met = closesAtMostWhatIsHeld()
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(30)
  })

  for (const { bug, make } of deskMutants) {
    it(`T-CLOSE finds the planted bug: ${bug}`, () => {
      expect(() => closesAtMostWhatIsHeld(make)).toThrow(/Property failed/)
    })
  }
})
