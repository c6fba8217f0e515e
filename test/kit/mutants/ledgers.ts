import type { Book, SlotBook } from '../../../engine/desk/book.ts'
import { bookTrade } from '../../../engine/desk/ledger.ts'
import type { BookTrade, LedgerCheck } from '../../desk/ledger-checks.ts'

type Mutant = { readonly bug: string; readonly foundBy: LedgerCheck; readonly book: BookTrade }

/** Ledgers with one planted bug each, and the check that must find it. */
export const ledgerMutants: readonly Mutant[] = [
  {
    bug: 'double fill: a trade is booked twice',
    foundBy: 'conservesPosition',
    book: (...all) => {
      bookTrade(...all)
      bookTrade(...all)
    },
  },
  {
    bug: 'fee sign: the fee is credited',
    foundBy: 'conservesCash',
    book: (book, plan, slot, order, trade, step) => {
      bookTrade(book, plan, slot, order, trade, step)
      if (trade.feeAsset === 'quote') book.cash += 2 * trade.fee
    },
  },
  {
    bug: 'netted exit: what a fill closes beyond the position is lost',
    foundBy: 'conservesPosition',
    book: (book, plan, slot, order, trade, step) => {
      const turns = slot.open && slot.lots > 0 !== (order.side === 'buy') && trade.lots > Math.abs(slot.lots)
      bookTrade(book, plan, slot, order, turns ? { ...trade, lots: Math.abs(slot.lots) } : trade, step)
    },
  },
  {
    bug: 'a fee in base is taken from cash',
    foundBy: 'conservesPosition',
    book: (book, plan, slot, order, trade, step) => bookTrade(book, plan, slot, order, { ...trade, feeAsset: 'quote' }, step),
  },
  {
    bug: 'a fee is left out of the trade it belongs to',
    foundBy: 'tellsEveryUnit',
    book: (book, plan, slot, order, trade, step) => {
      bookTrade(book, plan, slot, order, trade, step)
      if (slot.trip !== null && trade.feeAsset === 'quote') slot.trip.flow += trade.fee
    },
  },
  { bug: 'worth rounds in favour of the user', foundBy: 'valuesAgainstTheUser', book: favourable },
]

function favourable(...[book, plan, slot, order, trade, step]: Parameters<BookTrade>): void {
  bookTrade(book, plan, slot, order, trade, step)
  if (slot.dust !== 0) add(book, slot, 1)
}

function add(book: Book, slot: SlotBook, units: number): void {
  slot.worth += units
  book.worth += units
  book.gross = Math.abs(slot.worth)
}
