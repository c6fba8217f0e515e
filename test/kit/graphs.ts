import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { edited, sampleStrategy } from './strategy.ts'

const node = (type: string, params: Record<string, number | string> = {}) => ({ type, version: 1, params })

/** Twenty-one nodes a trader might wire: averages, RSI, MACD, Bollinger, crosses and comparisons into one long entry and exit. `fast` is the period an edit changes. */
export function mixedGraph(fast = 10): StrategyDocument {
  return edited(sampleStrategy(), {
    set: {
      'nodes.fast.params.period': fast,
      'nodes.ema1': node('indicator.ema', { period: 12 }),
      'nodes.ema2': node('indicator.ema', { period: 26 }),
      'nodes.rsi': node('indicator.rsi', { period: 14 }),
      'nodes.macd': node('indicator.macd'),
      'nodes.bands': node('indicator.bollinger', { period: 20 }),
      'nodes.calm': node('logic.compare', { is: 'below', b: 70 }),
      'nodes.strong': node('logic.compare', { is: 'above', b: 30 }),
      'nodes.momentum': node('logic.compare', { is: 'above' }),
      'nodes.trend': node('logic.compare', { is: 'above' }),
      'nodes.stretched': node('logic.compare', { is: 'above' }),
      'nodes.either': node('logic.or'),
      'nodes.all': node('logic.and'),
      'nodes.hot': node('logic.and'),
      'nodes.out': node('logic.or'),
    },
    wire: [
      ['bars.close', 'ema1.source'],
      ['bars.close', 'ema2.source'],
      ['bars.close', 'rsi.source'],
      ['bars.close', 'macd.source'],
      ['bars.close', 'bands.source'],
      ['rsi.strength', 'calm.a'],
      ['rsi.strength', 'strong.a'],
      ['macd.line', 'momentum.a'],
      ['macd.signal', 'momentum.b'],
      ['ema1.average', 'trend.a'],
      ['ema2.average', 'trend.b'],
      ['bars.close', 'stretched.a'],
      ['bands.upper', 'stretched.b'],
      ['momentum.result', 'either.a'],
      ['trend.result', 'either.b'],
      ['up.result', 'all.a'],
      ['calm.result', 'all.b'],
      ['either.result', 'all.c'],
      ['stretched.result', 'hot.a'],
      ['strong.result', 'hot.b'],
      ['down.result', 'out.a'],
      ['hot.result', 'out.b'],
      ['all.result', 'enter.when'],
      ['out.result', 'exit.when'],
    ],
    unwire: ['enter.when', 'exit.when'],
  }) as StrategyDocument
}

/** The mixed graph with a daily trend filter, a circle and a second slot of the same timeframe: every kind of step there is. */
export function tangledGraph(): StrategyDocument {
  return edited(mixedGraph(), {
    set: {
      'slots.hedge': { instrument: 'ETH/USDT', timeframe: '1h' },
      'nodes.other': node('market.candles', { slot: 'hedge' }),
      'nodes.day': node('market.other-timeframe', { timeframe: '1d' }),
      'nodes.daily': node('indicator.ema', { period: 5 }),
      'nodes.rising': node('logic.compare', { is: 'above' }),
      'nodes.before': node('logic.previous', { start: 'value' }),
      'nodes.smooth': node('math.multiply', { b: 0.5 }),
      'nodes.sum': node('math.add'),
      'nodes.scaled': node('math.multiply', { b: 0.5 }),
      'nodes.spread': node('math.divide'),
      'nodes.wide': node('indicator.standard-deviation', { period: 30 }),
      'nodes.calm2': node('logic.compare', { is: 'below', b: 1 }),
      'nodes.final': node('logic.and'),
    },
    wire: [
      ['day.close', 'daily.source'],
      ['bars.close', 'rising.a'],
      ['daily.average', 'rising.b'],
      ['sum.result', 'smooth.a'],
      ['smooth.result', 'before.source'],
      ['before.result', 'sum.b'],
      ['bars.close', 'sum.a'],
      ['sum.result', 'scaled.a'],
      ['scaled.result', 'fast.source'],
      ['other.close', 'spread.a'],
      ['bars.close', 'spread.b'],
      ['spread.result', 'wide.source'],
      ['wide.deviation', 'calm2.a'],
      ['all.result', 'final.a'],
      ['rising.result', 'final.b'],
      ['calm2.result', 'final.c'],
      ['final.result', 'enter.when'],
    ],
    unwire: ['fast.source', 'enter.when'],
  }) as StrategyDocument
}
