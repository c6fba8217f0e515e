import { describe, expect, it } from 'vitest'
import type { DeskConfig, VenueSupport } from '../../engine/desk/contract.ts'
import { rules } from '../../engine/desk/risk.ts'
import { liveDefault1, nextOpen } from '../../engine/protocol/profiles.ts'
import { denialCodes } from '../../nodes/define/trade.ts'
import { instrument } from '../kit/instruments.ts'
import { bench, enter, exit, margin, onlyRule, plain, USDT } from './kit.ts'

const wide = { tick: '1', lot: '0.001' }
const two: DeskConfig = {
  ...plain,
  slots: ['main', 'other'].map((name, n) => ({ name, instrument: instrument({ ...wide, symbol: n === 0 ? 'BTC/USDT' : 'ETH/USDT' }) })),
}

describe('account risk', () => {
  it('checks in the order of the list of codes', () => {
    const order = rules.map(({ code }) => denialCodes.indexOf(code))
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(order).not.toContain(-1)
  })

  it('T-RISK-PROFILE research reports what live would refuse, the first rule only, and lets it pass', () => {
    const table = bench({ ...plain, riskProfile: { ...liveDefault1, enforceAll: false } })
    table.step()
    table.request(enter('long', 900))
    expect(table.submitted).toHaveLength(1)
    expect(table.codes()).toEqual(['(MAX_NOTIONAL)'])
    expect(table.desk.denials[0]).toMatchObject({
      by: 'desk',
      value: 0.9,
      limit: 0.05,
      enforced: false,
      signal: 'enter-long',
      slot: 0,
      time: 60_000,
    })
    const live = bench({ ...plain, riskProfile: liveDefault1 })
    live.step()
    live.request(enter('long', 900))
    expect(live.submitted).toEqual([])
    expect(live.codes()).toEqual(['MAX_NOTIONAL'])
  })

  it('SIGNAL_SHAPE: what a request lacks or contradicts', () => {
    const bad = [
      enter('long', 0),
      enter('long', 1.5),
      enter('long', -1),
      enter('long', NaN),
      enter('long', 1, { additions: -1 }),
      enter('long', 1, { type: 'limit' }),
      enter('long', 1, { type: 'limit', limit: NaN }),
      enter('long', 1, { type: 'limit', limit: -5 }),
      enter('long', 1, { type: 'stop' }),
      enter('long', 1, { type: 'stop-limit', trigger: 11_000 }),
      enter('long', 1, { type: 'trailing-stop' }),
      enter('long', 1, { expiresAfter: 0 }),
      enter('long', 1, { maxSlippage: 2 }),
      enter('long', 1, { protection: { stop: { distance: 0 } } }),
      enter('long', 1, { protection: { stop: { distance: NaN } } }),
      enter('long', 1, { protection: { target: { price: Infinity } } }),
      enter('long', 1, { protection: { trail: { price: 9_000 } } }),
      enter('long', 1, { protection: { stop: { ticks: 1.5 } } }),
    ]
    for (const request of bad) {
      const table = bench()
      table.step()
      table.request(request)
      expect(table.codes(), JSON.stringify(request)).toEqual(['SIGNAL_SHAPE'])
      expect(table.submitted).toEqual([])
    }
    const table = bench()
    table.step()
    const both = enter('long', 1)
    table.request({ ...both, intent: { ...both.intent, signal: { ...both.intent.signal, side: 'any' } } })
    expect(table.codes()).toEqual(['SIGNAL_SHAPE'])
  })

  it('DUPLICATE: one node asks once for one signal in one step', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 1, { additions: 5 }))
    table.request(enter('long', 1, { additions: 5 }))
    expect(table.codes()).toEqual(['DUPLICATE'])
    table.request(enter('long', 1, { additions: 5, signal: 'another' }))
    table.step()
    table.request(enter('long', 1, { additions: 5 }))
    expect(table.submitted).toHaveLength(3)
  })

  it('STALE_DATA: no price yet, a price too old, a price that went missing', () => {
    const never = bench(plain, 0)
    never.step()
    never.request(enter('long', 1))
    expect(never.codes()).toEqual(['STALE_DATA'])
    const old = bench({ ...plain, slots: [{ ...plain.slots[0], maxAge: 90_000 }] })
    old.step()
    old.request(enter('long', 1))
    old.step()
    old.request(enter('long', 1, { additions: 5 }))
    expect(old.codes()).toEqual(['STALE_DATA'])
    expect(old.desk.denials[0]).toMatchObject({ value: 120_000, limit: 90_000 })
  })

  it('FILTERS REQ-42: minimums of quantity and notional refuse and are never met by raising the size', () => {
    const slots = [{ name: 'main', instrument: instrument({ ...wide, minimums: { quantity: '0.003', notional: '50' } }) }]
    const table = bench({ ...plain, slots })
    table.step()
    table.request(enter('long', 2))
    table.request(enter('long', 4, { signal: 'b' }))
    table.request(enter('long', 5, { signal: 'c' }))
    expect(table.desk.denials.filter(({ enforced }) => enforced)).toMatchObject([
      { code: 'FILTERS', value: 2, limit: 3 },
      { code: 'FILTERS', value: 40 * USDT, limit: 50 * USDT },
    ])
    expect(table.submitted.map(({ lots }) => lots)).toEqual([5])
  })

  it('UNSUPPORTED: times in force an order type does not have', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 1, { timeInForce: 'PO' }))
    table.request(enter('long', 1, { type: 'stop', trigger: 11_000, timeInForce: 'FOK' }))
    table.request(enter('long', 1, { type: 'limit', limit: 9_000, timeInForce: 'PO' }))
    expect(table.codes().filter((code) => !code.startsWith('('))).toEqual(['UNSUPPORTED', 'UNSUPPORTED'])
    expect(table.last()).toMatchObject({ timeInForce: 'PO' })
  })

  it('T-TIF UNSUPPORTED: times in force the venue does not take are refused before anything is sent', () => {
    const venue = { linked: 'pair', stop: true, trailing: false, timesInForce: ['GTC', 'IOC'] } as const
    const ask = (parts: Parameters<typeof enter>[2], support: VenueSupport = venue) => {
      const table = bench({ ...plain, slots: plain.slots.map((slot) => ({ ...slot, venue: support })) })
      table.step()
      table.request(enter('long', 1, parts))
      return table.codes().filter((code) => !code.startsWith('('))
    }
    expect(ask({ type: 'limit', limit: 9_000, timeInForce: 'IOC' })).toEqual([])
    expect(ask({ type: 'limit', limit: 9_000, timeInForce: 'FOK' })).toEqual(['UNSUPPORTED'])
    expect(ask({ type: 'limit', limit: 9_000, timeInForce: 'PO' })).toEqual(['UNSUPPORTED'])
    const all: VenueSupport = { linked: 'pair', stop: true, trailing: false }
    expect(ask({ type: 'limit', limit: 9_000, timeInForce: 'PO' }, all)).toEqual([])
    expect(ask({ type: 'stop-limit', trigger: 11_000, limit: 11_100, timeInForce: 'PO' }, all)).toEqual(['UNSUPPORTED'])
  })

  it('T-FAT-FINGER a buy more than 5 % above, a sell more than 5 % below; exactly 5 % passes', () => {
    const config = onlyRule({ fatFinger: 0.05 }, margin)
    const ask = (side: 'long' | 'short', limit: number) => {
      const table = bench(config)
      table.step()
      table.request(enter(side, 1, { type: 'limit', limit }))
      return table.codes()
    }
    expect(ask('long', 10_500)).toEqual([])
    expect(ask('long', 10_501)).toEqual(['FAT_FINGER'])
    expect(ask('long', 5_000)).toEqual([])
    expect(ask('short', 9_500)).toEqual([])
    expect(ask('short', 9_499)).toEqual(['FAT_FINGER'])
    expect(ask('short', 20_000)).toEqual([])
  })

  it('T-FAT-FINGER triggers, stops and targets are checked for the right side, not for distance', () => {
    const config = onlyRule({ fatFinger: 0.05 }, margin)
    const ask = (side: 'long' | 'short', parts: Parameters<typeof enter>[2]) => {
      const table = bench(config)
      table.step()
      table.request(enter(side, 1, parts))
      return table.codes()
    }
    expect(ask('long', { type: 'stop', trigger: 20_000 })).toEqual([])
    expect(ask('long', { type: 'stop', trigger: 9_999 })).toEqual(['FAT_FINGER'])
    expect(ask('short', { type: 'stop', trigger: 5_000 })).toEqual([])
    expect(ask('short', { type: 'stop', trigger: 10_001 })).toEqual(['FAT_FINGER'])
    expect(ask('long', { protection: { stop: { price: 1 }, target: { price: 90_000 } } })).toEqual([])
    expect(ask('long', { protection: { stop: { price: 10_000 } } })).toEqual(['FAT_FINGER'])
    expect(ask('long', { protection: { target: { price: 10_000 } } })).toEqual(['FAT_FINGER'])
    expect(ask('short', { protection: { stop: { price: 9_999 } } })).toEqual(['FAT_FINGER'])
    expect(ask('short', { protection: { target: { price: 10_001 } } })).toEqual(['FAT_FINGER'])
    // Against the price at which the entry itself would happen.
    expect(ask('long', { type: 'limit', limit: 9_000, protection: { stop: { price: 9_500 } } })).toEqual(['FAT_FINGER'])
  })

  it('RATE: five orders a second, protection not counted', () => {
    const table = bench(onlyRule({ ordersPerSecond: 5 }))
    table.step()
    for (let n = 0; n < 6; n++) table.request(enter('long', 1, { additions: 9, signal: `s${n}` }))
    expect(table.codes()).toEqual(['RATE'])
    table.wait(999)
    table.request(enter('long', 1, { additions: 9, signal: 'almost' }))
    expect(table.codes()).toEqual(['RATE', 'RATE'])
    table.wait(1)
    table.request(enter('long', 1, { additions: 9, signal: 'later' }))
    expect(table.submitted).toHaveLength(6)
  })

  it('BALANCE T-FILL-CASH a limit that cash cannot cover is denied, fees and other working orders counted', () => {
    const fees = { ...plain, fillProfile: { ...nextOpen, takerFee: 0.001, makerFee: 0.001 } }
    const limit = (config: DeskConfig, lots: number) => {
      const table = bench(config)
      table.step()
      table.request(enter('long', lots, { type: 'limit', limit: 10_000, signal: 'a' }))
      return table
    }
    expect(limit(plain, 1000).submitted).toHaveLength(1)
    expect(limit(plain, 1001).codes()).toEqual(['BALANCE'])
    expect(limit(fees, 999).submitted).toHaveLength(1)
    expect(limit(fees, 1000).codes()).toEqual(['BALANCE'])
    const table = limit(plain, 600)
    table.request(enter('long', 401, { type: 'limit', limit: 10_000, additions: 5, signal: 'b' }))
    table.request(enter('long', 400, { type: 'limit', limit: 10_000, additions: 5, signal: 'c' }))
    expect(table.codes().filter((code) => !code.startsWith('('))).toEqual(['BALANCE'])
  })

  it('BALANCE a market order is denied only when not even the smallest one is affordable', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 5000))
    expect(table.desk.affordable(table.last(), 10_000, 5000)).toBe(1000)
    table.fill(table.last(), 1000, 10_000)
    table.expired(1, 'cut to cash')
    expect(table.desk.account.cash).toBe(0)
    expect(table.desk.orders()[0]).toMatchObject({ state: 'expired', filledLots: 1000, cutLots: 4000, endReason: 'cut to cash' })
    table.step()
    table.request(enter('long', 1, { additions: 1 }))
    expect(table.codes().at(-1)).toBe('BALANCE')
    const huge = bench()
    huge.step()
    huge.request(enter('long', 9e15, { type: 'limit', limit: 10_000 }))
    expect(huge.codes()).toEqual(['BALANCE'])
  })

  it('BALANCE a slot quoted in another currency has no cash of the account, and equity is unknown', () => {
    const table = bench({ ...plain, slots: [...plain.slots, { name: 'far', instrument: instrument({ symbol: 'ETH/BTC' }) }] })
    table.mark(700, 1)
    table.step()
    table.request(enter('long', 1, { slot: 'far' }))
    expect(table.codes()).toEqual(['BALANCE'])
    expect(table.desk.account.equity).toBeNaN()
  })

  it('MAX_NOTIONAL, MAX_POSITION: exactly the limit passes, working orders count as filled', () => {
    const notional = bench(onlyRule({ maxNotional: 0.05 }))
    notional.step()
    notional.request(enter('long', 51))
    notional.request(enter('long', 50))
    expect(notional.codes()).toEqual(['MAX_NOTIONAL'])
    const position = bench(onlyRule({ maxPosition: 0.1 }))
    position.step()
    position.request(enter('long', 60))
    position.fill(position.last(), 30, 10_000)
    position.request(enter('long', 41, { additions: 5, signal: 'b' }))
    position.request(enter('long', 40, { additions: 5, signal: 'c' }))
    expect(position.codes()).toEqual(['MAX_POSITION'])
    expect(position.submitted).toHaveLength(2)
  })

  it('MAX_OPEN_ORDERS: working orders, and slots that hold or ask for something', () => {
    const orders = bench(onlyRule({ maxOpenOrders: 2 }))
    orders.step()
    for (const signal of ['a', 'b', 'c']) orders.request(enter('long', 1, { type: 'limit', limit: 9_000, additions: 9, signal }))
    expect(orders.codes()).toEqual(['MAX_OPEN_ORDERS'])
    const slots = bench(onlyRule({ maxOpenSlots: 1 }, two))
    slots.mark(10_000, 1)
    slots.step()
    slots.request(enter('long', 1))
    slots.request(enter('long', 1, { slot: 'other' }))
    slots.request(enter('long', 1, { additions: 1, signal: 'more' }))
    expect(slots.codes()).toEqual(['MAX_OPEN_ORDERS'])
  })

  it('SELF_CROSS: an order of one own on the other side that this one would meet', () => {
    const same: DeskConfig = { ...margin, slots: ['main', 'other'].map((name) => ({ ...margin.slots[0], name })) }
    const table = bench(onlyRule({}, same))
    table.mark(10_000, 1)
    table.step()
    table.request(enter('short', 1, { type: 'limit', limit: 10_100 }))
    table.request(enter('long', 1, { slot: 'other', type: 'limit', limit: 10_100 }))
    table.request(enter('long', 1, { slot: 'other', type: 'limit', limit: 10_099 }))
    expect(table.codes()).toEqual(['SELF_CROSS'])
    expect(table.submitted).toHaveLength(2)
  })

  it('LOSS_STREAK: so many losses in a row within the window', () => {
    const table = bench(onlyRule({ lossStreak: 2, lossWindowHours: 1 }))
    const lose = () => {
      table.step()
      table.request(enter('long', 1))
      table.fill(table.last(), 1, 10_000)
      table.step()
      table.request(exit('long', 1))
      table.fill(table.last(), 1, 9_999)
      table.step()
    }
    lose()
    lose()
    table.request(enter('long', 1))
    expect(table.codes()).toEqual(['LOSS_STREAK'])
    table.wait(3_600_000)
    table.request(enter('long', 1, { signal: 'later' }))
    expect(table.codes()).toEqual(['LOSS_STREAK'])
  })
})
