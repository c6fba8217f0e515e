import { balanceOf, type Account } from './accounts.ts'
import { ONE } from './amounts.ts'
import type { House } from './house.ts'
import { isOpen } from './orders.ts'
import { deposit, tradeAsStranger } from './others.ts'
import { authenticate, readParameters } from './parameters.ts'
import { jsonOf } from './private-streams.ts'
import { Refusal, refusals } from './refusals.ts'
import { endpoints, rateLimits, type Endpoint } from './rest.ts'

export type Request = {
  readonly method: string
  readonly path: string
  /** After the question mark, without it. */
  readonly query: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly body: string
}

export type Answer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }

const html = '<html><head><title>Service unavailable</title></head><body>Please come back later.</body></html>'
const MAINTENANCE = 20 * 60_000
const BAN = 120
const DEPOSIT = 100n * ONE

/** The door of the exchange: limits, signatures, endpoints, and what goes wrong around them. `moveClock` puts its clock off. */
export function createRequests(house: House, moveClock: (by: number) => void): (request: Request) => Promise<Answer | 'cut'> {
  const { faults, clock } = house
  const uses: { readonly time: number; readonly weight: number; readonly orders: number }[] = []
  let bannedUntil = 0
  let closedUntil = 0
  let timesRefusedUntil = 0
  const wait = (milliseconds: number) => new Promise<void>((resolve) => void clock.at(clock.now() + milliseconds, resolve))

  const used = (since: number, of: 'weight' | 'orders') =>
    uses.reduce((sum, use) => (use.time > clock.now() - since ? sum + use[of] : sum), 0)
  const headers = () => ({
    'content-type': 'application/json;charset=UTF-8',
    'x-mbx-used-weight-1m': String(used(60_000, 'weight')),
    'x-mbx-order-count-10s': String(used(10_000, 'orders')),
  })
  const answer = (status: number, body: unknown, more: Readonly<Record<string, string>> = {}): Answer => ({
    status,
    headers: { ...headers(), ...more },
    body: jsonOf(body),
  })
  const refuse = ({ status, code, message, data }: Refusal, more?: Readonly<Record<string, string>>) =>
    answer(status, { code, msg: message, data }, more)

  /** What stands in front of the exchange itself: bans, limits, maintenance. */
  function door(endpoint: Endpoint): Answer | undefined {
    const now = clock.now()
    if (now < bannedUntil || faults.happens('F04')) {
      bannedUntil = Math.max(bannedUntil, now + BAN * 1000)
      return answer(
        418,
        { code: -1003, msg: `Way too much request weight used; IP banned until ${Math.ceil(bannedUntil)}.` },
        { 'retry-after': String(Math.ceil((bannedUntil - now) / 1000)) },
      )
    }
    if (faults.happens('F39')) closedUntil = now + MAINTENANCE
    if (now < closedUntil)
      return answer(503, { code: -1008, msg: 'Server is currently overloaded with other requests. Please try again in a few minutes.' })
    if (faults.happens('F03')) return refuse(refusals.weight(), { 'retry-after': '7' })
    while (uses.length > 0 && uses[0]!.time <= now - 60_000) uses.shift()
    uses.push({ time: now, weight: endpoint.weight, orders: endpoint.orders ?? 0 })
    if (used(60_000, 'weight') > rateLimits[0]!.limit) return refuse(refusals.weight(), { 'retry-after': '60' })
    if ((endpoint.orders ?? 0) > 0 && used(10_000, 'orders') > rateLimits[1]!.limit)
      return refuse(refusals.orders(), { 'retry-after': '10' })
    return undefined
  }

  /** Faults of the exchange's own state, looked at before every signed request. */
  function befall(account: Account): void {
    if (faults.happens('F24')) account.rights.withdraw = true
    if (faults.happens('F29') && account.feeAsset === '') {
      account.feeAsset = 'BNB'
      balanceOf(account, 'BNB').free += ONE
    }
    const { market } = house.markets.values().next().value!
    if (faults.happens('F21')) attempt(() => tradeAsStranger(house, account, market))
    if (faults.happens('F38')) deposit(house, account, market.symbol.quote, DEPOSIT)
    if (faults.happens('F17')) moveClock(3000)
    if (faults.happens('F36')) timesRefusedUntil = clock.now() + 30_000
    if (faults.happens('F13')) {
      house.streams.silentUntil = clock.now() + 600_000
    }
    if (faults.happens('F40')) house.streams.terminate()
    if (faults.happens('F30')) for (const { market } of house.markets.values()) market.symbol.tick *= 10n
  }

  async function order(request: Request, run: () => unknown): Promise<Answer | 'cut'> {
    if (faults.happens('F05')) {
      clock.at(clock.now() + 1500, () => attempt(run))
      return answer(503, { code: -1006, msg: 'An unexpected response was received from the message bus. Execution status unknown.' })
    }
    const body = run()
    const placed = placedBy(body)
    if (placed && faults.happens('F11')) house.hidden.set(placed, clock.now() + 20_000)
    if (placed && isOpen(placed) && faults.happens('F31')) {
      clock.at(clock.now() + 300, () => {
        if (!isOpen(placed)) return
        house.markets.get(placed.symbol.name)!.market.end(placed, 'REJECTED')
        house.streams.balances(placed.account)
      })
    }
    if (faults.happens('F01')) return { status: 504, headers: { 'content-type': 'text/html' }, body: html }
    if (faults.happens('F02')) return 'cut'
    if (faults.happens('F06')) await wait(300)
    return answer(200, body)
  }

  const attempt = (run: () => unknown) => {
    try {
      run()
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }

  const placedBy = (body: unknown) => {
    const id = typeof body === 'object' && body !== null && 'orderId' in body ? Number(body.orderId) : -1
    for (const { orders } of house.accounts) if (orders.has(id)) return orders.get(id)
    return undefined
  }

  return async (request) => {
    const { method, path, query, headers: sent, body } = request
    const endpoint = endpoints[`${method} ${path}`]
    if (!endpoint) return answer(404, { code: -1000, msg: `There is no ${method} ${path} here.` })
    const closed = door(endpoint)
    if (closed) return closed
    if (faults.happens('F16')) return { status: 200, headers: { 'content-type': 'text/html' }, body: html }
    if (faults.happens('F23')) return { status: 302, headers: { location: 'https://example.com/' }, body: '' }
    try {
      const text = [query, body].filter((part) => part !== '').join('&')
      const search = new URLSearchParams(text)
      const params = readParameters(search)
      if (!endpoint.signed) return answer(200, await endpoint.answer(house, params, house.accounts[0]!))
      // The signature is over everything before it.
      const account = authenticate(house.accounts, sent['x-mbx-apikey'] ?? '', text.replace(/&?signature=[^&]*/, ''), search, house.now())
      befall(account)
      if (clock.now() < timesRefusedUntil) throw refusals.time()
      if (faults.happens('F20') && path.includes('account'))
        return answer(500, { code: -1000, msg: 'An unknown error occurred while processing the request.' })
      if (endpoint.orders !== undefined && !account.rights.trade) throw refusals.key()
      const run = () => endpoint.answer(house, params, account)
      return endpoint.orders === undefined ? answer(200, await run()) : await order(request, run)
    } catch (error) {
      if (error instanceof Refusal) return refuse(error)
      throw error
    }
  }
}
