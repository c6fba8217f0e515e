import { ichimoku as linesOf } from '../indicators.ts'
import { both, compare, crosses, drawdownGate, enterThrough, lossStreakGate, percentOfEquity, turnsTrue, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** Turning line over base line while the close is above the cloud; out when the close falls below the base line. */
export function ichimoku({ markets: [market] }: Hand): Decide {
  const { close } = market
  const { tenkan, kijun, spanA, spanB } = linesOf(market, 9, 26, 52, 26)
  const top = spanA.map((edge, i) => Math.max(edge, spanB[i]))
  const entry = both(crosses(tenkan, 'above', kijun), compare(close, '>', top))
  const lost = crosses(close, 'below', kijun)
  const gates = [lossStreakGate(2, 30), drawdownGate(25, 0)]
  return (i, view, ask) => {
    if (turnsTrue(entry, i))
      enterThrough(gates, view, ask, 0, percentOfEquity(view, 0, 40), { side: 'long', signal: 'enter', maxSlippage: 0.01 })
    if (lost[i] === 1) ask({ act: 'exit', slot: 0, signal: 'exit' })
  }
}
