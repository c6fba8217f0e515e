import { describe, expect, it } from 'vitest'
import { joinShares, nobody, type AccountShare } from '../../engine/desk/others.ts'
import { bench, enter, exit, margin, onlyRule } from './kit.ts'

const hour = 3_600_000

/** A desk that was told of others on its account. */
function beside(config: Parameters<typeof bench>[0], share: Partial<AccountShare>) {
  const table = bench(config)
  table.step()
  table.desk.handle({ kind: 'others', time: table.time, share: { ...nobody, ...share } })
  return table
}

function trade(table: ReturnType<typeof bench>, price: number) {
  table.step()
  table.request(enter('long', 1))
  table.fill(table.last(), 1, 10_000)
  table.step()
  table.request(exit('long', 1))
  table.fill(table.last(), 1, price)
  table.step()
}

describe('T-LEDGER the limits that count look at all runs on the account', () => {
  it('MAX_OPEN_ORDERS: orders and markets of the others', () => {
    const orders = beside(onlyRule({ maxOpenOrders: 3 }), { working: 2 })
    for (const signal of ['a', 'b']) orders.request(enter('long', 1, { type: 'limit', limit: 9_000, additions: 9, signal }))
    expect(orders.codes()).toEqual(['MAX_OPEN_ORDERS'])
    expect(orders.submitted).toHaveLength(1)
    const markets = beside(onlyRule({ maxOpenSlots: 2 }), { markets: 2 })
    markets.request(enter('long', 1))
    expect(markets.codes()).toEqual(['MAX_OPEN_ORDERS'])
  })

  it('RATE: orders of the others within the last second', () => {
    const table = beside(onlyRule({ ordersPerSecond: 3 }), {})
    const tell = (...ago: number[]) =>
      table.desk.handle({ kind: 'others', time: table.time, share: { ...nobody, approvals: ago.map((ms) => table.time - ms) } })
    tell(1000, 999, 0)
    table.request(enter('long', 1, { type: 'limit', limit: 9_000, signal: 'a' }))
    table.request(enter('long', 1, { type: 'limit', limit: 9_000, signal: 'b', additions: 1 }))
    expect(table.codes()).toEqual(['RATE'])
    expect(table.submitted).toHaveLength(1)
  })

  it('SELF_CROSS: a limit of another run on the other side, of the same market', () => {
    const resting = [{ symbol: 'BTC/USDT', side: 'sell', limitTicks: 10_100 }] as const
    const table = beside(onlyRule({}, margin), { resting })
    table.request(enter('long', 1, { type: 'limit', limit: 10_100 }))
    expect(table.codes()).toEqual(['SELF_CROSS'])
    table.request(enter('long', 1, { type: 'limit', limit: 10_099 }))
    expect(table.submitted).toHaveLength(1)
    const elsewhere = beside(onlyRule({}, margin), { resting: [{ ...resting[0], symbol: 'ETH/USDT' }] })
    elsewhere.request(enter('long', 1, { type: 'limit', limit: 10_100 }))
    expect(elsewhere.codes()).toEqual([])
  })

  it('LOSS_STREAK: losses of all runs in a row, whosever they are, and a win of any ends the row', () => {
    const rule = onlyRule({ lossStreak: 3, lossWindowHours: 1 })
    const table = bench(rule)
    trade(table, 9_999)
    const tell = (share: Partial<AccountShare>) => table.desk.handle({ kind: 'others', time: table.time, share: { ...nobody, ...share } })
    tell({ lost: [table.time - 10, table.time - 5] })
    table.request(enter('long', 1, { signal: 'a' }))
    expect(table.codes()).toEqual(['LOSS_STREAK'])
    // Somebody won after this run's own loss.
    tell({ lost: [table.time - 10, table.time - 5], won: table.time - 20 })
    table.request(enter('long', 1, { signal: 'b' }))
    expect(table.codes()).toEqual(['LOSS_STREAK'])
    // Too long ago.
    const late = bench(rule)
    late.wait(2 * hour)
    trade(late, 9_999)
    late.desk.handle({ kind: 'others', time: late.time, share: { ...nobody, lost: [late.time - hour - 1, late.time - 5] } })
    late.request(enter('long', 1))
    expect(late.codes()).toEqual([])
  })

  it('what a run tells the others is what it holds, what works and how its last trades ended', () => {
    const table = bench(onlyRule({ ordersPerSecond: 2 }))
    expect(table.desk.share()).toEqual(nobody)
    trade(table, 10_001)
    const won = table.time - 60_000
    trade(table, 9_999)
    table.request(enter('long', 1, { type: 'limit', limit: 9_000 }))
    expect(table.desk.share()).toEqual({
      markets: 1,
      working: 1,
      approvals: expect.arrayContaining([table.time]),
      lost: [table.time - 60_000],
      won,
      resting: [{ symbol: 'BTC/USDT', side: 'buy', limitTicks: 9_000 }],
    })
    const twice = joinShares([table.desk.share(), { ...nobody, markets: 1, lost: [won - 1, won + 1], won: won + 2, approvals: [1] }])
    expect(twice).toMatchObject({ markets: 2, working: 1, won: won + 2, lost: [table.time - 60_000] })
    expect(twice.approvals[0]).toBe(1)
  })

  it('what the others have goes through a checkpoint, and nothing of it reaches the plan', () => {
    const table = beside(onlyRule({ maxOpenOrders: 1 }), { working: 1 })
    expect(table.desk.checkpoint()).toMatchObject({ others: { working: 1 } })
    expect(table.desk.snapshot()).not.toHaveProperty('others')
  })
})
