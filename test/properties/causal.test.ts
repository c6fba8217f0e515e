import { describe, expect, test } from 'vitest'
import type { Candles } from '../../engine/market/candles.ts'
import type { RunOutcome } from '../../engine/protocol/run.ts'
import { barLength } from '../../nodes/define/timeframe.ts'
import { examples, openExample, rewritten, run, type Example } from './example-runs.ts'

/** A small generator of numbers in [0, 1), the same on every machine. */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

/** Every bar that closes after `time` replaced by noise around the last known close, on the tick grid. */
function noiseAfter(candles: Candles, length: number, tick: number, time: number, seed: number): Candles {
  const random = dice(seed)
  let price = candles.close[0]
  const onGrid = (value: number) => Math.max(1, Math.round(value / tick)) * tick
  const digits = Math.round(-Math.log10(tick))
  const clean = (value: number) => Number(onGrid(value).toFixed(digits))
  return rewritten(candles, (row, bar) => {
    if (candles.time[row] + length <= time) {
      price = bar.close
      return {}
    }
    const open = clean(price * (0.9 + 0.2 * random()))
    const close = clean(open * (0.93 + 0.14 * random()))
    price = close
    return {
      open,
      close,
      high: clean(Math.max(open, close) * (1 + 0.03 * random())),
      low: clean(Math.min(open, close) * (1 - 0.03 * random())),
      volume: bar.volume * random(),
    }
  })
}

/** Everything decided at or before `time`, and what had come of it before. A fill at the very time may be the next bar's open. */
function known({ orders, fills, denials, trades, times, equity }: RunOutcome, time: number) {
  return {
    orders: orders
      .filter((order) => order.time <= time)
      .map(({ sequence, slot, node, signal, side, type, lots, limitTicks, triggerTicks, time: at, purpose }) => [
        sequence,
        slot,
        node,
        signal,
        side,
        type,
        purpose === 'protect' ? 0 : lots,
        limitTicks,
        triggerTicks,
        at,
      ]),
    fills: fills.filter((fill) => fill.time < time),
    denials: denials.filter((denial) => denial.time <= time),
    trades: trades.filter(({ exitTime, closed }) => closed && exitTime < time).map(({ profit, exitTime }) => [profit, exitTime]),
    equity: equity.slice(0, times.filter((at) => at <= time).length),
  }
}

/** Orders of protection are placed when their entry fills: at the next open, whose price noise may change. */
function decided(outcome: RunOutcome, time: number) {
  const { orders, ...rest } = known(outcome, time)
  return {
    ...rest,
    orders: orders.filter((order) => Number(order[9]) < time || outcome.orders[Number(order[0]) - 1].purpose !== 'protect'),
  }
}

const lengths = ({ plan }: Example) => plan.streams.map(({ timeframe }) => barLength(timeframe))

describe('T-CAUSAL REQ-70: noise after t changes nothing decided at or before t', () => {
  const seen = { orders: 0, denials: 0, trades: 0, sides: new Set<string>(), types: new Set<string>(), slots: new Set<number>() }

  test.each(examples)('%s', async (name, days) => {
    const example = await openExample(name, days)
    const whole = run(example)
    expect(whole.orders.length).toBeGreaterThan(5)
    const random = dice(days)
    const moments = whole.orders.map(({ time }) => time)
    for (let i = 0; i < 5; i++) {
      // Times of orders are where a look ahead would matter, and a time in between.
      const time = i < 4 ? moments[Math.floor(random() * moments.length)] : whole.times[Math.floor(random() * whole.times.length)]
      const noisy = example.streams.map(({ candles, instrument }, stream) =>
        noiseAfter(candles, lengths(example)[stream], Number(instrument.tick), time, i * 100 + stream),
      )
      const other = run(example, noisy)
      expect(decided(other, time)).toEqual(decided(whole, time))
      expect([...other.equity]).not.toEqual([...whole.equity])
      const before = decided(whole, time)
      seen.orders += before.orders.length
      seen.denials += before.denials.length
      seen.trades += before.trades.length
      for (const [, slot, , , side, type] of before.orders) {
        seen.sides.add(String(side))
        seen.types.add(String(type))
        seen.slots.add(Number(slot))
      }
    }
  })

  test('the cases were not empty', () => {
    expect(Math.min(seen.orders, seen.denials, seen.trades)).toBeGreaterThan(20)
    expect([...seen.sides].sort()).toEqual(['buy', 'sell'])
    expect(seen.slots).toEqual(new Set([0, 1]))
    for (const type of ['market', 'limit', 'stop', 'trailing-stop']) expect(seen.types).toContain(type)
  })

  test('REQ-74: a look into the next bar is found', async () => {
    const example = await openExample('sma-cross', 120)
    // The planted fault: every bar shows the close of the one after it.
    const peek = (all: readonly Candles[]) =>
      all.map((candles) =>
        rewritten(candles, (row, { high, low }) => {
          const close = candles.close[Math.min(row + 1, candles.length - 1)]
          return { close, high: Math.max(high, close), low: Math.min(low, close) }
        }),
      )
    const candles = example.streams.map((stream) => stream.candles)
    const whole = run(example, peek(candles))
    let found = 0
    for (const time of whole.orders.slice(0, 12).map((order) => order.time)) {
      const noisy = candles.map((one, stream) => noiseAfter(one, lengths(example)[stream], 0.01, time, stream))
      const other = run(example, peek(noisy))
      if (JSON.stringify(decided(other, time)) !== JSON.stringify(decided(whole, time))) found++
    }
    expect(found).toBeGreaterThan(0)
  })
})
