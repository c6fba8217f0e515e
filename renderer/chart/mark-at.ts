import { signY } from './draw-fills.ts'
import type { Frame } from './frame.ts'
import type { Point } from './paint-overlay.ts'

/** A fill under the pointer. */
export type Mark = {
  readonly x: number
  readonly y: number
  readonly bar: number
  /** The bar whose close gave the order: where the canvas shows why. */
  readonly decided: number
  readonly price: number
  readonly quantity: number
  readonly bought: boolean
  readonly purpose: 'entered' | 'left' | 'protected'
  readonly count: number
}

/** How far from a mark one may point and still mean it. */
const REACH = 9

/** The nearest fill within reach; undefined for none. */
export function markAt(frame: Frame, { x, y }: Point): Mark | undefined {
  const pane = frame.panes[0]
  if (!pane || !frame.state.layers.has('marks') || y > pane.top + pane.height) return undefined
  const { bar, decided, price, quantity, side, purpose, count } = frame.loaded.marks.fills
  let nearest: number | undefined
  let least = REACH * REACH
  for (let i = 0; i < bar.length; i++) {
    const across = frame.x(bar[i]! + 0.5) - x
    if (Math.abs(across) > REACH) continue
    // The middle of the sign.
    const down = signY(frame, pane, i) + (frame.isDense ? 2 : side[i]! > 0 ? 6 : -6) - y
    const distance = across * across + down * down
    if (distance < least) {
      least = distance
      nearest = i
    }
  }
  if (nearest === undefined) return undefined
  return {
    x: frame.x(bar[nearest]! + 0.5),
    y: signY(frame, pane, nearest),
    bar: bar[nearest]!,
    decided: decided[nearest]!,
    price: price[nearest]!,
    quantity: quantity[nearest]!,
    bought: side[nearest]! > 0,
    purpose: (['entered', 'left', 'protected'] as const)[purpose[nearest]!] ?? 'entered',
    count: count[nearest]!,
  }
}
