import fc from 'fast-check'
import { expect, test } from 'vitest'
import { timeframes, barOpen, type Timeframe } from '../../../nodes/define/timeframe.ts'
import { formingBar } from '../../../nodes/market/forming-bar.ts'
import { randomCandles, randomFrom } from '../../kit/contract/random-inputs.ts'
import { asSubject, run } from '../../kit/contract/subject.ts'

const subject = asSubject(formingBar)!

test('at every bar it is the longer bar made of the bars so far', () => {
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...timeframes), (seed, timeframe: Timeframe) => {
      const candles = randomCandles(randomFrom(seed), 300, 0)
      const { open, high, low, close, volume } = run(subject, { timeframe }, { candles })
      for (let row = 0; row < 300; row++) {
        const opened = barOpen(timeframe, candles.time[row])
        const first = Math.max(
          0,
          candles.time.findIndex((time) => time >= opened),
        )
        expect(open[row]).toBe(candles.open[first])
        expect(high[row]).toBe(Math.max(...candles.high.slice(first, row + 1)))
        expect(low[row]).toBe(Math.min(...candles.low.slice(first, row + 1)))
        expect(close[row]).toBe(candles.close[row])
        expect(volume[row]).toBe(candles.volume.slice(first, row + 1).reduce((sum, one) => sum + one, 0))
      }
    }),
    { numRuns: 30 },
  )
})

test('all it says is marked as forming', () => {
  expect(Object.values(formingBar.outputs).every((output) => 'forming' in output && output.forming === true)).toBe(true)
})
