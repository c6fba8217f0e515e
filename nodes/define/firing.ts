type Fires = (
  inputs: { readonly when: Uint8Array },
  outputs: { readonly fires: Uint8Array },
  state: Float64Array,
  from: number,
  to: number,
) => void

/**
 * Kernel of nodes that act on a condition: on every yes, or only on the first yes after a no. An unknown never fires, and a yes
 * that follows an unknown (or a start) has not turned true. One double of state: 1 once the condition was last seen as no.
 */
export function firing(everyBar: boolean): Fires {
  const always = everyBar ? 1 : 0
  return ({ when }, { fires }, state, from, to) => {
    let wasNo = state[0] | 0
    for (let i = from; i < to; i++) {
      const now = when[i]
      // 1 is the only odd one, and 0 the only one without a bit.
      fires[i] = now & 1 & (wasNo | always)
      wasNo = now === 0 ? 1 : 0
    }
    state[0] = wasNo
  }
}
