import { expect, test } from 'vitest'
import { candlesBetween } from '../../engine/market/candles.ts'
import { keepBars } from '../../engine/market/kept-bars.ts'
import { openSource } from '../../engine/market/sources.ts'
import { walkCandles } from '../kit/walk-candles.ts'

const all = walkCandles(100)
const between = (from: number, to: number) => ({ candles: candlesBetween(all, all.time[from]!, all.time[to]!) })

test('bars asked for again are the very same, a part of them is cut from them, and the oldest go first', async () => {
  const bars = keepBars<ReturnType<typeof between>>(48 * 100)
  let fresh = 0
  const ask = (key: string, from: number, to: number) =>
    bars.of(key, all.time[from]!, all.time[to]!, async (near) => {
      if (!near) fresh++
      return near ? { candles: near } : between(from, to)
    })
  const first = await ask('a', 0, 60)
  expect(await ask('a', 0, 60)).toBe(first)
  expect(await ask('a', 10, 40)).toEqual(between(10, 40))
  expect(fresh).toBe(1)
  await ask('a', 10, 61)
  expect(fresh).toBe(2)
  // 60 and 30 of 'a' were there, 51 more are too many.
  expect(await ask('a', 0, 60)).not.toBe(first)
  await ask('b', 0, 60)
  expect(fresh).toBe(4)
})

test('what was stopped is not kept', async () => {
  const bars = keepBars<ReturnType<typeof between>>(48 * 100)
  expect(await bars.of('a', 0, 1, async () => undefined)).toBeUndefined()
  expect(await bars.of('a', 0, 1, async () => between(0, 9))).toEqual(between(0, 9))
})

test('practice bars of a part of a range are those made without the rest', async () => {
  const day = 86_400_000
  const from = Date.UTC(2024, 2, 1)
  const load = async (spec: string, begin: number, end: number) => {
    const opened = await openSource(spec)
    const loaded = opened.ok ? await opened.source.candles('5m', begin, end) : opened
    if (!loaded.ok) throw new Error('not loaded')
    return loaded
  }
  const alone = await load('practice:gaps=30,seed=3', from + day, from + 2 * day)
  await load('practice:gaps=30,seed=3', from, from + 3 * day)
  await load('practice:gaps=30,seed=4', from, from + 3 * day)
  const part = await load('practice:gaps=30,seed=3', from + day + 300_000, from + 2 * day)
  expect(part.candles.time[0]).toBe(from + day + 300_000)
  expect(part.candles.close).toEqual(alone.candles.close.slice(1))
  expect((await load('practice:gaps=30,seed=3', from + day, from + 2 * day)).dataKey).toBe(alone.dataKey)
  expect((await load('practice:gaps=30,seed=4', from + day, from + 2 * day)).dataKey).not.toBe(alone.dataKey)
})
