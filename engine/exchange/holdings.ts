import { amountOf, amountText, type Amounts } from './asset-amounts.ts'

/** What an account held beyond the ledgers of the runs on it, as decimal text, and which runs those were: what a run leaves for its next life. */
export type Unassigned = { readonly unassigned: Readonly<Record<string, string>>; readonly runs: readonly string[] }

/**
 * What an account holds, set against the ledgers of all runs on it: account = Σ ledgers + unassigned (T-LEDGER). Who comes takes what it brings
 * from what belonged to nobody, who leaves gives it back, and in between the sum must hold.
 */
export type Holdings = {
  /** A run comes, with what its ledger holds; `left` where an earlier life of it was here. */
  join(run: string, own: Amounts, left?: Unassigned): void
  leave(run: string, own: Amounts): void
  /** Runs that were here when an earlier life ended and are not yet back: until then nothing can be compared. */
  readonly awaited: readonly string[]
  /** Assets on which account and ledgers do not agree. What was never looked at before is taken as it is. */
  compare(total: (asset: string) => bigint): readonly { readonly asset: string; readonly held: string; readonly accounted: string }[]
  /** From here on the difference belongs to nobody. */
  accept(total: (asset: string) => bigint): void
}

/** `expected`: the sum of the ledgers now. `told` hears every change of what belongs to nobody. */
export function createHoldings(expected: () => Amounts, told: (now: Unassigned) => void): Holdings {
  const unassigned = new Map<string, bigint>()
  const runs = new Set<string>()
  let awaited = new Set<string>()

  const add = (own: Amounts, sign: 1n | -1n) => {
    for (const [asset, amount] of Object.entries(own)) {
      const before = unassigned.get(asset)
      if (before !== undefined) unassigned.set(asset, before + sign * amount)
    }
  }
  const tell = () =>
    told({ unassigned: Object.fromEntries([...unassigned].map(([asset, amount]) => [asset, amountText(amount)])), runs: [...runs] })

  return {
    join(run, own, left) {
      const first = runs.size === 0
      runs.add(run)
      if (left && first) {
        for (const [asset, amount] of Object.entries(left.unassigned)) unassigned.set(asset, amountOf(amount))
        awaited = new Set(left.runs.filter((one) => one !== run))
      } else if (!awaited.delete(run)) {
        // Somebody new: what the others left no longer says what belongs to nobody.
        if (awaited.size > 0) unassigned.clear()
        awaited.clear()
        add(own, -1n)
      }
      if (!first && unassigned.size > 0) tell()
    },
    leave(run, own) {
      runs.delete(run)
      add(own, 1n)
      // What no run trades any more may move without being looked at.
      const wanted = expected()
      for (const asset of unassigned.keys()) if (!(asset in wanted)) unassigned.delete(asset)
      if (runs.size > 0) tell()
    },
    get awaited() {
      return [...awaited]
    },
    compare(total) {
      if (awaited.size > 0) return []
      const sums = Object.entries(expected())
      const fresh = sums.filter(([asset]) => !unassigned.has(asset))
      for (const [asset, ours] of fresh) unassigned.set(asset, total(asset) - ours)
      if (fresh.length > 0) tell()
      return sums
        .map(([asset, ours]) => ({ asset, held: total(asset), accounted: ours + unassigned.get(asset)! }))
        .filter(({ held, accounted }) => held !== accounted)
        .map(({ asset, held, accounted }) => ({ asset, held: amountText(held), accounted: amountText(accounted) }))
    },
    accept(total) {
      for (const [asset, ours] of Object.entries(expected())) unassigned.set(asset, total(asset) - ours)
      tell()
    },
  }
}
