import { sma } from '../indicators.ts'
import { crosses, drawdownGate, enterThrough, lossStreakGate, percentOfEquity, turnsTrue, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** 20-bar average over 50-bar average: in above, out below, half of the equity. */
export function smaCross({ markets: [{ close }] }: Hand): Decide {
  const [fast, slow] = [sma(close, 20), sma(close, 50)]
  const [up, down] = [crosses(fast, 'above', slow), crosses(fast, 'below', slow)]
  const gates = [lossStreakGate(3, 48), drawdownGate(25, 0)]
  return (i, view, ask) => {
    if (turnsTrue(up, i))
      enterThrough(gates, view, ask, 0, percentOfEquity(view, 0, 50), { side: 'long', signal: 'enter', maxSlippage: 0.01 })
    if (down[i] === 1) ask({ act: 'exit', slot: 0, signal: 'exit' })
  }
}
