import { atr, ema, rsi } from '../indicators.ts'
import {
  both,
  compare,
  cooldownAfterLoss,
  crosses,
  drawdownGate,
  either,
  enterThrough,
  percentOfEquity,
  turnsTrue,
  type Condition,
  type Hand,
} from '../rules.ts'
import type { Decide } from '../asks.ts'

const DAY = 86_400_000

/** RSI up through 30 by the hour while the last closed day is above its 30-day average; out above 70 or when the day falls below it. */
export function multiTimeframeRsi({ markets: [hour] }: Hand): Decide {
  // A day's close is its last hour's, known when that hour closes.
  const days = [...new Set(hour.end.map((end) => Math.floor((end - 1) / DAY)))]
  const lastHour = days.map((day) => hour.end.findIndex((end) => end === (day + 1) * DAY))
  const whole = lastHour.map((row, i) => (row >= 0 && hour.time.includes(days[i] * DAY) ? row : -1)).filter((row) => row >= 0)
  const dayClose = whole.map((row) => hour.close[row])
  const average = ema(dayClose, 30)
  const [upDays, lostDays] = [compare(dayClose, '>', average), crosses(dayClose, 'below', average)]
  const seen = (condition: Condition): Condition => hour.end.map((_, i) => condition[whole.filter((row) => row <= i).length - 1] ?? 2)

  const strength = rsi(hour.close, 14)
  const entry = both(seen(upDays), crosses(strength, 'above', 30))
  const leave = either(crosses(strength, 'above', 70), seen(lostDays))
  const range = atr(hour, 14)
  const gates = [cooldownAfterLoss(12), drawdownGate(25, 3)]
  return (i, view, ask) => {
    if (turnsTrue(entry, i)) {
      const stop = { distance: view.grid(0).ceilTicks(2.5 * range[i]) }
      enterThrough(gates, view, ask, 0, percentOfEquity(view, 0, 50), {
        side: 'long',
        signal: 'enter',
        maxSlippage: 0.01,
        guards: { stop },
        replace: true,
        node: 'order',
      })
    }
    if (turnsTrue(leave, i)) ask({ act: 'exit', slot: 0, signal: 'exit' })
  }
}
