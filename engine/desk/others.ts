import type { Book } from './book.ts'
import type { DeskParts } from './parts.ts'

/**
 * What a run tells the other runs on its account, as plain data. Only what does not add up by itself: a limit that is a share of equity holds
 * for the whole account when each run holds it with its own capital, a limit that counts does not.
 */
export type AccountShare = {
  /** Markets in which it holds or works. */
  readonly markets: number
  /** Orders that have not ended. */
  readonly working: number
  /** When its latest orders were approved. */
  readonly approvals: readonly number[]
  /** When its trades since the last one that won were lost, and when that one was; 0 for none. */
  readonly lost: readonly number[]
  readonly won: number
  /** Limits that rest: an order of another run could meet them. */
  readonly resting: readonly { readonly symbol: string; readonly side: 'buy' | 'sell'; readonly limitTicks: number }[]
}

export const nobody: AccountShare = { markets: 0, working: 0, approvals: [], lost: [], won: 0, resting: [] }

/** The share of a run as it stands. */
export function shareOf({ book, slots }: Pick<DeskParts, 'book' | 'slots'>): AccountShare {
  const resting: AccountShare['resting'][number][] = []
  let [markets, working] = [0, 0]
  for (const { grid, index } of slots) {
    const slot = book.slots[index]
    working += slot.working.length
    if (slot.open || slot.working.length > 0) markets++
    for (const sequence of slot.working) {
      const { type, side, limitTicks, canceling } = book.orders[sequence - 1]
      if (type === 'limit' && canceling === '') resting.push({ symbol: grid.symbol, side, limitTicks })
    }
  }
  return { ...shareOfLosses(book), markets, working, approvals: [...book.recent], resting }
}

/** Of a share only what was lost and won. */
export function shareOfLosses(book: Pick<Book, 'losses' | 'closed'>): AccountShare {
  return { ...nobody, lost: [...book.losses.times], won: lastWin(book) }
}

function lastWin({ closed }: Pick<Book, 'closed'>): number {
  for (let i = closed.length - 1; i >= 0; i--) if (closed[i].flow > 0) return closed[i].exitTime
  return 0
}

/** Several runs as one. */
export function joinShares(shares: readonly AccountShare[]): AccountShare {
  const sum = (of: (share: AccountShare) => number) => shares.reduce((total, share) => total + of(share), 0)
  const won = Math.max(0, ...shares.map((share) => share.won))
  const sorted = (of: (share: AccountShare) => readonly number[]) => shares.flatMap(of).sort((a, b) => a - b)
  return {
    markets: sum(({ markets }) => markets),
    working: sum(({ working }) => working),
    approvals: sorted(({ approvals }) => approvals),
    lost: sorted(({ lost }) => lost).filter((time) => time > won),
    won,
    resting: shares.flatMap(({ resting }) => resting),
  }
}
