import type { StrategyDocument } from '../../nodes/strategy/document.ts'

/** Which of the data that comes with the program a strategy speaks of: the S&P 500 where that is all it trades, else the practice market. */
export function shippedData({ slots }: StrategyDocument): 'practice' | 'sp500' {
  const instruments = Object.values(slots).map(({ instrument }) => instrument)
  return instruments.length > 0 && instruments.every((instrument) => instrument === 'SPX/USD') ? 'sp500' : 'practice'
}
