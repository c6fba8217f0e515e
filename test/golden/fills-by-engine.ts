import { createDesk } from '../../engine/desk/desk.ts'
import { research1 } from '../../engine/protocol/profiles.ts'
import { createSession } from '../../engine/run/session.ts'
import type { SimulatedVenue } from '../../engine/venue/contract.ts'
import { createSimulatedVenue } from '../../engine/venue/simulated.ts'
import type { Level, OrderRequest } from '../../nodes/define/trade.ts'
import type { Guard } from '../reference/matching.ts'
import type { Ask } from '../reference/asks.ts'
import { barsOf, instrumentOf, profileOf, type ExpectedFill, type FillCase } from './fill-case.ts'

const slots = ['main', 'second'] as const
const PRICE_OF_TICK = 100

/** Plays a hand-made case at the product's desk and simulated venue, the way a backtest does: fills, mark, decisions. */
export function playByEngine(given: FillCase) {
  const profile = profileOf(given)
  const bars = [given.bars, ...(given.second ? [given.second] : [])].map(barsOf)
  const instruments = ['AAA/USDT', 'BBB/USDT'].slice(0, bars.length).map((symbol) => instrumentOf(symbol, given.shortable))
  const desk = createDesk({
    runId: 'by hand',
    currency: 'USDT',
    capital: given.capital,
    slots: instruments.map((instrument, slot) => ({ name: slots[slot], instrument })),
    fillProfile: profile,
    riskProfile: research1,
  })
  const session = createSession(
    desk,
    (): SimulatedVenue => venue,
    () => {},
  )
  const venue = createSimulatedVenue({
    slots: instruments.map((instrument) => ({ instrument })),
    profile,
    emit: session.hear,
    affordable: (order, ticks, lots) => desk.affordable(order, ticks, lots),
  })
  const stepOf: number[] = []
  const equity: number[] = []
  const note = (step: number) => {
    while (stepOf.length < desk.fills.length) stepOf.push(step)
  }

  for (let step = 0; step < bars[0].length; step++) {
    const now = bars.map((rows) => rows[step])
    venue.bars(now)
    note(step)
    for (const [slot, bar] of now.entries()) if (bar) session.carryOut(desk.mark(slot, bar.close, bar.end))
    const time = now.find((bar) => bar !== undefined)!.end
    session.send({ kind: 'step', time, step })
    for (const asked of given.asks[step] ?? []) send(session, desk, { slot: 0, ...asked } as Ask, time)
    equity.push(desk.account.equity)
  }
  const last = bars[0].at(-1)!
  if (profile.closeAtEnd !== 'mark' && desk.account.slot('main').positionLots !== 0) {
    send(session, desk, { act: 'cancel', slot: 0, which: 'all' }, last.end)
    send(session, desk, { act: 'exit', slot: 0, signal: 'end' }, last.end)
    venue.closeOut(0, last)
    note(bars[0].length - 1)
    equity[equity.length - 1] = desk.account.equity
  }

  const sides = new Map(desk.orders().map(({ sequence, side }) => [sequence, side]))
  const fills = desk.fills.map((fill, i): ExpectedFill => {
    const bar = bars.map((rows) => rows[stepOf[i]]).find((one) => one !== undefined)!
    return {
      step: stepOf[i],
      at: fill.time === bar.time ? 'open' : 'inside',
      side: sides.get(fill.sequence)!,
      lots: fill.lots,
      ticks: fill.ticks,
      slippage: fill.slippageTicks,
      fee: fill.fee,
      asset: fill.feeAsset,
      liquidity: fill.liquidity,
    }
  })
  return {
    fills,
    position: desk.account.slot('main').positionLots,
    cash: desk.account.cash,
    equity,
    cuts: venue.stats.cuts,
    trades: desk
      .trades()
      .filter(({ closed }) => closed)
      .map(({ side, lots, cost, profit, fees, slippage, closed }) => ({ side, lots, cost, profit, fees, slippage, closed })),
    denials: desk.denials.filter(({ enforced }) => enforced).map(({ code }) => code),
  }
}

type Table = { readonly session: ReturnType<typeof createSession>; readonly desk: ReturnType<typeof createDesk> }

function send(session: Table['session'], desk: Table['desk'], ask: Ask, time: number): void {
  if (ask.act === 'refuse') return
  const slot = slots[ask.slot]
  if (ask.act === 'cancel') return session.send({ kind: 'cancel', time, request: { node: 'cancel', slot, which: ask.which, reason: '' } })
  const held = Math.abs(desk.account.slot(slot).positionLots)
  // Sizing would have answered "no position".
  if (ask.act === 'exit' && held === 0) return
  const enters = ask.act === 'enter'
  const signal = { node: ask.signal, slot, action: ask.act, side: ask.side ?? 'any', reason: '' } as const
  const lots = ask.lots ?? held
  const intent = {
    signal,
    lots,
    stopTicks: 0,
    additions: (enters && ask.additions) || 0,
    reverse: (enters && ask.reverse) || false,
    gated: true,
  } as const
  const type = (enters && ask.kind) || 'market'
  const price = (ticks: number | undefined) => (ticks === undefined ? undefined : ticks / PRICE_OF_TICK)
  const level = (guard: Guard): Level => ('price' in guard ? { price: guard.price / PRICE_OF_TICK } : { ticks: guard.distance })
  const guards = enters ? ask.guards : undefined
  const request: OrderRequest = {
    node: ask.node ?? `order of ${ask.signal}`,
    intent,
    type,
    timeInForce: (enters && ask.timeInForce) || (type === 'market' ? 'IOC' : 'GTC'),
    replace: (enters && ask.replace) || false,
    ...(enters &&
      defined({
        limit: price(ask.limit),
        trigger: price(ask.trigger),
        trail: price(ask.trail),
        maxSlippage: ask.maxSlippage,
        expiresAfter: ask.expiresAfter,
      })),
    ...(guards && { protection: Object.fromEntries(Object.entries(guards).map(([leg, guard]) => [leg, level(guard)])) }),
  }
  session.send({ kind: 'request', time, request })
}

/** The fields that are there. */
function defined<Fields extends Readonly<Record<string, unknown>>>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: Exclude<Fields[Name], undefined>
  }
}
