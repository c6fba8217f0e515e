import { describe, expect, test } from 'vitest'
import { createFaults, faults as catalogue, type Fault } from '../../engine/demo-exchange/faults.ts'
import { isOpen } from '../../engine/demo-exchange/orders.ts'
import { enter } from '../desk/kit.ts'
import { MINUTE } from '../demo-exchange/market.ts'
import { busy, openRun, type RunAtExchange } from './run-at-exchange.ts'
import { openDesk, type DeskAtExchange } from './desk-at-exchange.ts'

/** Faults that schedules of orders do not draw, each with what it must not lead to. */

const lots = 50_000
const codes = ({ alerts }: DeskAtExchange) => alerts.map(({ code }) => code)
const account = ({ exchange }: DeskAtExchange) => exchange.accounts[0]!
const resting = (at: DeskAtExchange) => [...account(at).orders.values()].filter(isOpen)
const held = (at: DeskAtExchange) => at.desk.account.slot('main').positionLots
const last = (at: DeskAtExchange) => Number(at.exchange.market('BTCUSDT').last) / 1e8

async function openWith() {
  const faults = createFaults(1, 0)
  return { faults, at: await openDesk({ faults }) }
}

test('F19 REQ-32: a list of open orders that is cut short ends none of them', async () => {
  const { faults, at } = await openWith()
  at.step([
    enter('long', lots, { type: 'limit', limit: last(at) - 20 }),
    enter('long', lots, { signal: 'another', type: 'limit', limit: last(at) - 21, additions: 1 }),
  ])
  await at.pass(2000)
  const open = resting(at).length
  expect(open).toBe(2)
  faults.inject('F19', 4)
  await at.pass(125_000)
  expect(faults.happened.filter((one) => one === 'F19').length).toBeGreaterThan(1)
  expect(resting(at)).toHaveLength(open)
  expect(at.desk.orders().map(({ state }) => state)).toEqual(['accepted', 'accepted'])
  expect(at.desk.state).toBe('active')
  at.close()
})

test('F21: what somebody else trades with the key is told, is nobody’s here, and halts once the money is missed', async () => {
  const { faults, at } = await openWith()
  at.step([enter('long', lots)])
  await at.pass(40_000)
  const before = held(at)
  faults.inject('F21')
  await at.pass(150_000)
  expect(faults.happened).toContain('F21')
  expect(held(at)).toBe(before)
  expect(codes(at)).toContain('FOREIGN_ORDER')
  expect(at.desk.state).toBe('halted')
  at.close()
})

test('F24 REQ-80: a key that may withdraw all at once halts', async () => {
  const { faults, at } = await openWith()
  faults.inject('F24')
  await at.pass(25 * 3_600_000)
  expect(account(at).rights.withdraw).toBe(true)
  expect(at.desk.state).toBe('halted')
  at.close()
})

test('F32: a stop that the exchange turns down at its trigger is made up for here, once', async () => {
  const { faults, at } = await openWith()
  at.step([enter('long', lots, { protection: { stop: { price: last(at) - 1 } } })])
  await at.pass(2000)
  expect(resting(at).map(({ type }) => type)).toEqual(['STOP_LOSS'])
  faults.inject('F32')
  at.exchange.market('BTCUSDT').trade(BigInt(Math.round((last(at) - 2) * 100)) * 1_000_000n, 1_000_000_000n)
  at.mark()
  await at.pass(5000)
  at.step([])
  await at.pass(5000)
  expect(faults.happened).toContain('F32')
  const sold = [...account(at).orders.values()].filter(({ side }) => side === 'SELL')
  expect(sold.map(({ status }) => status)).toEqual(['REJECTED', 'FILLED'])
  expect([held(at), resting(at)]).toEqual([0, []])
  at.close()
})

test('F33: candles told twice, revised and out of order decide nothing anew', async () => {
  const faults = createFaults(1, 0)
  const [calm, at] = [await openRun({ edit: busy }), await openRun({ edit: busy, faults })]
  faults.inject('F33', 60)
  for (const one of [calm, at]) await one.pass(90 * MINUTE)
  const decided = ({ run }: RunAtExchange) =>
    run.desk.orders().map(({ side, type, lots, purpose, time }) => ({ side, type, lots, purpose, time }))
  expect(faults.happened).toHaveLength(60)
  expect(decided(at)).toEqual(decided(calm))
  expect(decided(at).length).toBeGreaterThan(4)
  // One of the three it adds to a bar is the same again, one is revised, one stands for the bar before.
  expect([at.run.status().revised, calm.run.status().revised]).toEqual([120, 0])
  for (const one of [calm, at]) {
    await one.end()
    one.close()
  }
})

test('F35: balances that are two seconds behind the fills are no difference', async () => {
  const { faults, at } = await openWith()
  faults.inject('F35', 100)
  for (let i = 0; i < 100; i++) {
    at.step([enter('long', 10_000, { signal: `entry-${i}`, additions: 100 })])
    await at.pass(1500)
  }
  expect(faults.happened.filter((one) => one === 'F35')).not.toEqual([])
  expect(held(at)).toBeGreaterThan(300_000)
  expect(codes(at)).not.toContain('ACCOUNT_MISMATCH')
  expect(at.desk.state).toBe('active')
  at.close()
})

test('F38: a deposit while a run lives is told with both sides, and halts', async () => {
  const { faults, at } = await openWith()
  await at.pass(5000)
  faults.inject('F38')
  await at.pass(150_000)
  expect(at.alerts.find(({ code }) => code === 'ACCOUNT_MISMATCH')?.message).toMatch(/USDT: the account holds 100100/)
  expect(at.desk.state).toBe('halted')
  at.close()
})

describe('the catalogue', () => {
  test('has no fault that never happens: each is asked for where it could', async () => {
    const { readdirSync, readFileSync } = await import('node:fs')
    const folder = new URL('../../engine/demo-exchange/', import.meta.url)
    const source = readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && name !== 'faults.ts')
      .map((name) => readFileSync(new URL(name, folder), 'utf8'))
      .join('\n')
    const asked = [...source.matchAll(/'(F\d\d)'/g)].map(([, name]) => name)
    expect((Object.keys(catalogue) as Fault[]).filter((name) => !asked.includes(name))).toEqual([])
  })
})
