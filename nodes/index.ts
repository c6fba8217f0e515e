import type { NodeDefinition } from './define/node.ts'
import { adx } from './indicators/adx.ts'
import { atr } from './indicators/atr.ts'
import { bollinger } from './indicators/bollinger.ts'
import { cci } from './indicators/cci.ts'
import { dema } from './indicators/dema.ts'
import { dmi } from './indicators/dmi.ts'
import { donchian } from './indicators/donchian.ts'
import { ema } from './indicators/ema.ts'
import { highest } from './indicators/highest.ts'
import { hma } from './indicators/hma.ts'
import { ichimoku } from './indicators/ichimoku.ts'
import { keltner } from './indicators/keltner.ts'
import { linearRegression } from './indicators/linear-regression.ts'
import { lowest } from './indicators/lowest.ts'
import { macd } from './indicators/macd.ts'
import { mfi } from './indicators/mfi.ts'
import { momentum } from './indicators/momentum.ts'
import { obv } from './indicators/obv.ts'
import { roc } from './indicators/roc.ts'
import { rsi } from './indicators/rsi.ts'
import { sma } from './indicators/sma.ts'
import { standardDeviation } from './indicators/standard-deviation.ts'
import { stochastic } from './indicators/stochastic.ts'
import { supertrend } from './indicators/supertrend.ts'
import { tema } from './indicators/tema.ts'
import { vwap } from './indicators/vwap.ts'
import { vwma } from './indicators/vwma.ts'
import { williams } from './indicators/williams.ts'
import { wma } from './indicators/wma.ts'
import { acceptRepaint } from './logic/accept-repaint.ts'
import { and } from './logic/and.ts'
import { barsSince } from './logic/bars-since.ts'
import { choose } from './logic/choose.ts'
import { compare } from './logic/compare.ts'
import { cooldown } from './logic/cooldown.ts'
import { countInWindow } from './logic/count-in-window.ts'
import { crosses } from './logic/crosses.ts'
import { falling } from './logic/falling.ts'
import { latch } from './logic/latch.ts'
import { not } from './logic/not.ts'
import { or } from './logic/or.ts'
import { previousCondition } from './logic/previous-condition.ts'
import { previous } from './logic/previous.ts'
import { rising } from './logic/rising.ts'
import { sessionHours } from './logic/session-hours.ts'
import { barPrices } from './market/bar-prices.ts'
import { marketCandles } from './market/candles.ts'
import { constant } from './market/constant.ts'
import { equity } from './market/equity.ts'
import { formingBar } from './market/forming-bar.ts'
import { otherTimeframe } from './market/other-timeframe.ts'
import { position } from './market/position.ts'
import { absolute } from './math/absolute.ts'
import { acceptRepaintNumber } from './math/accept-repaint.ts'
import { add } from './math/add.ts'
import { asNotional } from './math/as-notional.ts'
import { asPlain } from './math/as-plain.ts'
import { asPrice } from './math/as-price.ts'
import { asQuantity } from './math/as-quantity.ts'
import { asRatio } from './math/as-ratio.ts'
import { clamp } from './math/clamp.ts'
import { divide } from './math/divide.ts'
import { maximum } from './math/maximum.ts'
import { minimum } from './math/minimum.ts'
import { multiply } from './math/multiply.ts'
import { relativeDifference } from './math/relative-difference.ts'
import { roundToStep } from './math/round-to-step.ts'
import { squareRoot } from './math/square-root.ts'
import { subtract } from './math/subtract.ts'
import { bracketOrder } from './orders/bracket.ts'
import { cancelOrders } from './orders/cancel.ts'
import { limitOrder } from './orders/limit.ts'
import { marketOrder } from './orders/market.ts'
import { stopLimitOrder } from './orders/stop-limit.ts'
import { stopOrder } from './orders/stop.ts'
import { trailingStopOrder } from './orders/trailing-stop.ts'
import { exitCooldown } from './risk/cooldown.ts'
import { drawdown } from './risk/drawdown.ts'
import { exposure } from './risk/exposure.ts'
import { lossStreak } from './risk/loss-streak.ts'
import { maxPosition } from './risk/max-position.ts'
import { volatilitySpike } from './risk/volatility-spike.ts'
import { enter } from './signals/enter.ts'
import { exit } from './signals/exit.ts'
import { closeShare } from './sizing/close-share.ts'
import { fixedAmount } from './sizing/fixed-amount.ts'
import { fixedQuantity } from './sizing/fixed-quantity.ts'
import { percentOfEquity } from './sizing/percent-of-equity.ts'
import { volatility } from './sizing/volatility.ts'

/** Every node, in palette order. A new node is its file and its line here. */
export const nodes: readonly NodeDefinition[] = [
  // market
  marketCandles,
  otherTimeframe,
  formingBar,
  barPrices,
  constant,
  position,
  equity,
  // indicators
  sma,
  ema,
  wma,
  dema,
  tema,
  hma,
  vwma,
  rsi,
  macd,
  stochastic,
  williams,
  cci,
  mfi,
  momentum,
  roc,
  bollinger,
  keltner,
  donchian,
  atr,
  standardDeviation,
  adx,
  dmi,
  supertrend,
  ichimoku,
  highest,
  lowest,
  linearRegression,
  vwap,
  obv,
  // math
  add,
  subtract,
  multiply,
  divide,
  relativeDifference,
  minimum,
  maximum,
  absolute,
  squareRoot,
  clamp,
  roundToStep,
  asPrice,
  asQuantity,
  asNotional,
  asRatio,
  asPlain,
  acceptRepaintNumber,
  // logic
  compare,
  crosses,
  and,
  or,
  not,
  choose,
  previous,
  previousCondition,
  rising,
  falling,
  barsSince,
  countInWindow,
  latch,
  cooldown,
  sessionHours,
  acceptRepaint,
  // signals
  enter,
  exit,
  // sizing
  percentOfEquity,
  fixedAmount,
  fixedQuantity,
  volatility,
  closeShare,
  // risk
  maxPosition,
  exposure,
  drawdown,
  lossStreak,
  exitCooldown,
  volatilitySpike,
  // orders
  marketOrder,
  limitOrder,
  stopOrder,
  stopLimitOrder,
  trailingStopOrder,
  bracketOrder,
  cancelOrders,
]

const byType = new Map(nodes.map((node) => [node.type, node]))

/** The definition of a type, or undefined for a type this version does not know. */
export function findNode(type: string): NodeDefinition | undefined {
  return byType.get(type)
}
