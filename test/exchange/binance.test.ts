import { expect, test } from 'vitest'
import { virtualClock } from '../../engine/market/clock.ts'
import { BINANCE_RECEIVE_WINDOW, binanceLimits, binanceUsage } from '../../engine/exchange/binance.ts'
import { judgeOffset } from '../../engine/exchange/clock-sync.ts'
import { createLimiter } from '../../engine/exchange/limiter.ts'

test('each header of use names a limit that the limiter knows, and what others use is counted', async () => {
  const clock = virtualClock(0)
  const limiter = createLimiter(clock, binanceLimits)
  for (const limit of Object.values(binanceUsage)) limiter.learn(limit, binanceLimits.find(({ name }) => name === limit)!.capacity)
  let gone = false
  void limiter.admit('cancel', { weight: 1, orders: 1 }).then(() => (gone = true))
  await Promise.resolve()
  expect(gone).toBe(false)
  clock.advanceTo(60_001)
  await new Promise((resolve) => setImmediate(resolve))
  expect(gone).toBe(true)
})

test('a clock further off than half the receive window refuses', () => {
  const half = BINANCE_RECEIVE_WINDOW / 2
  expect(judgeOffset({ offset: half, within: 10 }, BINANCE_RECEIVE_WINDOW).kind).toBe('warn')
  expect(judgeOffset({ offset: -half - 1, within: 10 }, BINANCE_RECEIVE_WINDOW).kind).toBe('refuse')
})
