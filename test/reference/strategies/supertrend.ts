import { supertrend as trendOf } from '../indicators.ts'
import { enterThrough, lossStreakGate, lotsAtRisk, maxPositionGate, not, turnsTrue, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** In when the trend turns up, out when it turns down; one percent of equity at risk between price and line, the stop where the line was. */
export function supertrend({ markets: [market] }: Hand): Decide {
  const { trend, line } = trendOf(market, 10, 3)
  const up = trend.map((direction) => (direction === 0 ? 2 : Number(direction === 1)))
  const down = not(up)
  const gates = [maxPositionGate(40, true), lossStreakGate(3, 42)]
  return (i, view, ask) => {
    if (turnsTrue(up, i)) {
      const distance = view.grid(0).ceilTicks(market.close[i] - line[i])
      const lots = lotsAtRisk(view, 0, 1, distance)
      enterThrough(gates, view, ask, 0, lots, {
        side: 'long',
        signal: 'enter',
        maxSlippage: 0.02,
        guards: { stop: { distance } },
        replace: true,
        node: 'order',
      })
    }
    if (turnsTrue(down, i)) ask({ act: 'exit', slot: 0, signal: 'exit' })
  }
}
