import { deviation, sma } from '../indicators.ts'
import { cooldownAfterLoss, crosses, enterThrough, exposureGate, percentOfEquity, turnsTrue, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** The ratio of two prices in deviations from its 120-bar average: two below buys the first market, two above the second, until it is back. */
export function pairs({ markets: [first, second] }: Hand): Decide {
  const ratio = first.close.map((price, i) => price / second.close[i])
  const [mean, spread] = [sma(ratio, 120), deviation(ratio, 120)]
  const score = ratio.map((now, i) => (spread[i] > 0 ? (now - mean[i]) / spread[i] : Number.NaN))
  const [cheap, dear] = [crosses(score, 'below', -2), crosses(score, 'above', 2)]
  const [backUp, backDown] = [crosses(score, 'above', 0), crosses(score, 'below', 0)]
  const gates = [exposureGate(30), cooldownAfterLoss(6)]
  return (i, view, ask) => {
    const buy = (slot: number, signal: string) =>
      enterThrough(gates, view, ask, slot, percentOfEquity(view, slot, 35), { side: 'long', signal, maxSlippage: 0.01 })
    if (turnsTrue(cheap, i)) buy(0, 'buy-first')
    if (turnsTrue(dear, i)) buy(1, 'buy-second')
    if (backUp[i] === 1) ask({ act: 'exit', slot: 0, signal: 'sell-first' })
    if (backDown[i] === 1) ask({ act: 'exit', slot: 1, signal: 'sell-second' })
  }
}
