import { describe, expect, test } from 'vitest'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import { addAmounts, amountOf, type Amounts } from '../../engine/exchange/asset-amounts.ts'
import { createHoldings, type Unassigned } from '../../engine/exchange/holdings.ts'
import { enter, exit } from '../desk/kit.ts'
import { openDesk, type DeskAtExchange } from './desk-at-exchange.ts'

const lots = 50_000
const codes = ({ alerts }: DeskAtExchange) => alerts.map(({ code }) => code)
const halted = (at: DeskAtExchange) => at.desk.state === 'halted'
const MINUTES = 60_000

/** Two runs on one account, each with half of what the other leaves. */
async function openTwo(faults = createFaults(1, 0)) {
  const one = await openDesk({ faults, capital: '30000', runId: 'run-one' })
  const two = await one.beside({ runId: 'run-two', capital: '20000' })
  return { one, two }
}

/** Somebody takes money out. */
function withdraw({ exchange }: DeskAtExchange, asset: string, units: bigint): void {
  exchange.accounts[0]!.balances.get(asset)!.free -= units
}

describe('T-LEDGER several runs on one account', () => {
  test('each books its own fills alone, none takes the others for foreign, and the account agrees', async () => {
    const { one, two } = await openTwo()
    one.step([enter('long', lots)])
    two.step([enter('long', 2 * lots)])
    await one.pass(5 * MINUTES)
    two.step([exit('long', 2 * lots)])
    await one.pass(5 * MINUTES)
    expect([one, two].map(({ desk }) => desk.account.slot('main').positionLots)).toEqual([expect.any(Number), 0])
    expect(one.desk.account.slot('main').positionLots).toBeGreaterThan(0)
    expect(one.desk.fills.length).toBeGreaterThan(0)
    expect(two.desk.fills.length).toBeGreaterThan(one.desk.fills.length)
    expect([...codes(one), ...codes(two)]).toEqual([])
    expect([one, two].map(({ desk }) => desk.state)).toEqual(['active', 'active'])
    one.close()
    two.close()
  })

  test('one private stream and one watch serve both', async () => {
    const { one, two } = await openTwo()
    const before = one.sent.length
    await one.pass(10 * MINUTES)
    const looks = one.sent.slice(before).filter((path) => path.endsWith('account')).length
    expect(looks).toBeGreaterThan(8)
    expect(looks).toBeLessThan(13)
    expect(two.connection.status.account.checkedAt).toBe(one.connection.status.account.checkedAt)
    one.close()
    two.close()
  })

  test('what nobody can account for halts both, with both sides', async () => {
    const { one, two } = await openTwo()
    one.step([enter('long', lots)])
    await one.pass(2 * MINUTES)
    withdraw(one, 'USDT', 100_00000000n)
    await one.pass(5 * MINUTES)
    for (const at of [one, two]) {
      expect(codes(at)).toContain('ACCOUNT_MISMATCH')
      expect(halted(at)).toBe(true)
    }
    expect(one.alerts.find(({ code }) => code === 'ACCOUNT_MISMATCH')!.message).toMatch(
      /USDT: the account holds .*, of which .* are accounted for/,
    )
    one.close()
    two.close()
  })

  test('one that leaves gives back what it had, and the other goes on', async () => {
    const { one, two } = await openTwo()
    two.step([enter('long', lots)])
    await one.pass(2 * MINUTES)
    two.connection.close()
    one.step([enter('long', lots)])
    await one.pass(10 * MINUTES)
    expect(codes(one)).toEqual([])
    const three = await one.beside({ runId: 'run-three', capital: '5000' })
    await one.pass(5 * MINUTES)
    expect([...codes(one), ...codes(three)]).toEqual([])
    one.close()
  })

  test('T-RECON-IDLE both are killed: the first to be back waits for the other before anything is compared, and then all agrees', async () => {
    const { one, two } = await openTwo()
    one.step([enter('long', lots)])
    two.step([enter('long', lots)])
    await one.pass(2 * MINUTES)
    const [again, second] = [await one.crash(() => 0), two]
    expect(codes(again)).toEqual(['RUNS_AWAITED'])
    await again.pass(5 * MINUTES)
    expect(codes(again)).toEqual(['RUNS_AWAITED'])
    const back = await second.crash(() => 0)
    await again.pass(5 * MINUTES)
    expect([...codes(again), ...codes(back)]).toEqual(['RUNS_AWAITED'])
    // From here on the account is looked at again.
    withdraw(again, 'BTC', 1_000n)
    await again.pass(5 * MINUTES)
    expect([again, back].every(halted)).toBe(true)
    again.close()
    back.close()
  })

  test('both are killed and money goes meanwhile: said when the second is back', async () => {
    const { one, two } = await openTwo()
    one.step([enter('long', lots)])
    await one.pass(2 * MINUTES)
    const again = await one.crash(() => 0)
    withdraw(again, 'USDT', 100_00000000n)
    await again.pass(5 * MINUTES)
    expect(halted(again)).toBe(false)
    const back = await two.crash(() => 0)
    await again.pass(5 * MINUTES)
    expect([again, back].every(halted)).toBe(true)
    again.close()
    back.close()
  })
})

describe('what belongs to nobody', () => {
  const held: Record<string, Amounts> = {}
  const told: Unassigned[] = []
  const holdings = createHoldings(
    () => addAmounts(Object.values(held)),
    (now) => told.push(now),
  )
  const come = (run: string, has: Record<string, string>) => {
    const own = Object.fromEntries(Object.entries(has).map(([asset, text]) => [asset, amountOf(text)]))
    held[run] = own
    holdings.join(run, own)
  }
  const go = (run: string) => {
    const own = held[run]!
    delete held[run]
    holdings.leave(run, own)
  }
  const account: Record<string, string> = { USDT: '1000.1', BTC: '2', ETH: '3' }
  const total = (asset: string) => amountOf(account[asset] ?? '0')

  test('REQ-41 is what the ledgers leave of the account, exactly, with whoever comes and goes', () => {
    come('a', { USDT: '400.1', BTC: '0' })
    expect(holdings.compare(total)).toEqual([])
    expect(told.at(-1)).toEqual({ unassigned: { USDT: '600', BTC: '2' }, runs: ['a'] })
    come('b', { USDT: '499.9', ETH: '0' })
    expect(told.at(-1)).toEqual({ unassigned: { USDT: '100.1', BTC: '2' }, runs: ['a', 'b'] })
    expect(holdings.compare(total)).toEqual([])
    expect(told.at(-1)).toEqual({ unassigned: { USDT: '100.1', BTC: '2', ETH: '3' }, runs: ['a', 'b'] })
    // Less than any double could tell beside a thousand.
    account['USDT'] = '1000.09999999999999999999'
    expect(holdings.compare(total)).toEqual([{ asset: 'USDT', held: '1000.09999999999999999999', accounted: '1000.1' }])
    holdings.accept(total)
    expect(holdings.compare(total)).toEqual([])
    go('b')
    expect(told.at(-1)).toEqual({ unassigned: { USDT: '599.99999999999999999999', BTC: '2' }, runs: ['a'] })
    expect(holdings.compare(total)).toEqual([])
  })
})
