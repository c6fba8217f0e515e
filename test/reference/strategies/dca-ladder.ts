import { rsi } from '../indicators.ts'
import { crosses, drawdownGate, enterThrough, maxPositionGate, percentOfEquity, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** Flat: in when the RSI crosses up through 30. A close 3 % below the average paid, after one that was not, buys another part, 1.5 % above it sells all. */
export function dcaLadder({ markets: [{ close }] }: Hand): Decide {
  const recovers = crosses(rsi(close, 14), 'above', 30)
  let before = 2
  const gates = [maxPositionGate(30), drawdownGate(20, 0)]
  return (i, view, ask) => {
    const paid = view.grid(0).price(view.entryTicks(0))
    const part = (signal: string) =>
      enterThrough(gates, view, ask, 0, percentOfEquity(view, 0, 6), { side: 'long', signal, additions: 5, maxSlippage: 0.01 })
    if (close[i] >= paid * 1.015) ask({ act: 'exit', slot: 0, signal: 'exit' })
    if (view.position(0) === 0 && recovers[i] === 1) part('first')
    // Unknown while flat: the first bar of a position cannot turn true.
    const below = Number.isNaN(paid) ? 2 : Number(close[i] <= paid * 0.97)
    if (below === 1 && before === 0) part('rung')
    before = below
  }
}
