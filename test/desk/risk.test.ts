import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DeskConfig } from '../../engine/desk/contract.ts'
import { rules } from '../../engine/desk/risk.ts'
import { liveDefault1, nextOpen } from '../../engine/protocol/profiles.ts'
import type { RiskProfile } from '../../engine/protocol/profiles.ts'
import { denialCodes } from '../../nodes/define/trade.ts'
import { instrument } from '../kit/instruments.ts'
import { bench, enter, exit, margin, plain, USDT } from './kit.ts'

const off: RiskProfile = {
  name: 'one rule',
  enforceAll: true,
  fatFinger: null,
  ordersPerSecond: null,
  maxNotional: null,
  maxPosition: null,
  exposure: null,
  exposureRelease: null,
  drawdown: null,
  dayLoss: null,
  lossStreak: null,
  lossWindowHours: null,
  maxOpenOrders: null,
  maxOpenSlots: null,
}
const only = (rule: Partial<RiskProfile>, config: DeskConfig = plain): DeskConfig => ({ ...config, riskProfile: { ...off, ...rule } })
const wide = { tick: '1', lot: '0.001' }
const two: DeskConfig = {
  ...plain,
  slots: ['main', 'other'].map((name, n) => ({ name, instrument: instrument({ ...wide, symbol: n === 0 ? 'BTC/USDT' : 'ETH/USDT' }) })),
}

describe('T-STATE', () => {
  const kinds = {
    increase: (table: ReturnType<typeof bench>) => table.request(enter('long', 1, { additions: 9, signal: 'more' })),
    reduce: (table: ReturnType<typeof bench>) => table.request(exit('long', 1)),
    cancel: (table: ReturnType<typeof bench>) => table.cancel('entries'),
  } as const
  /** What passes: the whole table of TRADING §5, states × kinds. */
  const allowed = {
    active: { increase: true, reduce: true, protect: true, cancel: true },
    reducing: { increase: false, reduce: true, protect: true, cancel: true },
    halted: { increase: false, reduce: true, protect: true, cancel: true },
    reconciling: { increase: false, reduce: false, protect: false, cancel: true },
  } as const

  /** A desk in a state, with a position of 10, an entry half filled that asked for a stop, and an order that can be withdrawn. */
  function deskIn(state: keyof typeof allowed) {
    const table = bench({ ...plain, riskProfile: { ...off, exposure: 0.15, exposureRelease: 0.14 } })
    table.step()
    table.request(enter('long', 20, { protection: { stop: { price: 9_000 } } }))
    const entry = table.last()
    table.request(enter('long', 1, { type: 'limit', limit: 9_500, additions: 5, signal: 'resting' }))
    if (state === 'reducing') {
      table.mark(10_000)
      // Someone else's idea of a fast market: exposure rises above 15 % and stays there.
      table.fill(entry, 10, 10_000)
      table.mark(400_000)
    } else {
      table.fill(entry, 10, 10_000)
    }
    if (state === 'halted') table.operator('halt')
    if (state === 'reconciling') table.operator('reconcile')
    expect(table.desk.state).toBe(state)
    table.step()
    return { table, entry }
  }

  for (const [state, row] of Object.entries(allowed)) {
    for (const kind of ['increase', 'reduce', 'cancel'] as const) {
      it(`T-STATE ${state}: ${kind} ${row[kind] ? 'passes' : 'is refused'}`, () => {
        const { table } = deskIn(state as keyof typeof allowed)
        const before = { submitted: table.submitted.length, canceled: table.canceled.length, denied: table.codes().length }
        kinds[kind](table)
        // A reduction first withdraws the stop that stands in its way.
        const acted = table.submitted.length > before.submitted || table.canceled.length > before.canceled
        const withdrawn = state === 'halted' && kind === 'cancel'
        expect(acted || withdrawn).toBe(row[kind])
        expect(table.codes().slice(before.denied)).toEqual(row[kind] ? [] : ['STATE'])
      })
    }

    it(`T-STATE ${state}: a protective stop ${row.protect ? 'passes' : 'waits'}`, () => {
      const { table, entry } = deskIn(state as keyof typeof allowed)
      const stop = table.submitted.find(({ purpose }) => purpose === 'protect')!
      expect(stop).toMatchObject({ type: 'stop', triggerTicks: 9_000, lots: 10 })
      const before = table.submitted.length
      // Another part of the entry fills: the stop must grow with it.
      table.fill(entry, 5, 10_000)
      if (table.canceled.includes(stop.sequence)) table.canceledFact(stop.sequence)
      expect(table.submitted.slice(before).map(({ lots }) => lots)).toEqual(row.protect ? [15] : [])
      table.operator('release')
      if (table.canceled.includes(stop.sequence) && !row.protect) table.canceledFact(stop.sequence)
      expect(table.last()).toMatchObject({ purpose: 'protect', lots: 15 })
    })
  }

  it('T-STATE a halt sticks until the operator lifts it, and withdraws what works towards more', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 1, { type: 'limit', limit: 9_000 }))
    table.operator('halt')
    expect(table.canceled).toEqual([1])
    table.mark(10_000)
    table.step()
    expect(table.desk.state).toBe('halted')
    table.operator('release')
    expect(table.desk.state).toBe('active')
    expect(table.alerts).toEqual(['HALT_OPERATOR', 'RELEASED'])
  })

  it('T-STOP-MEANS-STOP REQ-13 after a stop or kill no new exposure leaves, whatever is released', () => {
    for (const act of ['stop', 'kill'] as const) {
      const table = bench()
      table.step()
      table.operator(act)
      table.operator('release')
      expect(table.desk.state).toBe('halted')
      table.request(enter('long', 1))
      expect(table.submitted).toEqual([])
      expect(table.codes()).toEqual(['STATE'])
    }
  })

  it('kill withdraws resting exits too and leaves the protection', () => {
    const table = bench()
    table.step()
    table.request(enter('long', 10, { protection: { stop: { price: 9_000 } } }))
    table.fill(table.last(), 10, 10_000)
    table.request(exit('long', 10, { type: 'limit', limit: 12_000 }))
    const [, stop, target] = table.submitted
    table.operator('kill')
    expect(table.canceled).toEqual([target.sequence])
    expect(stop.purpose).toBe('protect')
  })
})

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

  it('T-FAT-FINGER a buy more than 5 % above, a sell more than 5 % below; exactly 5 % passes', () => {
    const config = only({ fatFinger: 0.05 }, margin)
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
    const config = only({ fatFinger: 0.05 }, margin)
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
    const table = bench(only({ ordersPerSecond: 5 }))
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
    const notional = bench(only({ maxNotional: 0.05 }))
    notional.step()
    notional.request(enter('long', 51))
    notional.request(enter('long', 50))
    expect(notional.codes()).toEqual(['MAX_NOTIONAL'])
    const position = bench(only({ maxPosition: 0.1 }))
    position.step()
    position.request(enter('long', 60))
    position.fill(position.last(), 30, 10_000)
    position.request(enter('long', 41, { additions: 5, signal: 'b' }))
    position.request(enter('long', 40, { additions: 5, signal: 'c' }))
    expect(position.codes()).toEqual(['MAX_POSITION'])
    expect(position.submitted).toHaveLength(2)
  })

  it('MAX_OPEN_ORDERS: working orders, and slots that hold or ask for something', () => {
    const orders = bench(only({ maxOpenOrders: 2 }))
    orders.step()
    for (const signal of ['a', 'b', 'c']) orders.request(enter('long', 1, { type: 'limit', limit: 9_000, additions: 9, signal }))
    expect(orders.codes()).toEqual(['MAX_OPEN_ORDERS'])
    const slots = bench(only({ maxOpenSlots: 1 }, two))
    slots.mark(10_000, 1)
    slots.step()
    slots.request(enter('long', 1))
    slots.request(enter('long', 1, { slot: 'other' }))
    slots.request(enter('long', 1, { additions: 1, signal: 'more' }))
    expect(slots.codes()).toEqual(['MAX_OPEN_ORDERS'])
  })

  it('SELF_CROSS: an order of one own on the other side that this one would meet', () => {
    const same: DeskConfig = { ...margin, slots: ['main', 'other'].map((name) => ({ ...margin.slots[0], name })) }
    const table = bench(only({}, same))
    table.mark(10_000, 1)
    table.step()
    table.request(enter('short', 1, { type: 'limit', limit: 10_100 }))
    table.request(enter('long', 1, { slot: 'other', type: 'limit', limit: 10_100 }))
    table.request(enter('long', 1, { slot: 'other', type: 'limit', limit: 10_099 }))
    expect(table.codes()).toEqual(['SELF_CROSS'])
    expect(table.submitted).toHaveLength(2)
  })

  it('LOSS_STREAK: so many losses in a row within the window', () => {
    const table = bench(only({ lossStreak: 2, lossWindowHours: 1 }))
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

describe('T-EXPOSURE', () => {
  const config = only({ exposure: 0.15, exposureRelease: 0.14 })

  it('T-EXPOSURE exactly 0.15 passes, one lot more is denied and changes no state', () => {
    for (const [lots, codes] of [
      [149, []],
      [150, []],
      [151, ['EXPOSURE']],
    ] as const) {
      const table = bench(config)
      table.step()
      table.request(enter('long', lots))
      expect(table.codes()).toEqual(codes)
      expect(table.desk.state).toBe('active')
    }
  })

  it('T-EXPOSURE is exact for any capital: E · 100 ≤ equity · 15', () => {
    let denied = 0
    fc.assert(
      fc.property(
        fc.integer({ min: 1_000_000, max: 99_999_999 }),
        fc.integer({ min: -2, max: 2 }),
        fc.integer({ min: 5_000, max: 70_000 }),
        (cents, off1, ticks) => {
          const capital = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`
          const lots = Math.floor((cents * 15 * 10) / (100 * ticks)) + off1
          fc.pre(lots > 0)
          const table = bench({ ...config, capital }, ticks)
          table.step()
          table.request(enter('long', lots))
          // E = lots · ticks / 1000 USDT and equity = cents / 100: E · 100 > equity · 15 is lots · ticks · 10000 > cents · 15 · 1000.
          const beyond = BigInt(lots) * BigInt(ticks) * 10_000n > BigInt(cents) * 15_000n
          if (beyond) denied++
          expect(table.codes()).toEqual(beyond ? ['EXPOSURE'] : [])
        },
      ),
      { numRuns: 500 },
    )
    expect(denied).toBeGreaterThan(50)
  })

  it('T-EXPOSURE working orders that increase count, orders that reduce do not', () => {
    const table = bench(config)
    table.step()
    table.request(enter('long', 100, { type: 'limit', limit: 9_000 }))
    table.request(enter('long', 61, { additions: 5, signal: 'b' }))
    table.request(enter('long', 60, { additions: 5, signal: 'c' }))
    expect(table.codes()).toEqual(['EXPOSURE'])
    expect(table.desk.account.exposure).toBe(1500 * USDT)
    table.fill(table.submitted[1], 60, 10_000)
    table.request(exit('long', 60))
    expect(table.desk.account.exposure).toBe(1500 * USDT)
  })

  it('T-EXPOSURE reducing is set by a mark above 0.15 and released at 0.14 exactly', () => {
    const table = bench(config)
    table.step()
    table.request(enter('long', 140))
    table.fill(table.last(), 140, 10_000)
    table.mark(10_700)
    expect(table.desk.state).toBe('active')
    // 140 lots at t are 0.14 t of 8,600 + 0.14 t: 15 % at t = 10,840.3…
    table.mark(10_840)
    expect(table.desk.state).toBe('active')
    table.mark(10_841)
    expect(table.desk.state).toBe('reducing')
    expect(table.alerts).toEqual(['HALT_EXPOSURE'])
    table.mark(10_500)
    expect(table.desk.state).toBe('reducing')
    table.step()
    table.request(enter('long', 1, { additions: 5, signal: 'b' }))
    expect(table.codes()).toEqual(['STATE'])
    table.request(exit('long', 140))
    expect(table.last()).toMatchObject({ purpose: 'reduce', lots: 140 })
    table.mark(10_001)
    expect(table.desk.state).toBe('reducing')
    table.mark(10_000)
    expect(table.desk.state).toBe('active')
    expect(table.alerts).toEqual(['HALT_EXPOSURE', 'EXPOSURE_RELEASED'])
  })

  it('T-EXPOSURE equity that is unknown or not above 0 halts', () => {
    const unknown = bench(config)
    unknown.step()
    unknown.request(enter('long', 10))
    unknown.fill(unknown.last(), 10, 10_000)
    unknown.mark(NaN)
    expect(unknown.desk.account.equity).toBeNaN()
    expect(unknown.desk.state).toBe('halted')
    expect(unknown.desk.account.peakEquity).toBe(10_000 * USDT)
    unknown.mark(10_000)
    expect(unknown.desk.state).toBe('halted')
    const broke = bench(only({}, margin))
    broke.step()
    broke.request(enter('short', 900))
    broke.fill(broke.last(), 900, 10_000)
    broke.mark(21_112)
    expect(broke.desk.account.equity).toBeLessThan(0)
    expect(broke.desk.state).toBe('halted')
  })
})

describe('T-DRAWDOWN', () => {
  const held = (rule: Partial<RiskProfile>) => {
    const table = bench(only(rule))
    table.step()
    table.request(enter('long', 500))
    table.fill(table.last(), 500, 10_000)
    return table
  }

  it('T-DRAWDOWN exactly 10 % from the peak passes, a tick more halts and sticks', () => {
    const table = held({ drawdown: 0.1 })
    table.mark(12_000)
    expect(table.desk.account.peakEquity).toBe(11_000 * USDT)
    // 5,000 + 0.5 t: 9,900 at 9,800.
    table.mark(9_800)
    expect(table.desk.state).toBe('active')
    table.mark(9_799)
    expect(table.desk.state).toBe('halted')
    table.mark(20_000)
    expect(table.desk.state).toBe('halted')
    expect(table.alerts).toEqual(['HALT_DRAWDOWN'])
  })

  it('T-DRAWDOWN counts open loss against the equity at the start of the UTC day', () => {
    const table = held({ dayLoss: 0.05 })
    table.mark(9_100)
    expect(table.desk.state).toBe('active')
    table.wait(86_400_000 - 60_000)
    // The bar that closes at midnight still belongs to the day before: 9,000 is exactly 5 %.
    table.mark(9_000)
    expect(table.desk.account.dayStartEquity).toBe(10_000 * USDT)
    table.wait(1)
    table.mark(9_000)
    expect(table.desk.account.dayStartEquity).toBe(9_500 * USDT)
    table.mark(8_050)
    expect(table.desk.state).toBe('active')
    table.mark(8_049)
    expect(table.desk.state).toBe('halted')
  })

  it('T-DRAWDOWN a new day begins with the equity before its first fill, though that has the time of the midnight close', () => {
    const table = bench()
    table.wait(86_400_000)
    table.mark(10_000)
    table.step()
    table.request(enter('long', 100))
    table.fill(table.last(), 100, 10_000, { fee: 50 * USDT })
    expect(table.desk.account.dayStartEquity).toBe(10_000 * USDT)
    table.wait(60_000)
    table.mark(10_000)
    expect(table.desk.account.dayStartEquity).toBe(10_000 * USDT)
    expect(table.desk.account.equity).toBe(9_950 * USDT)
  })

  it('T-DRAWDOWN a release starts peak and day anew; a NaN never becomes the peak', () => {
    const table = held({ drawdown: 0.1 })
    table.mark(7_999)
    expect(table.desk.state).toBe('halted')
    table.operator('release')
    expect(table.desk.state).toBe('active')
    expect(table.desk.account.peakEquity).toBe(table.desk.account.equity)
    table.mark(NaN)
    table.mark(8_000)
    expect(table.desk.account.peakEquity).toBe(9_000 * USDT)
  })

  it('T-DRAWDOWN research reports and does not halt', () => {
    const table = bench({ ...plain, riskProfile: { ...off, drawdown: 0.1, enforceAll: false } })
    table.step()
    table.request(enter('long', 500))
    table.fill(table.last(), 500, 10_000)
    table.mark(7_000)
    expect(table.desk.state).toBe('active')
    table.step()
    table.request(enter('long', 1, { additions: 1, signal: 'b' }))
    expect(table.codes()).toEqual(['(MAX_DRAWDOWN)'])
    expect(table.submitted).toHaveLength(2)
  })
})

describe('T-MARKET after the fill', () => {
  it('T-MARKET a fill more than 0.5 % worse than the reference is a breach: counted in research, reducing where enforced', () => {
    for (const [ticks, state] of [
      [10_050, 'active'],
      [10_051, 'reducing'],
      [9_000, 'active'],
    ] as const) {
      const table = bench(only({}))
      table.step()
      table.request(enter('long', 1))
      table.fill(table.last(), 1, ticks)
      expect(table.desk.state).toBe(state)
    }
    const research = bench()
    research.step()
    research.request(enter('long', 1))
    research.fill(research.last(), 1, 11_000)
    expect(research.desk.state).toBe('active')
    expect(research.alerts).toEqual([])
    expect(research.desk.counts.slipBreaches).toBe(1)
  })

  it('T-MARKET a reducing order not filled within its cap is sent again with twice the distance, three times, then without a cap', () => {
    const table = bench({ ...plain, fillProfile: { ...nextOpen, marketCap: 0.02 } })
    table.step()
    table.request(enter('long', 10))
    table.fill(table.last(), 10, 10_000)
    table.mark(10_000)
    table.step()
    table.request(exit('long', 10))
    const caps: number[] = []
    for (let n = 0; n < 4; n++) {
      caps.push(table.last().capTicks)
      if (n === 1) table.fill(table.last(), 4, 10_000)
      table.expired(table.last().sequence)
    }
    expect([...caps, table.last().capTicks]).toEqual([9_800, 9_600, 9_200, 8_400, 0])
    expect(table.submitted.map(({ lots }) => lots)).toEqual([10, 10, 10, 6, 6, 6])
    expect(table.alerts).toEqual(['CAP_WIDENED', 'CAP_WIDENED', 'CAP_WIDENED', 'CAP_WIDENED'])
    table.expired(table.last().sequence)
    expect(table.submitted).toHaveLength(6)
  })

  it('T-MARKET an entry beyond its cap is dropped', () => {
    const table = bench({ ...plain, fillProfile: { ...nextOpen, marketCap: 0.02 } })
    table.step()
    table.request(enter('long', 10))
    table.expired(1)
    expect(table.submitted).toHaveLength(1)
    expect(table.desk.quiet(0)).toBe(true)
  })
})
