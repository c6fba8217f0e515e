import { rsi, sma } from '../indicators.ts'
import { both, compare, crosses, drawdownGate, enterThrough, lossStreakGate, percentOfEquity, turnsTrue, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** Two-day RSI below 10 above the 200-day average buys, above 90 below it sells short; the 5-day average ends either. */
export function rsi2({ markets: [{ close }] }: Hand): Decide {
  const [strength, long, short] = [rsi(close, 2), sma(close, 200), sma(close, 5)]
  const buy = both(compare(close, '>', long), compare(strength, '<', 10))
  const sell = both(compare(close, '<', long), compare(strength, '>', 90))
  const [recovered, faded] = [crosses(close, 'above', short), crosses(close, 'below', short)]
  const gates = [lossStreakGate(4, 10), drawdownGate(20, 0)]
  return (i, view, ask) => {
    const enter = (side: 'long' | 'short', signal: string) =>
      enterThrough(gates, view, ask, 0, percentOfEquity(view, 0, 50), { side, signal, maxSlippage: 0.05 })
    if (turnsTrue(buy, i)) enter('long', 'buy')
    if (recovered[i] === 1) ask({ act: 'exit', slot: 0, side: 'long', signal: 'close-long' })
    if (faded[i] === 1) ask({ act: 'exit', slot: 0, side: 'short', signal: 'close-short' })
    if (turnsTrue(sell, i)) enter('short', 'sell-short')
  }
}
