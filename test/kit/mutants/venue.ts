import type { properties } from '../../venue/properties.ts'
import type { Planted } from './plant.ts'

type Mutant = Planted & { readonly bug: string; readonly foundBy: keyof typeof properties }

const execute = 'engine/venue/execute.ts'
const simulated = 'engine/venue/simulated.ts'
const walk = 'engine/venue/walk.ts'
const matching = 'engine/venue/matching.ts'
const book = 'engine/venue/book.ts'
const sameBar = 'engine/venue/same-bar.ts'

/** Bugs planted in the simulated venue, and the property that must find each. */
export const mutants: readonly Mutant[] = [
  {
    bug: 'an order meets the bar in which it was decided',
    foundBy: 'inOrder',
    file: walk,
    from: '(entry.order.time > book.opened && !entry.inside)',
    to: 'false',
  },
  {
    bug: 'volume is lent twice',
    foundBy: 'withinVolume',
    file: execute,
    from: 'book.volumeLeft -= lots',
    to: 'book.volumeLeft -= Math.floor(lots / 2)',
  },
  { bug: 'fees are earned', foundBy: 'feesHurt', file: execute, from: 'const fee = feeOf(', to: 'const fee = -feeOf(' },
  {
    bug: 'makers pay as takers',
    foundBy: 'paysFees',
    file: 'engine/venue/costs.ts',
    from: "liquidity === 'maker' ? costs.maker : costs.taker",
    to: "liquidity === 'maker' ? costs.taker : costs.maker",
  },
  { bug: 'slippage helps', foundBy: 'withinPrices', file: execute, from: 'ticks + sign * slippage', to: 'ticks - sign * slippage' },
  { bug: 'slippage goes through the limit', foundBy: 'withinPrices', file: execute, from: '? worst : price', to: '? price : price' },
  {
    bug: 'a stop jumped over fills at its trigger',
    foundBy: 'withinPrices',
    file: walk,
    from: 'fire(book, entry, book.cursor)',
    to: 'fire(book, entry, entry.trigger)',
  },
  {
    bug: 'a resting limit fills at a touch',
    foundBy: 'withinPrices',
    file: matching,
    from: 'entry.sign * entry.order.limitTicks - through',
    to: 'entry.sign * entry.order.limitTicks',
  },
  {
    bug: 'a resting limit gets the extreme',
    foundBy: 'withinPrices',
    file: walk,
    from: "fill(book, entry, book.stage === 'open' ? book.cursor : entry.order.limitTicks, 'maker')",
    to: "fill(book, entry, entry.sign > 0 ? book.low : book.high, 'maker')",
  },
  {
    bug: 'a trigger must be passed, a touch is not enough',
    foundBy: 'nothingMissed',
    file: matching,
    from: 'if (sign * to < sign * entry.trigger) return -1',
    to: 'if (sign * to <= sign * entry.trigger) return -1',
  },
  {
    bug: 'a target bought inside the bar fills inside it',
    foundBy: 'stopsFirst',
    file: book,
    from: "if (inside && entry.phase === 'limit' && order.purpose === 'protect') {",
    to: 'if (inside && order.lots === 0) {',
  },
  {
    bug: 'a stop placed inside forgets the extreme before it',
    foundBy: 'stopsFirst',
    file: simulated,
    from: '      fireOwed(book)\n',
    to: '',
  },
  {
    bug: 'the target comes before the stop',
    foundBy: 'stopsFirst',
    file: walk,
    from: "if (book.stage === 'path' && entry.phase === 'limit' && waitsForStop(entry, book)) continue",
    to: '',
  },
  {
    bug: 'what was bought inside the bar may be sold better inside it',
    foundBy: 'noBetterInside',
    file: sameBar,
    from: 'return barred === 0 ? lots :',
    to: 'return barred >= 0 ? lots :',
  },
  {
    bug: 'the same-bar rule forgets shorts',
    foundBy: 'symmetric',
    file: sameBar,
    from: 'if (sign * ticks < sign * part.ticks) barred',
    to: 'if (sign < 0 && ticks > part.ticks) barred',
  },
  {
    bug: 'rows are swapped: favourable before adverse',
    foundBy: 'adverseFirst',
    file: 'engine/venue/points.ts',
    from: 'return positionLots > 0',
    to: 'return positionLots < 0',
  },
  {
    bug: 'partners keep their lots',
    foundBy: 'fillsOnce',
    file: execute,
    from: "if (order.group !== '') takeFromPartners(book, entry, lots)",
    to: '',
  },
  {
    bug: 'partners lose their lots only when an order has filled whole',
    foundBy: 'fillsOnce',
    file: execute,
    from: 'Math.min(lots, partner.remaining)',
    to: '0',
  },
  {
    bug: 'FOK fills in part',
    foundBy: 'timeInForce',
    file: execute,
    from: "if (order.timeInForce === 'FOK' && lots < entry.remaining) return",
    to: "if (order.timeInForce === 'FOK' && lots === 0) return",
  },
  {
    bug: 'IOC rests',
    foundBy: 'timeInForce',
    file: execute,
    from: "if (timeInForce === 'IOC' || timeInForce === 'FOK') return",
    to: "if (timeInForce === 'FOK') return",
  },
  {
    bug: 'post-only takes',
    foundBy: 'timeInForce',
    file: walk,
    from: "if (order.timeInForce === 'PO') return refuse(book, entry, 'POST_ONLY', endReasons.postOnly)\n      return fill(book, entry, book.cursor, 'taker')",
    to: "return fill(book, entry, book.cursor, 'taker')",
  },
  {
    bug: 'reductions wait for their turn',
    foundBy: 'inOrder',
    file: matching,
    from: "if (increases !== (other.order.purpose === 'increase')) return !increases",
    to: 'if (increases && !increases) return false',
  },
  {
    bug: 'who came first goes first',
    foundBy: 'ordered',
    file: matching,
    from: 'return entry.order.sequence < other.order.sequence',
    to: 'return false',
  },
  {
    bug: 'a restart forgets what rests',
    foundBy: 'resumable',
    file: simulated,
    from: 'state ? structuredClone(state.books)',
    to: 'state ? state.books.map(emptyBook)',
  },
  {
    bug: 'an order lives on after its end',
    foundBy: 'fillsOnce',
    file: execute,
    from: "partner.state = 'ending'\n      book.live--",
    to: 'partner.remaining = partner.order.lots',
  },
]
