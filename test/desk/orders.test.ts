import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addFact, endOf, hasEnded, noFacts, stateOf } from '../../engine/desk/orders.ts'
import type { OrderFacts } from '../../engine/desk/orders.ts'
import type { OrderFact, Trade } from '../../engine/protocol/orders.ts'

const quantity = 100

const trade = (n: number): fc.Arbitrary<Trade> =>
  fc.record({
    kind: fc.constant('trade' as const),
    sequence: fc.constant(1),
    tradeId: fc.constant(`t${n}`),
    lots: fc.integer({ min: 1, max: 60 }),
    ticks: fc.integer({ min: 1, max: 1e6 }),
    fee: fc.integer({ min: 0, max: 1000 }),
    feeAsset: fc.constantFrom('base' as const, 'quote' as const),
    liquidity: fc.constantFrom('maker' as const, 'taker' as const),
    slippageTicks: fc.constant(0),
    time: fc.integer({ min: 0, max: 10 }),
  })

const time = fc.integer({ min: 0, max: 10 })
const reason = fc.constantFrom('asked', 'no price', 'partner')
const other: fc.Arbitrary<OrderFact> = fc.oneof(
  time.map((at) => ({ kind: 'accepted' as const, sequence: 1, time: at })),
  fc.tuple(time, fc.constantFrom('create' as const, 'cancel' as const)).map(([at, command]) => ({
    kind: 'unknown' as const,
    sequence: 1,
    time: at,
    command,
    reason: 'timeout',
  })),
  time.map((at) => ({ kind: 'settled' as const, sequence: 1, time: at })),
  time.map((at) => ({ kind: 'triggered' as const, sequence: 1, time: at, ticks: 5 })),
  fc.tuple(time, reason).map(([at, why]) => ({ kind: 'canceled' as const, sequence: 1, time: at, reason: why })),
  fc.tuple(time, reason).map(([at, why]) => ({ kind: 'expired' as const, sequence: 1, time: at, reason: why })),
  fc.tuple(time, reason).map(([at, why]) => ({ kind: 'rejected' as const, sequence: 1, time: at, code: 'NO', reason: why })),
)

/** A set of facts about one order: up to six trades of their own ids, and anything else a venue may say. */
const factSet = fc
  .tuple(fc.integer({ min: 0, max: 6 }), fc.array(other, { maxLength: 6 }))
  .chain(([trades, rest]) => fc.tuple(...Array.from({ length: trades }, (_, n) => trade(n))).map((all): OrderFact[] => [...all, ...rest]))

/** The same set in another order, some facts said several times. */
const retold = (facts: readonly OrderFact[]) =>
  fc
    .tuple(fc.shuffledSubarray([...facts], { minLength: facts.length, maxLength: facts.length }), fc.shuffledSubarray([...facts]))
    .chain(([all, again]) =>
      fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length, maxLength: all.length + again.length }),
    )

function tell(facts: readonly OrderFact[], each: (known: OrderFacts) => void = () => {}): OrderFacts {
  const known = noFacts()
  for (const fact of facts) {
    addFact(known, quantity, fact)
    each(known)
  }
  return known
}

/** Everything the state is a function of, without the order in which trade ids came. */
function summary(known: OrderFacts) {
  const ids = [known.tradeId, ...(known.moreTradeIds ?? [])].sort()
  return {
    ...known,
    tradeId: ids,
    moreTradeIds: null,
    state: stateOf(known, quantity),
    end: endOf(known, quantity),
    ended: hasEnded(known, quantity),
  }
}

describe('T-ORDER-FACTS', () => {
  it('T-ORDER-FACTS REQ-20 REQ-75 state is a function of the set of facts, not of their arrival or repetition', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(
        factSet.chain((facts) => fc.tuple(fc.constant(facts), retold(facts))),
        ([facts, again]) => {
          const one = summary(tell(facts))
          seen.set(one.state, (seen.get(one.state) ?? 0) + 1)
          expect(summary(tell(again))).toEqual(one)
        },
      ),
      { numRuns: 5000 },
    )
    // The cases were not empty: every state that facts can lead to was met.
    expect([...seen.keys()].sort()).toEqual(['accepted', 'canceled', 'expired', 'filled', 'partial', 'rejected', 'sent', 'triggered'])
  })

  it('T-ORDER-FACTS REQ-23 filled never decreases, is the sum of distinct trades, and nothing else fills', () => {
    fc.assert(
      fc.property(factSet.chain(retold), (facts) => {
        let before = 0
        const known = tell(facts, ({ filled }) => {
          expect(filled).toBeGreaterThanOrEqual(before)
          before = filled
        })
        const distinct = new Map(facts.filter((fact) => fact.kind === 'trade').map((fact) => [fact.tradeId, fact]))
        const sum = (value: (one: Trade) => number) => [...distinct.values()].reduce((total, one) => total + value(one), 0)
        expect(known.filled).toBe(sum(({ lots }) => lots))
        expect(known.filledTickLots).toBe(sum(({ lots, ticks }) => lots * ticks))
        expect(known.feeBase).toBe(sum(({ fee, feeAsset }) => (feeAsset === 'base' ? fee : 0)))
      }),
      { numRuns: 2000 },
    )
  })

  const facts = {
    fill: {
      kind: 'trade',
      sequence: 1,
      tradeId: 'a',
      lots: 100,
      ticks: 7,
      fee: 0,
      feeAsset: 'quote',
      liquidity: 'taker',
      slippageTicks: 0,
      time: 5,
    },
    part: {
      kind: 'trade',
      sequence: 1,
      tradeId: 'b',
      lots: 40,
      ticks: 7,
      fee: 0,
      feeAsset: 'quote',
      liquidity: 'taker',
      slippageTicks: 0,
      time: 5,
    },
    canceled: { kind: 'canceled', sequence: 1, time: 6, reason: 'asked' },
    expired: { kind: 'expired', sequence: 1, time: 4, reason: 'no price' },
    rejected: { kind: 'rejected', sequence: 1, time: 3, code: '-2010', reason: 'balance' },
    accepted: { kind: 'accepted', sequence: 1, time: 2 },
  } as const satisfies Record<string, OrderFact>

  it('T-ORDER-FACTS terminal by precedence filled > canceled > expired > rejected', () => {
    const { fill, part, canceled, expired, rejected } = facts
    expect(stateOf(tell([rejected, expired, canceled, fill]), quantity)).toBe('filled')
    expect(stateOf(tell([rejected, expired, canceled, part]), quantity)).toBe('canceled')
    expect(stateOf(tell([rejected, expired]), quantity)).toBe('expired')
    expect(endOf(tell([rejected]), quantity)).toEqual({ time: 3, reason: '-2010 balance' })
    expect(endOf(tell([fill, canceled]), quantity)).toEqual({ time: 5, reason: '' })
    expect(stateOf(tell([part]), quantity)).toBe('partial')
  })

  it('T-ORDER-FACTS REQ-27 says what is odd about an arrival without letting it change the state', () => {
    const { fill, part, canceled, rejected, accepted } = facts
    const arrive = (...all: OrderFact[]) => {
      const known = noFacts()
      return all.map((fact) => addFact(known, quantity, fact))
    }
    expect(arrive(canceled, part)).toEqual(['new', 'late fill'])
    expect(arrive(rejected, part)).toEqual(['new', 'life after rejection'])
    expect(arrive(rejected, accepted)).toEqual(['new', 'life after rejection'])
    expect(arrive(part, rejected)).toEqual(['new', 'life after rejection'])
    expect(arrive(part, fill)).toEqual(['new', 'overfill'])
    expect(arrive(part, part)).toEqual(['new', 'known'])
    expect(arrive(canceled, canceled)).toEqual(['new', 'known'])
  })

  it('T-ORDER-FACTS a trade that cannot be one is refused', () => {
    for (const bad of [{ lots: 0 }, { lots: 1.5 }, { lots: -3 }, { ticks: 0 }, { fee: -1 }, { fee: 0.5 }, { tradeId: '' }]) {
      const known = noFacts()
      expect(addFact(known, quantity, { ...facts.part, ...bad })).toBe('refused')
      expect(known).toEqual(noFacts())
    }
  })
})
