import { z } from 'zod'
import type { AnswerTable, VenueError } from './classify.ts'
import type { Limit } from './limiter.ts'

/** Binance spot: what its answers prove, from its published error codes. Anything not named here proves nothing. */

const errorShape = z.object({ code: z.number().int().negative(), msg: z.string() })
const orderShape = z.object({ symbol: z.string(), orderId: z.number().int(), clientOrderId: z.string() })

/** Refused before the matching engine: limits, signature, time, parameters, filters, key. */
const neverReached = new Set(
  [-1002, -1003, -1013, -1014, -1015, -1020, -1021, -1022, -2014, -2015, -5028].concat(
    [-1100, -1101, -1102, -1103, -1104, -1105, -1106, -1108, -1111, -1112, -1114, -1115, -1116, -1117, -1118, -1119],
    [-1121, -1122, -1128, -1130],
  ),
)

/** What the matching engine says when it refuses (-2010). "Duplicate order sent." is not among them: it proves an order. */
const engineRefusals = [
  'Account has insufficient balance for requested action.',
  'Market is closed.',
  'This symbol is not permitted for this account.',
  'This symbol is restricted for this account.',
  'This action is disabled on this account.',
  'This account may not place or cancel orders.',
  'Unsupported order combination',
  'Order would trigger immediately.',
  'Order would immediately match and take.',
  'The relationship of the prices for the orders is not correct.',
  'OCO orders are not supported for this symbol',
  'Price * QTY is zero or less.',
  'Rest API trading is not enabled.',
  'Market orders are not supported for this symbol.',
  'Stop loss orders are not supported for this symbol.',
  'Stop loss limit orders are not supported for this symbol.',
  'Take profit orders are not supported for this symbol.',
  'Take profit limit orders are not supported for this symbol.',
]

const is =
  (...codes: number[]) =>
  ({ code }: VenueError) =>
    codes.includes(Number(code))
const duplicate = ({ code, message }: VenueError) => Number(code) === -2010 && message.startsWith('Duplicate order')

export const binanceAnswers: AnswerTable = {
  errorOf(body) {
    const read = errorShape.safeParse(body)
    return read.success ? { code: String(read.data.code), message: read.data.msg } : undefined
  },
  isOrder: (body) => orderShape.safeParse(body).success,
  refused: ({ code, message }) =>
    neverReached.has(Number(code)) || (Number(code) === -2010 && engineRefusals.some((words) => message.startsWith(words))),
  duplicate,
  absent: is(-2011, -2013),
  archived: is(-2026),
  clockOff: is(-1021, -5028),
  keyRefused: is(-1002, -2014, -2015),
  filterFailed: ({ code, message }) => Number(code) === -1013 && message.startsWith('Filter failure'),
  overLimit: is(-1003, -1015),
}

/** The limits of an address and of an account, as published; headers correct what others on the address use. */
export const binanceLimits: readonly Limit[] = [
  { name: 'weight', capacity: 6000, window: 60_000 },
  { name: 'orders', capacity: 100, window: 10_000 },
]

/** Which header tells what is used of which limit. */
export const binanceUsage: Readonly<Record<string, string>> = {
  'x-mbx-used-weight-1m': 'weight',
  'x-mbx-order-count-10s': 'orders',
}

/** Receive window asked for, milliseconds: how late an order may still arrive. */
export const BINANCE_RECEIVE_WINDOW = 5000
