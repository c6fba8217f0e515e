import { exp, log, pow } from '../../nodes/define/functions.ts'
import type { FigureGroup, FigureMeasure } from '../protocol/report.ts'
import type { Basis } from './basis.ts'
import { barsExposed } from './exposure.ts'
import { downsideDeviation, mean, sampleDeviation, sum } from './statistics.ts'

/** One figure of the report: its words, where its formula comes from, and its computation. Text, HTML, window, docs and records all read this table. */
export type Figure = {
  /** Key in `metrics`. */
  readonly id: string
  readonly title: string
  readonly group: FigureGroup
  readonly measure: FigureMeasure
  readonly formula: string
  readonly source: string
  /** True where it depends on the equity curve alone, so that buy-and-hold has it too. */
  readonly ofCurve: boolean
  /** Money in whole units, rounded against the user. NaN and ±Infinity are written as null: the figure cannot be had. */
  readonly compute: (basis: Basis) => number
}

const DAY = 86_400_000
const YEAR = 365.25 * DAY

const annualGrowth = ({ final, capital, span }: Basis) => (span >= DAY && final >= 0 ? pow(final / capital, YEAR / span) - 1 : NaN)
const profits = (basis: Basis) => basis.closed.map((trade) => trade.profit)
const won = (basis: Basis) => basis.closed.filter((trade) => trade.profit > 0)
const lost = (basis: Basis) => basis.closed.filter((trade) => trade.profit < 0)
const returnsOf = (basis: Basis) => basis.closed.map((trade) => trade.profit / trade.cost)

function knownMean(values: Float64Array): number {
  let total = 0
  let known = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]
    if (value !== value) continue
    total += value
    known++
  }
  return total / known
}

/** Sharpe from compounded returns as backtesting.py has it: annualised geometric mean over the deviation of annual growth under independent days. */
function geometricSharpe({ returns, period }: Basis): number {
  const growth = exp(mean(returns.map((x) => log(1 + x))))
  const deviation = sampleDeviation(returns)
  const annual = pow(growth, period.perYear) - 1
  const variance = pow(deviation * deviation + growth * growth, period.perYear) - pow(growth, 2 * period.perYear)
  return annual / Math.sqrt(variance)
}

const curve = { ofCurve: true } as const
const trades = { ofCurve: false, group: 'trades' } as const

export const figures: readonly Figure[] = [
  {
    ...curve,
    id: 'finalEquity',
    title: 'Final equity',
    group: 'result',
    measure: 'money',
    formula: 'cash plus open positions at the last price',
    source: 'TRADING T-FILL-END',
    compute: (basis) => basis.final,
  },
  {
    ...curve,
    id: 'profit',
    title: 'Profit',
    group: 'result',
    measure: 'money',
    formula: 'final equity − capital; fees and slippage are already taken off, open positions are marked at the last price',
    source: 'definition',
    compute: (basis) => basis.final - basis.capital,
  },
  {
    ...curve,
    id: 'return',
    title: 'Return',
    group: 'result',
    measure: 'fraction',
    formula: 'final equity ÷ capital − 1',
    source: 'definition',
    compute: (basis) => basis.final / basis.capital - 1,
  },
  {
    ...curve,
    id: 'cagr',
    title: 'CAGR',
    group: 'result',
    measure: 'fraction',
    formula: '(final equity ÷ capital)^(1 ÷ years) − 1, years = (last close − first close) ÷ 365.25 days; none below one day',
    source: 'compound annual growth rate, as in backtesting.py (_stats.py)',
    compute: annualGrowth,
  },
  {
    ...curve,
    id: 'volatility',
    title: 'Volatility',
    group: 'risk',
    measure: 'fraction',
    formula:
      'sample standard deviation of the returns from UTC day end to day end × √periods; periods = 365 a year, 252 where every market keeps exchange days, 365 days ÷ bar length where bars are longer than a day; days without a bar are no observation',
    source: 'definition',
    compute: ({ returns, period }) => sampleDeviation(returns) * Math.sqrt(period.perYear),
  },
  {
    ...curve,
    id: 'sharpe',
    title: 'Sharpe',
    group: 'risk',
    measure: 'ratio',
    formula:
      'arithmetic mean of daily returns ÷ their sample standard deviation × √periods, risk-free rate 0; days and periods as for volatility',
    source: 'Sharpe 1994, "The Sharpe Ratio", ex post, annualised by the square root of time',
    compute: ({ returns, period }) => (mean(returns) / sampleDeviation(returns)) * Math.sqrt(period.perYear),
  },
  {
    ...curve,
    id: 'sharpeGeometric',
    title: 'Sharpe, geometric',
    group: 'risk',
    measure: 'ratio',
    formula:
      '((1 + g)^periods − 1) ÷ √((s² + (1 + g)²)^periods − (1 + g)^(2·periods)), g = geometric mean and s = sample deviation of daily returns',
    source: 'the figure backtesting.py calls Sharpe (_stats.py), to compare with that program',
    compute: geometricSharpe,
  },
  {
    ...curve,
    id: 'sortino',
    title: 'Sortino',
    group: 'risk',
    measure: 'ratio',
    formula: 'arithmetic mean of daily returns ÷ √(mean of min(return, 0)²) × √periods, target return 0',
    source: 'Sortino and Price 1994, downside deviation over all days',
    compute: ({ returns, period }) => (mean(returns) / downsideDeviation(returns)) * Math.sqrt(period.perYear),
  },
  {
    ...curve,
    id: 'calmar',
    title: 'Calmar',
    group: 'risk',
    measure: 'ratio',
    formula: 'CAGR ÷ max drawdown, over the whole run',
    source: 'Young 1991, over the whole run instead of 36 months',
    compute: (basis) => annualGrowth(basis) / basis.drawdowns.max,
  },
  {
    ...curve,
    id: 'maxDrawdown',
    title: 'Max drawdown',
    group: 'risk',
    measure: 'fraction',
    formula: 'largest fall from the highest equity so far, (peak − equity) ÷ peak at the close of every bar; the capital is the first peak',
    source: 'definition',
    compute: (basis) => basis.drawdowns.max,
  },
  {
    ...curve,
    id: 'maxDrawdownDays',
    title: 'Max drawdown, length',
    group: 'risk',
    measure: 'days',
    formula: 'of the max drawdown: from its peak to the first close back at the peak, or to the last close',
    source: 'definition',
    compute: (basis) => basis.drawdowns.maxDays,
  },
  {
    ...curve,
    id: 'longestDrawdownDays',
    title: 'Longest drawdown',
    group: 'risk',
    measure: 'days',
    formula: 'longest time from a peak to the first close back at it, or to the last close',
    source: 'definition',
    compute: (basis) => basis.drawdowns.longestDays,
  },
  {
    ...trades,
    id: 'trades',
    title: 'Closed trades',
    measure: 'count',
    formula: 'positions from first entry to flat; those still open at the end are counted apart',
    source: 'definition',
    compute: (basis) => basis.closed.length,
  },
  {
    ...trades,
    id: 'winRate',
    title: 'Win rate',
    measure: 'fraction',
    formula: 'closed trades with a profit above 0 after costs ÷ closed trades',
    source: 'definition',
    compute: (basis) => won(basis).length / basis.closed.length,
  },
  {
    ...trades,
    id: 'profitFactor',
    title: 'Profit factor',
    measure: 'ratio',
    formula: 'Σ profit of winning trades ÷ |Σ profit of losing trades|, in money; none without a losing trade',
    source: 'definition',
    compute: (basis) => sum(won(basis), (trade) => trade.profit) / -sum(lost(basis), (trade) => trade.profit),
  },
  {
    ...trades,
    id: 'expectancy',
    title: 'Expectancy',
    measure: 'money',
    formula: 'mean profit of a closed trade, rounded down to the unit',
    source: 'definition',
    compute: (basis) => Math.floor(mean(profits(basis))),
  },
  {
    ...trades,
    id: 'averageReturn',
    title: 'Average trade',
    measure: 'fraction',
    formula: 'mean over closed trades of profit ÷ cost of what was entered',
    source: 'definition',
    compute: (basis) => mean(returnsOf(basis)),
  },
  {
    ...trades,
    id: 'bestTrade',
    title: 'Best trade',
    measure: 'fraction',
    formula: 'largest profit ÷ cost of a closed trade',
    source: 'definition',
    compute: (basis) => returnsOf(basis).reduce((best, x) => Math.max(best, x), -Infinity),
  },
  {
    ...trades,
    id: 'worstTrade',
    title: 'Worst trade',
    measure: 'fraction',
    formula: 'smallest profit ÷ cost of a closed trade',
    source: 'definition',
    compute: (basis) => returnsOf(basis).reduce((worst, x) => Math.min(worst, x), Infinity),
  },
  {
    ...trades,
    id: 'averageBars',
    title: 'Average holding',
    measure: 'bars',
    formula: 'mean over closed trades of base-clock bars held',
    source: 'definition',
    compute: (basis) => mean(basis.closed.map((trade) => trade.barsHeld)),
  },
  {
    ...trades,
    id: 'sqn',
    title: 'SQN',
    measure: 'ratio',
    formula: '√(closed trades) × mean profit ÷ sample standard deviation of profit',
    source: 'System Quality Number, Van Tharp, in money as in backtesting.py (_stats.py)',
    compute: (basis) => (Math.sqrt(basis.closed.length) * mean(profits(basis))) / sampleDeviation(profits(basis)),
  },
  {
    ...trades,
    id: 'exposure',
    title: 'Exposure',
    measure: 'fraction',
    formula: 'bars at whose close a position was open ÷ all bars',
    source: 'definition',
    compute: (basis) => barsExposed(basis.times, basis.all) / basis.times.length,
  },
  {
    id: 'turnover',
    ofCurve: false,
    title: 'Turnover',
    group: 'costs',
    measure: 'ratio',
    formula: 'Σ quantity × price of all fills ÷ mean equity, over the whole run',
    source: 'definition',
    compute: (basis) => basis.notional / knownMean(basis.values),
  },
  {
    id: 'fees',
    ofCurve: false,
    title: 'Fees',
    group: 'costs',
    measure: 'money',
    formula: 'Σ fees of all trades, open ones included; a fee paid in base counts at the price of its fill',
    source: 'TRADING T-FILL-FEES',
    compute: (basis) => sum(basis.all, (trade) => trade.fees),
  },
  {
    id: 'slippage',
    ofCurve: false,
    title: 'Slippage',
    group: 'costs',
    measure: 'money',
    formula: 'Σ over fills of quantity × distance from the price met to the worse price taken; part of the fill prices',
    source: 'TRADING T-FILL-SLIP',
    compute: (basis) => sum(basis.all, (trade) => trade.slippage),
  },
  {
    id: 'profitBeforeCosts',
    ofCurve: false,
    title: 'Profit before costs',
    group: 'costs',
    measure: 'money',
    formula: 'profit + fees + slippage: what the costs are to be seen against, not what could have been had',
    source: 'definition',
    compute: (basis) => basis.final - basis.capital + sum(basis.all, (trade) => trade.fees + trade.slippage),
  },
]
