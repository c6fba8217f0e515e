import { atr, highest, lowest } from '../indicators.ts'
import { crosses, drawdownGate, enterThrough, lotsAtRisk, maxPositionGate, turnsTrue, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** 20-day breakout in, 10-day breakout the other way out; units of a quarter percent at a stop of 2 N, three more each half an N on. */
export function donchianTurtle({ markets: [market] }: Hand): Decide {
  const { high, low, close } = market
  const n = atr(market, 20)
  const up = crosses(close, 'above', highest(high, 20, 1))
  const down = crosses(close, 'below', lowest(low, 20, 1))
  const aboveExit = crosses(close, 'above', highest(high, 10, 1))
  const belowExit = crosses(close, 'below', lowest(low, 10, 1))
  let before = [2, 2]
  const gates = [maxPositionGate(35), drawdownGate(25, 0)]
  return (i, view, ask) => {
    const unit = (side: 'long' | 'short', signal: string, additions: number) => {
      const distance = view.grid(0).ceilTicks(2 * n[i])
      const lots = lotsAtRisk(view, 0, 0.25, distance)
      enterThrough(gates, view, ask, 0, lots, { side, signal, maxSlippage: 0.05, guards: { stop: { distance } }, additions, node: 'order' })
    }
    const held = view.position(0)
    const entry = view.grid(0).price(view.entryTicks(0))
    const spacing = n[i] * (view.entries(0) + 1) * 0.25
    const further = [held > 0 ? Number(close[i] > entry + spacing) : 0, held < 0 ? Number(close[i] < entry - spacing) : 0]
    if (further[0] === 1 && before[0] === 0) unit('long', 'add-long', 3)
    if (further[1] === 1 && before[1] === 0) unit('short', 'add-short', 3)
    before = further
    if (turnsTrue(up, i)) unit('long', 'buy', 0)
    if (belowExit[i] === 1) ask({ act: 'exit', slot: 0, side: 'long', signal: 'close-long' })
    if (aboveExit[i] === 1) ask({ act: 'exit', slot: 0, side: 'short', signal: 'close-short' })
    if (turnsTrue(down, i)) unit('short', 'sell-short', 0)
  }
}
