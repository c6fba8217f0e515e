import { createFaults, type Fault } from '../../engine/demo-exchange/faults.ts'
import { isOpen, type Order } from '../../engine/demo-exchange/orders.ts'
import type { OrderRequest } from '../../nodes/define/trade.ts'
import { enter, exit } from '../desk/kit.ts'
import { moments, openDesk, type DeskAtExchange, type Moment } from './desk-at-exchange.ts'

/** What is drawn in a schedule: everything an exchange has been seen to do to an order, and to those who ask about it. */
export const drawn: readonly Fault[] = [
  'F01',
  'F02',
  'F03',
  'F05',
  'F06',
  'F07',
  'F08',
  'F09',
  'F10',
  'F11',
  'F12',
  'F14',
  'F15',
  'F16',
  'F19',
  'F20',
  'F23',
  'F28',
  'F31',
  'F32',
  'F35',
  'F36',
  'F40',
]

/** How a schedule went: what happened in it, and what did not hold. */
export type Told = {
  readonly wrong: readonly string[]
  readonly happened: readonly Fault[]
  readonly fills: number
  readonly orders: number
  readonly types: ReadonlySet<string>
  readonly canceled: number
  readonly died: number
  /** The moments at which it died. */
  readonly diedAt: readonly Moment[]
  /** Codes of what was said. */
  readonly alerts: readonly string[]
}

/** A generator of doubles in [0, 1). */
function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/** Strategies without sense, on one account, ask for all kinds of orders while the exchange goes wrong; then it comes to rest, and both sides are compared. */
export async function runSchedule(seed: number, { rate = 0.12, crashes = 0, atMoments = false, desks: count = 1 } = {}): Promise<Told> {
  const random = randomFrom(seed)
  const faults = createFaults(seed, 0, drawn)
  const capital = String(50_000 / count)
  const first = await openDesk({ faults, delay: () => 5 + Math.floor(random() * 400), runId: `run ${seed}`, capital, volume: 0.04 })
  let desks = [first]
  while (desks.length < count) desks.push(await first.beside({ runId: `run ${seed} ${desks.length}`, capital }))
  const pass = (milliseconds: number) => desks[0]!.pass(milliseconds)
  let isCalm = false
  const drawing = createFaults(seed + 1, rate, drawn)
  // Few orders can meet these at all.
  const seldom = createFaults(seed + 2, 7 * rate, ['F09', 'F28', 'F32'])
  // One generator for what goes wrong; calm at the end.
  const { happens } = faults
  Object.assign(faults, { happens: (fault: Fault) => happens(fault) || (!isCalm && (drawing.happens(fault) || seldom.happens(fault))) })
  const ids = new Set<string>()
  let died = 0
  const diedAt: Moment[] = []
  const wrong: string[] = []

  /** All desks of the process that died, in a new one. */
  async function goOn(): Promise<void> {
    const back: DeskAtExchange[] = []
    for (const at of desks) {
      if (at.diedAt) diedAt.push(at.diedAt)
      back.push(await at.crash((unsynced) => Math.floor(random() * (unsynced + 1))))
    }
    desks = back
    died++
  }
  const isDead = () => desks.some((at) => at.diedAt !== undefined)

  for (let step = 0; step < 12; step++) {
    const dies = random() < crashes
    if (dies && atMoments) desks[0]!.dieAt(moments[(seed + step) % moments.length]!, 1 + Math.floor(random() * 2))
    for (const at of desks) at.step(draw(at, random))
    if (dies && !atMoments) {
      // Anywhere between the decision and the answer.
      await pass(Math.floor(random() * 900))
      await goOn()
    }
    // Prices come more often than decisions: what the desk watches itself goes by them.
    for (let looks = 0; looks < 4; looks++) {
      await pass(250 + Math.floor(random() * 6_000))
      if (isDead()) await goOn()
      for (const at of desks) at.mark()
      for (const at of desks) wrong.push(...invariants(at))
    }
  }
  desks[0]!.dieAt('before a record', Infinity)
  if (isDead()) await goOn()
  isCalm = true
  // Halts of the exchange's own doing end, looks come round, and what is unknown is found out.
  await pass(200_000)
  // An entry may go on filling, and its protection with it.
  const isPending = () => desks.some(({ desk }) => desk.orders().some(({ pending }) => pending !== 'none'))
  for (let looks = 0; looks < 10 && isPending(); looks++) await pass(10_000)
  // What has filled just now is still on its way.
  const newest = () => Math.max(0, ...desks.flatMap(ours).flatMap(({ fills }) => fills.map(({ time }) => time)))
  while (first.clock.now() - newest() < 2000) await pass(1000)
  for (const order of first.exchange.accounts[0]!.orders.values()) {
    if (!order.clientId.startsWith('wr')) continue
    if (ids.has(order.clientId)) wrong.push(`order ${order.clientId} was placed twice`)
    ids.add(order.clientId)
    if (!desks.some(({ connection }) => connection.venue.find(order.clientId))) wrong.push(`order ${order.clientId} is unknown here`)
  }
  for (const at of desks) wrong.push(...settled(at))
  const records = desks.flatMap(({ desk }) => desk.orders())
  const told = {
    wrong,
    happened: [...drawing.happened, ...seldom.happened],
    fills: desks.reduce((sum, { desk }) => sum + desk.fills.length, 0),
    orders: records.length,
    types: new Set(records.map(({ type }) => type)),
    died,
    diedAt,
    canceled: records.filter(({ state }) => state === 'canceled').length,
    alerts: desks.flatMap(({ alerts }) => alerts.map(({ code }) => code)),
  }
  for (const at of desks) at.close()
  return told
}

function draw({ exchange, session, clock }: DeskAtExchange, random: () => number): OrderRequest[] {
  const last = Number(exchange.market('BTCUSDT').last) / 1e8
  const lots = 1000 + Math.floor(random() * 40_000)
  // Guarded entries and resting exits more often: they have to meet.
  const kind = [0, 1, 1, 1, 2, 3, 4, 5, 5, 5, 6, 7, 8, 8][Math.floor(random() * 14)]
  if (kind === 8)
    session.send({
      kind: 'cancel',
      time: clock.now(),
      request: { node: 'cancel', slot: 'main', which: random() < 0.5 ? 'entries' : 'all', reason: '' },
    })
  const near = (share: number) => Math.round(last * (1 + share) * 100) / 100
  const protection = {
    ...(random() < 0.8 ? { stop: { price: near(-0.01) } } : {}),
    ...(random() < 0.5 ? { target: { price: near(0.01) } } : {}),
    ...(random() < 0.4 ? { trail: { distance: near(0.004) - near(0) } } : {}),
  }
  switch (kind) {
    case 0:
      return [enter('long', lots, { maxSlippage: 0.01, timeInForce: 'IOC', additions: 3 })]
    case 1:
      return [enter('long', lots, { protection, additions: 3 })]
    case 2:
      return [enter('long', lots, { type: 'limit', limit: near(-0.0005 - 0.002 * random()), additions: 3, protection })]
    case 3:
      return [enter('long', lots, { type: 'stop', trigger: near(0.001), additions: 3 })]
    case 4:
      return [exit('long', lots, { maxSlippage: 0.01, timeInForce: 'IOC' })]
    case 5:
      return [exit('long', lots, { type: 'limit', limit: near(0.002) })]
    case 6:
      return [exit('long', 1_000_000)]
    case 7:
      return [enter('long', lots, { type: 'limit', limit: near(0), timeInForce: 'FOK', additions: 3 })]
    default:
      return []
  }
}

/** Orders of one desk at the venue. */
const ours = ({ exchange, connection }: DeskAtExchange): Order[] =>
  [...exchange.accounts[0]!.orders.values()].filter(({ clientId }) => connection.venue.find(clientId))

/** What must hold at every moment. */
function invariants(at: DeskAtExchange): string[] {
  const wrong: string[] = []
  const posted =
    at.sent.filter((path) => path === 'POST private/order').length +
    2 * at.sent.filter((path) => path === 'POST private/orderList/oco').length
  if (posted > at.desk.orders().length) wrong.push(`${posted} orders were sent for ${at.desk.orders().length}`)
  const closing = ours(at).filter((order) => isOpen(order) && order.side === 'SELL')
  const lists = new Set(closing.map((order) => order.list ?? order))
  const most = [...lists].reduce((sum, one) => sum + Number('orders' in one ? Math.max(...one.orders.map(left)) : left(one)), 0)
  // An exit that filled after its cancel was confirmed was closed twice, whatever the desk does.
  if (at.facts.some((fact) => fact.kind === 'canceled' && soldLater(at, fact.sequence, fact.time))) return wrong
  // Late entries the desk has not heard of only make the position larger.
  const held = ours(at).reduce((sum, order) => sum + (order.side === 'BUY' ? Number(order.executed) : -Number(order.executed)), 0)
  if (most > held + 1) wrong.push(`${most} would be sold of ${held} held`)
  return wrong
}

/** Whether an order sold after it was said to be canceled. */
function soldLater({ connection, exchange }: DeskAtExchange, sequence: number, time: number): boolean {
  for (const order of exchange.accounts[0]!.orders.values())
    if (order.side === 'SELL' && connection.venue.find(order.clientId)?.order.sequence === sequence)
      return order.fills.some((fill) => fill.time >= time)
  return false
}

const left = ({ quantity, executed, status }: Order) =>
  status === 'NEW' || status === 'PARTIALLY_FILLED' ? Number(quantity - executed) : 0

/** What must hold once everything has come to rest. */
function settled(at: DeskAtExchange): string[] {
  const wrong: string[] = []
  const known = new Map(at.desk.fills.map((fill) => [`${fill.sequence} ${fill.tradeId}`, fill]))
  if (known.size !== at.desk.fills.length) wrong.push('a fill was booked twice')
  const bySequence = new Map(at.desk.orders().map((record) => [record.sequence, record]))
  let atVenue = 0
  for (const order of ours(at)) {
    const sent = at.connection.venue.find(order.clientId)!
    const record = bySequence.get(sent.order.sequence)!
    for (const fill of order.fills) {
      atVenue++
      const booked = known.get(`${record.sequence} ${fill.id}`)
      if (!booked) wrong.push(`fill ${fill.id} of order ${record.sequence} (${order.type} ${order.status}) is lost`)
      else if (BigInt(booked.lots) * 1000n !== fill.quantity) wrong.push(`fill ${fill.id} has another quantity`)
    }
    const ended = ['filled', 'canceled', 'expired', 'rejected'].includes(record.state)
    if (isOpen(order) === ended) wrong.push(`order ${record.sequence} is ${record.state} here and ${order.status} there`)
  }
  if (atVenue !== at.desk.fills.length) wrong.push(`${at.desk.fills.length} fills here, ${atVenue} there`)
  for (const { sequence, unknown, state } of at.desk.orders())
    if (unknown && !isForAPerson(at, sequence)) wrong.push(`order ${sequence} is ${state} and still unknown`)
  return wrong
}

/** An order stands there, and all six cancels that it may be sent in ten minutes were lost (T-CANCEL, schedule 6219): said, and left to a person. */
function isForAPerson({ facts, alerts, exchange, connection }: DeskAtExchange, sequence: number): boolean {
  const usedUp = facts.some((fact) => fact.kind === 'unknown' && fact.sequence === sequence && fact.command === 'cancel')
  const stands = [...exchange.accounts[0]!.orders.values()].some(
    (order) => isOpen(order) && connection.venue.find(order.clientId)?.order.sequence === sequence,
  )
  return usedUp && stands && alerts.some(({ code }) => code === 'ORDER_UNKNOWN')
}
