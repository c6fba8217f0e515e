import type { Book } from './book.ts'

/**
 * T-FILL-SAMEBAR: quantity by which the position grew inside the bar in progress, after its open, is not closed at a
 * better price inside that bar, whoever placed the order. What was held at the open is free and goes first.
 */

/**
 * Most lots an order may fill at `ticks` without closing any of that quantity better. `sign`: 1 for a buy, −1 for a
 * sale. An order that does not close, or may close everything, is not limited.
 */
export function closeable(book: Book, sign: 1 | -1, ticks: number, lots: number): number {
  if (book.grown.length === 0 || sign * book.lots >= 0) return lots
  let barred = 0
  for (const part of book.grown) if (sign * ticks < sign * part.ticks) barred += part.lots
  return barred === 0 ? lots : Math.min(lots, Math.max(0, Math.abs(book.lots) - barred))
}

/** Takes note of a fill before the position changes: what it closed comes from what was held first, what it opened on the path is not free inside this bar. */
export function noteFill(book: Book, sign: 1 | -1, ticks: number, lots: number): void {
  const held = Math.abs(book.lots)
  const closing = sign * book.lots < 0 ? Math.min(lots, held) : 0
  if (closing > 0 && book.grown.length > 0) release(book, sign, ticks, held, closing)
  if (lots > closing && book.stage === 'path') book.grown.push({ lots: lots - closing, ticks })
}

function release(book: Book, sign: 1 | -1, ticks: number, held: number, closing: number): void {
  let free = held
  for (const part of book.grown) free -= part.lots
  let rest = closing - Math.max(0, free)
  for (const part of book.grown) {
    if (rest <= 0) break
    if (sign * ticks < sign * part.ticks) continue
    const taken = Math.min(rest, part.lots)
    part.lots -= taken
    rest -= taken
  }
  book.grown = book.grown.filter((part) => part.lots > 0)
}
