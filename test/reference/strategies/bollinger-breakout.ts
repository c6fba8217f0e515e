import { atr, bollinger } from '../indicators.ts'
import { both, crosses, drawdownGate, enterThrough, percentOfEquity, turnsTrue, type Gate, type Hand } from '../rules.ts'
import type { Decide } from '../asks.ts'

/** Close above the upper band while the bands are wider than two bars ago; a stop three ranges behind the best price. */
export function bollingerBreakout({ markets: [market] }: Hand): Decide {
  const { close } = market
  const { middle, upper, lower } = bollinger(close, 20, 2)
  const width = middle.map((mean, i) => (upper[i] - lower[i]) / mean)
  const widening = width.map((now, i) => (i < 2 || Number.isNaN(now) || Number.isNaN(width[i - 2]) ? 2 : Number(now > width[i - 2])))
  const entry = both(crosses(close, 'above', upper), widening)
  const back = crosses(close, 'below', middle)
  const range = atr(market, 14)
  const blocked = spikes(
    range.map((wide, i) => wide / close[i]),
    2000,
  )
  const drawdown = drawdownGate(25, 0)
  return (i, view, ask) => {
    const calm: Gate = (_view, _slot, lots) => (blocked[i] ? 'VOLATILITY_SPIKE' : lots)
    if (turnsTrue(entry, i)) {
      const trail = { distance: view.grid(0).ceilTicks(3 * range[i]) }
      enterThrough([calm, drawdown], view, ask, 0, percentOfEquity(view, 0, 40), {
        side: 'long',
        signal: 'enter',
        maxSlippage: 0.01,
        guards: { trail },
        replace: true,
        node: 'order',
      })
    }
    if (back[i] === 1) ask({ act: 'exit', slot: 0, signal: 'exit' })
  }
}

/** Bars on which entries are refused: above the 95th percentile of the bars before, until three in a row are at or below the 90th; too few bars before refuse too. */
function spikes(values: readonly number[], window: number): boolean[] {
  const first = values.findIndex((value) => !Number.isNaN(value))
  let spiking = false
  let calm = 0
  return values.map((value, i) => {
    const before = i < first ? new Float64Array() : Float64Array.from(values.slice(Math.max(first, i - window), i)).sort()
    if (before.length < 100) return true
    const percentile = (percent: number) => before[Math.ceil((percent * before.length) / 100) - 1]
    if (value > percentile(95)) spiking = true
    if (spiking) calm = value <= percentile(90) ? calm + 1 : 0
    if (calm === 3) {
      spiking = false
      calm = 0
    }
    return spiking
  })
}
