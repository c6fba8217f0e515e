import { drawdownGate, enterThrough, maxPositionGate, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

const UNIT = 0.2

/** 3 % below the last step buys a unit, 3 % above it sells one; the first close is the first step. */
export function grid({ markets: [{ close }] }: Hand): Decide {
  const gates = [maxPositionGate(40), drawdownGate(25, 0)]
  let lastStep = 0
  return (i, view, ask) => {
    const down = close[i] <= lastStep * 0.97
    const up = close[i] >= lastStep * 1.03
    if (down || up) lastStep = close[i]
    if (down)
      enterThrough(gates, view, ask, 0, view.grid(0).floorLots(UNIT), { side: 'long', signal: 'buy', additions: 9, maxSlippage: 0.01 })
    const held = view.position(0)
    if (!up || held === 0) return
    const percent = Math.min(100 / (view.grid(0).quantity(held) / UNIT), 100)
    const lots = percent === 100 ? held : Number(view.share(BigInt(held), percent / 100))
    if (lots < 1) ask({ act: 'refuse', slot: 0, code: 'SIZE_ZERO', signal: 'sell' })
    else ask({ act: 'exit', slot: 0, lots, signal: 'sell' })
  }
}
