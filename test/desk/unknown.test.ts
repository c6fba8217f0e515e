import { describe, expect, it } from 'vitest'
import { instrument } from '../kit/instruments.ts'
import { bench, enter, exit, plain, USDT } from './kit.ts'

const MINUTE = 60_000
const table = () => bench({ ...plain, capital: '1000000' })
type Table = ReturnType<typeof table>
const unknown = (at: Table, sequence: number, command: 'create' | 'cancel' = 'create') =>
  at.fact({ kind: 'unknown', sequence, time: at.time, command, reason: 'timeout' })
const record = (at: Table, sequence: number) => at.desk.orders()[sequence - 1]

describe('T-UNKNOWN REQ-02: while the outcome of a command is not proven', () => {
  it('no new entry is made on that market, an exit is, and both go on once it is proven', () => {
    const at = table()
    at.step()
    at.request(enter('long', 10))
    at.fill(at.last(), 10, 10_000)
    at.request(enter('long', 5, { type: 'limit', limit: 9_900, additions: 5, signal: 'more' }))
    unknown(at, 2)
    expect(record(at, 2)).toMatchObject({ state: 'sent', unknown: true })
    expect(at.alerts).toEqual(['ORDER_UNKNOWN'])
    at.step()
    at.request(enter('long', 1, { additions: 9, signal: 'third' }))
    expect(at.codes()).toEqual(['STATE'])
    at.request(exit('long', 4))
    expect(at.last()).toMatchObject({ purpose: 'reduce', lots: 4 })
    at.fact({ kind: 'accepted', sequence: 2, time: at.time })
    expect(record(at, 2)).toMatchObject({ state: 'accepted', unknown: false })
    at.step()
    at.request(enter('long', 1, { additions: 9, signal: 'third' }))
    expect(at.last()).toMatchObject({ purpose: 'increase', lots: 1 })
  })

  it('the same market on another slot waits too, another market does not', () => {
    const other = instrument({ tick: '1', lot: '0.001', symbol: 'ETH/USDT' })
    const [slot] = plain.slots
    const at = bench({ ...plain, capital: '1000000', slots: [slot, { ...slot, name: 'same' }, { name: 'other', instrument: other }] })
    at.mark(10_000, 1)
    at.mark(1_000, 2)
    at.step()
    at.request(enter('long', 1))
    unknown(at, 1)
    at.request(enter('long', 1, { slot: 'same' }))
    expect(at.codes()).toEqual(['STATE'])
    at.request(enter('long', 10, { slot: 'other' }))
    expect(at.last()).toMatchObject({ slot: 2 })
  })

  it('counts as it hurts most: its cash is bound', () => {
    const at = bench({ ...plain, capital: '1000' })
    at.step()
    at.request(enter('long', 60, { type: 'limit', limit: 10_000, additions: 5 }))
    unknown(at, 1)
    expect(at.desk.account.exposure).toBe(600 * USDT)
  })

  it('"not placed" is an end like any other rejection, with its evidence', () => {
    const at = table()
    at.step()
    at.request(enter('long', 1))
    unknown(at, 1)
    at.fact({ kind: 'rejected', sequence: 1, time: at.time, code: 'NOT_PLACED', reason: 'three look-ups found nothing' })
    expect(record(at, 1)).toMatchObject({ state: 'rejected', unknown: false, endReason: 'NOT_PLACED three look-ups found nothing' })
    at.step()
    at.request(enter('long', 1))
    expect(at.submitted).toHaveLength(2)
  })

  it('life after "not placed" halts: our own conclusion was wrong', () => {
    const at = bench({
      ...plain,
      capital: '1000000',
      riskProfile: { ...plain.riskProfile, enforceAll: true, maxNotional: null, maxPosition: null, exposure: null },
    })
    at.step()
    at.request(enter('long', 1))
    unknown(at, 1)
    at.fact({ kind: 'rejected', sequence: 1, time: at.time, code: 'NOT_PLACED', reason: '' })
    at.fill(at.submitted[0], 1, 10_000)
    expect(at.desk.state).toBe('halted')
    expect(at.desk.account.slot('main').positionLots).toBe(1)
  })

  it('past five minutes it halts, and only a person lifts that', () => {
    const at = table()
    at.step()
    at.request(enter('long', 1))
    unknown(at, 1)
    at.wait(5 * MINUTE)
    at.desk.handle({ kind: 'timer', time: at.time })
    expect(at.desk.state).toBe('active')
    at.wait(1)
    at.desk.handle({ kind: 'timer', time: at.time })
    expect(at.desk.state).toBe('halted')
    at.fact({ kind: 'accepted', sequence: 1, time: at.time })
    expect(at.desk.state).toBe('halted')
    at.operator('release')
    expect(at.desk.state).toBe('active')
  })
})

describe('T-CANCEL REQ-09: a cancel whose outcome is not proven', () => {
  const resting = () => {
    const at = table()
    at.step()
    at.request(enter('long', 5, { type: 'limit', limit: 9_900 }))
    at.fact({ kind: 'accepted', sequence: 1, time: at.time })
    at.cancel('entries')
    return at
  }

  it('is pending, then unknown, and ends with the proof', () => {
    const at = resting()
    expect(record(at, 1)).toMatchObject({ state: 'accepted', pending: 'cancel', unknown: false })
    unknown(at, 1, 'cancel')
    expect(record(at, 1)).toMatchObject({ pending: 'cancel', unknown: true })
    at.canceledFact(1)
    expect(record(at, 1)).toMatchObject({ state: 'canceled', pending: 'none', unknown: false })
  })

  it('word that it did not happen leaves the order as it stands', () => {
    const at = resting()
    unknown(at, 1, 'cancel')
    at.wait(1)
    at.fact({ kind: 'settled', sequence: 1, time: at.time })
    expect(record(at, 1)).toMatchObject({ state: 'accepted', unknown: false })
    // That it once lived proved its creation, not this.
    at.wait(1)
    unknown(at, 1, 'cancel')
    expect(record(at, 1)).toMatchObject({ unknown: true })
  })

  it('REQ-07 a replacement waits for the proven end and asks for what is left', () => {
    const at = table()
    at.step()
    at.request(enter('long', 10, { type: 'limit', limit: 9_900 }))
    at.fact({ kind: 'accepted', sequence: 1, time: at.time })
    at.step()
    at.request(enter('long', 10, { type: 'limit', limit: 9_950, replace: true }))
    unknown(at, 1, 'cancel')
    at.step()
    expect(at.submitted).toHaveLength(1)
    at.fill(at.submitted[0], 3, 9_900)
    at.canceledFact(1)
    expect(at.last()).toMatchObject({ lots: 7, limitTicks: 9_950 })
  })
})

it('a checkpoint keeps what is unproven', () => {
  const at = table()
  at.step()
  at.request(enter('long', 1))
  unknown(at, 1)
  expect(at.desk.checkpoint()).toMatchObject({ unknowns: [1] })
})
