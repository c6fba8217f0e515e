import { ema, macd as macdOf } from '../indicators.ts'
import { both, compare, cooldownAfterLoss, crosses, drawdownGate, enterThrough, percentOfEquity, turnsTrue, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** MACD line over its signal line while the close is above its 200-bar exponential average. */
export function macd({ markets: [{ close }] }: Hand): Decide {
  const { line, signal } = macdOf(close, 12, 26, 9)
  const entry = both(compare(close, '>', ema(close, 200)), crosses(line, 'above', signal))
  const down = crosses(line, 'below', signal)
  const gates = [cooldownAfterLoss(6), drawdownGate(25, 0)]
  return (i, view, ask) => {
    if (turnsTrue(entry, i))
      enterThrough(gates, view, ask, 0, percentOfEquity(view, 0, 50), { side: 'long', signal: 'enter', maxSlippage: 0.01 })
    if (down[i] === 1) ask({ act: 'exit', slot: 0, signal: 'exit' })
  }
}
