import type { NodeDefinition } from './define/node.ts'
import { atr } from './indicators/atr.ts'
import { bollinger } from './indicators/bollinger.ts'
import { ema } from './indicators/ema.ts'
import { macd } from './indicators/macd.ts'
import { rsi } from './indicators/rsi.ts'
import { sma } from './indicators/sma.ts'
import { wma } from './indicators/wma.ts'
import { compare } from './logic/compare.ts'
import { crosses } from './logic/crosses.ts'
import { marketCandles } from './market/candles.ts'
import { constant } from './market/constant.ts'
import { marketOrder } from './orders/market.ts'
import { maxPosition } from './risk/max-position.ts'
import { enter } from './signals/enter.ts'
import { exit } from './signals/exit.ts'
import { percentOfEquity } from './sizing/percent-of-equity.ts'

/** Every node, in palette order. A new node is its file and its line here. */
export const nodes: readonly NodeDefinition[] = [
  // market
  marketCandles,
  constant,
  // indicators
  sma,
  ema,
  wma,
  rsi,
  macd,
  bollinger,
  atr,
  // logic
  compare,
  crosses,
  // signals
  enter,
  exit,
  // sizing
  percentOfEquity,
  // risk
  maxPosition,
  // orders
  marketOrder,
]

const byType = new Map(nodes.map((node) => [node.type, node]))

/** The definition of a type, or undefined for a type this version does not know. */
export function findNode(type: string): NodeDefinition | undefined {
  return byType.get(type)
}
