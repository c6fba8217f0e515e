import { describe, expect, it } from 'vitest'
import { bar, costless, createRig, MINUTE, protecting, type Answer } from './rig.ts'

/** Flat before, nearer to the low: O-L-H-C. The buy limit fills at the low, before the high. */
const dip = bar(0, 100, 120, 94, 110)

describe('T-FILL-SAMEBAR REQ-72: stops and limits inside one bar', () => {
  it('bought at the open, stop and target have the whole path ahead', () => {
    const stopped = createRig()
    stopped.on(protecting({ stop: 5, target: 10 }))
    stopped.send({})
    stopped.pass(bar(0, 100, 120, 94, 110))
    expect(stopped.fills()).toEqual(['1: 10@100', '2: 10@95'])
    const won = createRig()
    won.on(protecting({ stop: 7, target: 10 }))
    won.send({})
    won.pass(bar(0, 100, 120, 94, 110))
    expect(won.fills()).toEqual(['1: 10@100', '3: 10@110'])
    expect(won.trades().map(({ time }) => time)).toEqual([0, MINUTE])
  })

  it('bought inside the bar, the target waits for the next bar, though the path passes it', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 20, target: 5 }))
    rig.send({ type: 'limit', limitTicks: 95 })
    rig.pass(dip)
    expect(rig.fills()).toEqual(['1: 10@95'])
    rig.pass(bar(1, 98, 101, 97, 99))
    expect(rig.fills()).toEqual(['1: 10@95', '3: 10@100'])
  })

  it('bought inside the bar, its stop fills when the rest of the path reaches it', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 3, target: 5 }))
    rig.send({ type: 'limit', limitTicks: 98 })
    rig.pass(dip)
    expect(rig.fills()).toEqual(['1: 10@98', '2: 10@95'])
    expect(rig.ending(3)).toBe('canceled')
  })

  it('bought inside the bar, its stop fills even when the extreme came before', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 8, target: 5 }))
    rig.send({ type: 'stop', triggerTicks: 103 })
    // O-L-H-C: the low of 94 lies before the entry at 103 and reaches the stop at 95.
    rig.pass(dip)
    expect(rig.fills()).toEqual(['1: 10@103', '2: 10@95'])
    expect([rig.ending(3), rig.venue.stats.ambiguousBars, rig.trades()[1].time]).toEqual(['canceled', 1, MINUTE])
  })

  it('an extreme that does not reach the stop leaves it working', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 10 }))
    rig.send({ type: 'stop', triggerTicks: 103 })
    rig.pass(dip)
    expect(rig.fills()).toEqual(['1: 10@103'])
    expect(rig.venue.working(0)).toBe(1)
  })

  it('mirrored for shorts: sold inside the bar', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 8, target: 5 }))
    rig.send({ side: 'sell', type: 'stop', triggerTicks: 97 })
    // Flat, nearer to the high: O-H-L-C. The high of 106 lies before the entry and reaches the stop at 105.
    rig.pass(bar(0, 100, 106, 80, 90))
    expect(rig.fills()).toEqual(['1: 10@97', '2: 10@105'])
    const target = createRig()
    target.on(protecting({ stop: 20, target: 5 }))
    target.send({ side: 'sell', type: 'limit', limitTicks: 105 })
    target.pass(bar(0, 100, 107, 80, 90))
    expect(target.fills()).toEqual(['1: 10@105'])
    target.pass(bar(1, 101, 102, 99, 100))
    expect(target.fills()).toEqual(['1: 10@105', '3: 10@100'])
  })

  it('holds for an order somebody placed before: only what was held at the open is sold better', () => {
    const rig = createRig()
    rig.send({ lots: 4 })
    rig.pass(bar(0, 100, 101, 99, 100))
    const exit = rig.send({ side: 'sell', type: 'limit', purpose: 'reduce', limitTicks: 108, lots: 14 })
    rig.send({ type: 'limit', limitTicks: 96 })
    rig.pass(bar(1, 100, 120, 94, 107))
    expect(rig.fills()).toEqual(['1: 4@100', '3: 10@96', `${exit}: 4@108`])
    rig.pass(bar(2, 107, 112, 106, 110))
    expect(rig.fills().at(-1)).toBe(`${exit}: 10@108`)
  })

  it('a sale at a price not better is free', () => {
    const rig = createRig()
    rig.send({ type: 'limit', limitTicks: 98 })
    rig.send({ side: 'sell', type: 'stop', purpose: 'reduce', triggerTicks: 95 })
    rig.pass(dip)
    expect(rig.fills()).toEqual(['1: 10@98', '2: 10@95'])
  })

  it('an order that turns the position opens nothing before it may close what it closes', () => {
    const rig = createRig()
    rig.send({ type: 'limit', limitTicks: 96 })
    rig.send({ side: 'sell', type: 'limit', limitTicks: 108, lots: 15 })
    rig.pass(bar(0, 100, 120, 94, 107))
    expect(rig.fills()).toEqual(['1: 10@96'])
    rig.pass(bar(1, 107, 120, 100, 110))
    expect(rig.fills()).toEqual(['1: 10@96', '2: 15@108'])
  })

  it('a trailing stop placed inside the bar follows the rest of the path, up to the price it was bought at', () => {
    const rig = createRig()
    rig.on(protecting({ trail: 8 }))
    rig.send({ type: 'stop', triggerTicks: 103 })
    // The high of 109 lifts the trigger from 95 to 101, where the close gives it back; from 120 it would be 112.
    rig.pass(bar(0, 100, 109, 94, 96))
    expect(rig.fills()).toEqual(['1: 10@103', '2: 10@101'])
  })

  it('a trailing stop placed inside the bar fires at its first trigger when an extreme had reached it', () => {
    const rig = createRig()
    rig.on(protecting({ trail: 8 }))
    rig.send({ type: 'stop', triggerTicks: 103 })
    // From 120 the trigger is 112, better than 103 and passed by the close: the bar owes it the stop at 95.
    rig.pass(dip)
    expect(rig.fills()).toEqual(['1: 10@103', '2: 10@95'])
  })

  it('a trailing stop placed inside the bar never sells better than it bought, inside that bar', () => {
    const rig = createRig()
    rig.on(protecting({ trail: 9 }))
    rig.send({ type: 'limit', limitTicks: 100 })
    rig.pass(bar(0, 101, 120, 94, 105))
    // From 120 the trigger is 111; the close passes it, but 111 is better than 100: the sale waits for the next open.
    expect(rig.fills()).toEqual(['1: 10@100'])
    rig.pass(bar(1, 104, 106, 103, 105))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@104'])
  })

  it('stop before target when both are reachable, also where the path would come to the target first', () => {
    const rig = createRig({ profile: { ...costless, path: 'nearest-first' } })
    rig.on(protecting({ stop: 8, target: 4 }))
    rig.send({})
    rig.pass(bar(0, 100, 106, 90, 100))
    expect(rig.fills()).toEqual(['1: 10@100', '2: 10@92'])
  })

  it('C.1 same-bar entry and exit: a stop sent in answer to a fill is in the book for the rest of the path', () => {
    const rig = createRig()
    const answer: Answer = (fact, { send, venue }) => {
      if (fact.kind === 'trade' && fact.sequence === 1) {
        const stop = send({ side: 'sell', type: 'stop', purpose: 'protect', triggerTicks: 99, time: fact.time })
        venue.cancel(stop)
        send({ side: 'sell', type: 'stop', purpose: 'protect', triggerTicks: 98, time: fact.time })
      }
    }
    rig.on(answer)
    rig.send({})
    rig.pass(bar(0, 100, 103, 97, 102))
    expect(rig.fills()).toEqual(['1: 10@100', '3: 10@98'])
    expect(rig.ending(2)).toBe('canceled')
  })
})

describe('ambiguous bars', () => {
  it('counts a bar once in which a rule decided between stop and target', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 5, target: 5 }))
    rig.send({})
    rig.pass(bar(0, 100, 101, 99, 100))
    expect(rig.venue.stats.ambiguousBars).toBe(0)
    rig.pass(bar(1, 100, 110, 90, 100))
    expect(rig.venue.stats.ambiguousBars).toBe(1)
  })

  it('does not count a bar whose open decides, or in which one level is out of reach', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 5, target: 5 }))
    rig.send({})
    rig.pass(bar(0, 100, 101, 99, 100), bar(1, 107, 110, 90, 100))
    expect(rig.fills()).toEqual(['1: 10@100', '3: 10@107'])
    rig.send({ time: 2 * MINUTE })
    rig.pass(bar(2, 100, 110, 99, 100))
    expect(rig.fills()).toHaveLength(4)
    expect(rig.venue.stats.ambiguousBars).toBe(0)
  })

  it('counts an entry inside the bar whose target or stop the bar reaches', () => {
    const rig = createRig()
    rig.on(protecting({ stop: 30, target: 5 }))
    rig.send({ type: 'limit', limitTicks: 95 })
    rig.pass(dip)
    expect(rig.venue.stats.ambiguousBars).toBe(1)
  })
})
