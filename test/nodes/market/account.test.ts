import { describe, expect, test } from 'vitest'
import type { AccountNode } from '../../../nodes/define/node.ts'
import type { AccountView } from '../../../nodes/define/trade.ts'
import { equity } from '../../../nodes/market/equity.ts'
import { position } from '../../../nodes/market/position.ts'
import { nodes } from '../../../nodes/index.ts'
import { accountView } from '../../kit/account-view.ts'

/** What the node writes on one row; outputs begin as a value no reading gives. */
function readOf(node: AccountNode, account: AccountView): Record<string, number> {
  const outputs = Object.fromEntries(
    Object.entries(node.outputs).map(([name, { kind }]) => [name, kind === 'condition' ? Uint8Array.of(99) : Float64Array.of(-77.7)]),
  )
  node.read({ slot: 'main' })(account, outputs, 0)
  return Object.fromEntries(Object.entries(outputs).map(([name, column]) => [name, column[0]]))
}

test('a position is read in base, quote and bars', () => {
  const held = { positionLots: -7, positionQuantity: -0.7, entryPrice: 120, openProfit: 1.5e9, barsHeld: 4, entries: 2 }
  expect(readOf(position, accountView({ slots: { main: held } }))).toEqual({
    quantity: -0.7,
    entryPrice: 120,
    openProfit: 15,
    barsHeld: 4,
    entries: 2,
    long: 0,
    short: 1,
  })
})

test('flat is nothing held and no entry price', () => {
  const { entryPrice, ...rest } = readOf(position, accountView({}))
  expect(entryPrice).toBeNaN()
  expect(rest).toEqual({ quantity: 0, openProfit: 0, barsHeld: 0, entries: 0, long: 0, short: 0 })
})

test('equity is read in account currency and as shares', () => {
  expect(readOf(equity, accountView({ equity: 9000, cash: 4000, peak: 10_000, dayStart: 9375, exposure: 4500 }))).toEqual({
    equity: 9000,
    cash: 4000,
    drawdown: 0.1,
    dayChange: -0.04,
    exposure: 0.5,
  })
})

const readers = nodes.filter((node): node is AccountNode => node.role === 'account')

describe.each(readers.map((node) => [node.type, node] as const))('%s', (_type, node) => {
  const odd = { nothing: accountView({ equity: 0 }), unknown: accountView({ equity: NaN, exposure: NaN }), plain: accountView({}) }
  test.each(Object.entries(odd))('writes every output, finite or missing: %s', (_name, account) => {
    const written = Object.values(readOf(node, account))
    expect(written.filter((value) => value === -77.7 || value === 99 || value === Infinity || value === -Infinity)).toEqual([])
  })
})
