import { dayVwap, deviation } from '../indicators.ts'
import { both, crosses, drawdownGate, enterThrough, lossStreakGate, percentOfEquity, turnsTrue, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** Three deviations below the day's average price, by day: a limit waits four bars; target that average, stop 1.5 %, out after 48 bars. */
export function vwapReversion({ markets: [market] }: Hand): Decide {
  const { close, volume, time } = market
  const average = dayVwap(market, volume, time)
  const spread = deviation(close, 48)
  const cheap = crosses(
    close,
    'below',
    average.map((price, i) => price - spread[i] * 3),
  )
  const hours = time.map((opens) => {
    const hour = Math.floor(opens / 3_600_000) % 24
    return Number(hour >= 6 && hour < 20)
  })
  const entry = both(cheap, hours)
  const gates = [lossStreakGate(3, 96), drawdownGate(30, 2)]
  return (i, view, ask) => {
    const grid = view.grid(0)
    if (turnsTrue(entry, i))
      enterThrough(gates, view, ask, 0, percentOfEquity(view, 0, 25), {
        side: 'long',
        signal: 'enter',
        kind: 'limit',
        limit: grid.floorTicks(close[i] * (1 - 0.05 / 100)),
        expiresAfter: 4,
        replace: true,
        node: 'order',
        guards: { stop: { distance: grid.ceilTicks(close[i] * (1.5 / 100)) }, target: { price: grid.ceilTicks(average[i]) } },
      })
    if (view.barsHeld(0) >= 48) ask({ act: 'exit', slot: 0, signal: 'exit' })
  }
}
