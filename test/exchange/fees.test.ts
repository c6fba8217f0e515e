import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { balanceOf } from '../../engine/demo-exchange/accounts.ts'
import { ONE, textOf as demoText } from '../../engine/demo-exchange/amounts.ts'
import { demoSymbol } from '../../engine/demo-exchange/symbols.ts'
import { amountOf, amountText } from '../../engine/exchange/asset-amounts.ts'
import { bookedTrade } from '../../engine/exchange/booked-trade.ts'
import { textOf } from '../../engine/money/decimal.ts'
import { createGrid } from '../../engine/money/grid.ts'
import { instrument } from '../kit/instruments.ts'
import { MINUTE, waveSource } from '../demo-exchange/market.ts'
import { openRun, type RunAtExchange } from './run-at-exchange.ts'

describe('a trade is booked so that the account and the ledger agree to the last digit', () => {
  test('REQ-41 whatever the commission is paid in, and however the exchange rounds', () => {
    const seen = { other: 0, rounded: 0, off: 0, own: 0, unpriced: 0 }
    const grid = createGrid(instrument({ symbol: 'ETH/USDT', tick: '0.00001', lot: '0.0001' }))
    const amount = (max: number, scale: number) => fc.integer({ min: 1, max }).map((units) => textOf(units, scale))
    fc.assert(
      fc.property(
        fc.constantFrom('buy' as const, 'sell' as const),
        amount(10_000_000, 5),
        amount(100_000, 4),
        amount(1_000_000, 8),
        fc.constantFrom('ETH', 'USDT', 'BNB', 'XYZ'),
        (side, price, quantity, fee, feeAsset) => {
          // As the exchange does it: eight decimals of quote, the rest cut off.
          const [exact, unit] = [amountOf(price) * amountOf(quantity), amountOf('1')]
          const kept = ((exact / unit / 10n ** 12n) * 10n ** 12n) as bigint
          const rate = (asset: string) => (asset === 'BNB' ? '612.34' : undefined)
          const trade = {
            id: '1',
            venueOrderId: '1',
            price,
            quantity,
            quoteQuantity: amountText(kept),
            fee,
            feeAsset,
            maker: false,
            time: 0,
          }
          const booked = bookedTrade(grid, side, trade, rate)!
          const sign = side === 'buy' ? 1n : -1n
          const moved: Record<string, bigint> = { ETH: sign * amountOf(quantity), USDT: -sign * kept }
          moved[feeAsset] = (moved[feeAsset] ?? 0n) - amountOf(fee)
          const ledger: Record<string, bigint> = {
            ETH: sign * amountOf(textOf(booked.lots, 4)),
            USDT: -sign * amountOf(textOf(booked.lots * booked.ticks, 9)),
          }
          const inBase = booked.feeAsset === 'base'
          ledger[inBase ? 'ETH' : 'USDT']! -= amountOf(textOf(booked.fee, inBase ? grid.baseScale : grid.quoteScale))
          for (const [asset, text] of Object.entries(booked.aside ?? {})) ledger[asset] = (ledger[asset] ?? 0n) + amountOf(text)
          expect(ledger).toEqual(moved)
          if (booked.aside?.['USDT'] !== undefined && !booked.paid) seen.rounded++
          if (!booked.paid) return void (booked.aside ?? seen.own++)
          expect(booked.feeAsset).toBe('quote')
          const worth = booked.paid.rate === null ? 0n : (amountOf(fee) * amountOf(booked.paid.rate)) / unit
          const counted = amountOf(textOf(booked.fee, grid.quoteScale))
          // Rounded against the user, by less than a unit.
          expect(counted >= worth && counted - worth < amountOf('0.000000001')).toBe(true)
          seen[booked.paid.rate === null ? 'unpriced' : feeAsset === 'BNB' ? 'other' : 'off']++
        },
      ),
      { numRuns: 2000 },
    )
    for (const [what, times] of Object.entries(seen)) expect([what, times > 20]).toEqual([what, true])
  })

  test('a trade whose value the exchange must have rounded waits until it is told how', () => {
    const grid = createGrid(instrument({ symbol: 'ETH/USDT', tick: '0.00001', lot: '0.0001' }))
    const trade = {
      id: '1',
      venueOrderId: '1',
      price: '0.03451',
      quoteQuantity: undefined,
      fee: '0',
      feeAsset: 'BNB',
      maker: false,
      time: 0,
    }
    expect(bookedTrade(grid, 'buy', { ...trade, quantity: '0.0123' }, () => '1')).toBeUndefined()
    expect(bookedTrade(grid, 'buy', { ...trade, quantity: '0.0100' }, () => '1')).toMatchObject({ lots: 100, ticks: 3451, fee: 0 })
  })
})

describe('commissions paid in an asset that is not traded', () => {
  const bnb = { symbol: demoSymbol('BNB', 'USDT'), source: waveSource(600, 20) }
  const pays = { asset: 'BNB', amount: 1n * ONE }

  /** What the account holds, and what the run and nobody hold of it together. */
  function sides({ exchange, run }: RunAtExchange, before: Readonly<Record<string, bigint>>) {
    const [account] = exchange.accounts
    const paid = run.desk.fills.reduce((sum, fill) => sum + (fill.paid ? amountOf(fill.paid.amount) : 0n), 0n)
    return { left: before['BNB']! - balanceOf(account!, 'BNB').free, paid: paid / 10n ** 12n }
  }

  test('are real money of the run, at the last price, and the account still agrees to the last digit', async () => {
    const at = await openRun({ markets: [bnb], pays })
    await at.pass(120 * MINUTE)
    const { fills } = at.run.desk
    expect(fills.length).toBeGreaterThan(4)
    expect(new Set(fills.map(({ lots, paid }) => lots > 0 && paid?.asset))).toEqual(new Set(['BNB']))
    for (const { paid, fee, lots, ticks } of fills) {
      expect(Number(paid!.rate)).toBeGreaterThan(500)
      // A quarter less than the usual tenth of a percent of the value; the price is at most a minute old.
      expect(fee / 1e8).toBeCloseTo(lots * 1e-5 * ticks * 1e-2 * 0.00075, 3)
    }
    expect(sides(at, { BNB: pays.amount }).left).toBe(sides(at, { BNB: pays.amount }).paid)
    // Nothing is missing anywhere, whatever was looked at twice in the meantime.
    expect(at.codes()).not.toContain('ACCOUNT_MISMATCH')
    expect(at.codes()).not.toContain('FEE_UNPRICED')
    const trips = at.run.outcome().trades
    expect(trips.length).toBeGreaterThan(1)
    expect(trips.every(({ fees }) => fees > 0)).toBe(true)
    // Somebody takes a little of the asset away: that is seen as well.
    at.exchange.deposit(at.exchange.accounts[0]!, 'BNB', -1n)
    await at.pass(3 * MINUTE)
    expect(at.codes()).toContain('ACCOUNT_MISMATCH')
    at.close()
  })

  test('without a price for it nothing is armed, and a run that meets it halts: its equity is not known', async () => {
    const refused = await openRun({ pays })
    await refused.pass(10 * MINUTE)
    expect(refused.alerts.find(({ code }) => code === 'NOT_RECONCILED')?.message).toMatch(/paid in BNB/)
    refused.close()
    const at = await openRun()
    await at.pass(5 * MINUTE)
    const account = at.exchange.accounts[0]!
    account.feeAsset = 'BNB'
    at.exchange.deposit(account, 'BNB', ONE)
    await at.pass(90 * MINUTE)
    expect(at.alerts.find(({ code }) => code === 'FEE_UNPRICED')?.message).toMatch(/equity/)
    expect(at.run.desk.fills.at(-1)).toMatchObject({ paid: { asset: 'BNB', rate: null }, fee: 0 })
    expect(at.codes()).not.toContain('ACCOUNT_MISMATCH')
    at.close()
  })

  test('the exchange takes them from what is traded when the account has too little of it', async () => {
    const at = await openRun({ markets: [bnb], pays: { asset: 'BNB', amount: ONE / 1_000_000n } })
    await at.pass(60 * MINUTE)
    expect(at.run.desk.fills.length).toBeGreaterThan(1)
    expect(at.run.desk.fills.every(({ paid }) => paid === undefined)).toBe(true)
    expect(demoText(balanceOf(at.exchange.accounts[0]!, 'BNB').free)).toBe('0.00000100')
    at.close()
  })
})
