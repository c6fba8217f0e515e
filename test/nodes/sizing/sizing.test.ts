import { describe, expect, test } from 'vitest'
import { closeShare } from '../../../nodes/sizing/close-share.ts'
import { fixedAmount } from '../../../nodes/sizing/fixed-amount.ts'
import { fixedQuantity } from '../../../nodes/sizing/fixed-quantity.ts'
import { percentOfEquity } from '../../../nodes/sizing/percent-of-equity.ts'
import { volatility } from '../../../nodes/sizing/volatility.ts'
import { accountView } from '../../kit/account-view.ts'
import { askSize, enterLong, enterShort, leave } from '../../kit/ask-node.ts'

/** Price 100, lot 0.001: a lot is worth 0.1. */
const flat = accountView({})
const long = accountView({ slots: { main: { positionLots: 7001 } } })
const short = accountView({ slots: { main: { positionLots: -300 } } })

describe('an entry', () => {
  test('of a share of equity costs at most that share, fees and all', () => {
    expect(askSize(percentOfEquity, { percent: 10 }, enterLong, flat)).toEqual({ lots: 10_000, stopTicks: 0, additions: 0, reverse: false })
    const dear = accountView({ slots: { main: { cost: 0.01 } } })
    expect(askSize(percentOfEquity, { percent: 10, additions: 2, reverse: true }, enterShort, dear)).toEqual({
      lots: 9900,
      stopTicks: 0,
      additions: 2,
      reverse: true,
    })
  })

  test('of a fixed amount is in account currency', () => {
    expect(askSize(fixedAmount, { amount: 250.05 }, enterLong, flat)).toMatchObject({ lots: 2500 })
    expect(askSize(fixedAmount, { amount: 250 }, enterLong, flat, { amount: 50 })).toMatchObject({ lots: 500 })
  })

  test('of a fixed quantity is in base', () => {
    expect(askSize(fixedQuantity, { quantity: 1.2345 }, enterLong, flat)).toMatchObject({ lots: 1234 })
    expect(askSize(fixedQuantity, {}, enterLong, flat, { quantity: 2 })).toMatchObject({ lots: 2000 })
  })

  test('T-VOLSIZE: risks the same share of equity at its stop, and the stop travels with it', () => {
    // 1 % of 10,000 is 100; two ranges of 2.5 are 5 per unit; 20 units, worth 2,000.
    expect(askSize(volatility, {}, enterLong, flat, { range: 2.5 })).toEqual({ lots: 20_000, stopTicks: 500, additions: 0, reverse: false })
    expect(askSize(volatility, { multiple: 4 }, enterLong, flat, { range: 2.5 })).toMatchObject({ lots: 10_000, stopTicks: 1000 })
    // Costs count as part of the loss: 0.5 + 0.5 per unit on top of 5.
    const dear = accountView({ slots: { main: { cost: 0.005 } } })
    expect(askSize(volatility, {}, enterLong, dear, { range: 2.5 })).toMatchObject({ lots: 16_666 })
  })

  test('T-VOLSIZE: a quiet market is capped by what one entry may be worth', () => {
    expect(askSize(volatility, { atMost: 50 }, enterLong, flat, { range: 0.01 })).toMatchObject({ lots: 50_000, stopTicks: 2 })
  })
})

describe('an entry without a size is denied', () => {
  test.each([NaN, 0, -1])('T-VOLSIZE: range %s', (range) => {
    expect(askSize(volatility, {}, enterLong, flat, { range })).toEqual({ code: 'SIZE_UNKNOWN', value: range, limit: 0 })
  })

  test.each([NaN, 0, -5])('equity %s', (equity) => {
    const broke = accountView({ equity, peak: 10_000, dayStart: 10_000 })
    expect(askSize(percentOfEquity, {}, enterLong, broke)).toMatchObject({ code: 'SIZE_UNKNOWN' })
    expect(askSize(volatility, {}, enterLong, broke, { range: 1 })).toMatchObject({ code: 'SIZE_UNKNOWN' })
  })

  test('a missing wire, or one below zero', () => {
    expect(askSize(fixedAmount, {}, enterLong, flat, { amount: NaN })).toMatchObject({ code: 'SIZE_UNKNOWN' })
    expect(askSize(fixedQuantity, {}, enterLong, flat, { quantity: -1 })).toMatchObject({ code: 'SIZE_UNKNOWN' })
  })

  test('less than one lot is never raised to one', () => {
    expect(askSize(fixedAmount, { amount: 0.09 }, enterLong, flat)).toEqual({ code: 'SIZE_ZERO', value: 0, limit: 1 })
    expect(askSize(fixedQuantity, { quantity: 0 }, enterLong, flat)).toEqual({ code: 'SIZE_ZERO', value: 0, limit: 1 })
  })
})

describe('an exit', () => {
  const all = { lots: 7001, stopTicks: 0, additions: 0, reverse: false }

  test.each([percentOfEquity, fixedAmount, fixedQuantity, volatility])('takes the whole position: $type', (node) => {
    expect(askSize(node, {}, leave, long, node === volatility ? { range: NaN } : {})).toEqual(all)
    expect(askSize(node, {}, leave, short, node === volatility ? { range: NaN } : {})).toMatchObject({ lots: 300 })
    expect(askSize(node, {}, leave, flat, node === volatility ? { range: NaN } : {})).toEqual({ code: 'NO_POSITION', value: 0, limit: 0 })
  })

  test('of one side leaves the other alone', () => {
    expect(askSize(percentOfEquity, {}, { ...leave, side: 'short' }, long)).toMatchObject({ code: 'NO_POSITION' })
    expect(askSize(percentOfEquity, {}, { ...leave, side: 'short' }, short)).toMatchObject({ lots: 300 })
    expect(askSize(percentOfEquity, {}, { ...leave, side: 'long' }, long)).toEqual(all)
  })

  test('of a share floors to the lot, and sizes no entries', () => {
    expect(askSize(closeShare, {}, leave, long)).toMatchObject({ lots: 3500 })
    expect(askSize(closeShare, { percent: 100 }, leave, long)).toEqual(all)
    expect(askSize(closeShare, { percent: 25 }, leave, short)).toMatchObject({ lots: 75 })
    expect(askSize(closeShare, {}, leave, short, { percent: 10 })).toMatchObject({ lots: 30 })
    expect(askSize(closeShare, {}, leave, short, { percent: 400 })).toMatchObject({ lots: 300 })
    expect(askSize(closeShare, {}, leave, short, { percent: NaN })).toMatchObject({ code: 'SIZE_UNKNOWN' })
    expect(askSize(closeShare, {}, leave, accountView({ slots: { main: { positionLots: 1 } } }))).toEqual({
      code: 'SIZE_ZERO',
      value: 0,
      limit: 1,
    })
    expect(askSize(closeShare, {}, enterLong, flat)).toMatchObject({ code: 'SIGNAL_SHAPE' })
  })
})
