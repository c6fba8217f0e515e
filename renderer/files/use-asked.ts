import { useCallback, useEffect, useState } from 'react'

/** Something asked of the shell: on its way, here, or not to be had. */
export type Asked<Value> =
  | { readonly kind: 'asking' }
  | { readonly kind: 'here'; readonly value: Value }
  | { readonly kind: 'failed'; readonly reason: string }

/** Asks when first drawn and whenever `again` is called; what is there stays in view meanwhile. */
export function useAsked<Value>(ask: () => Promise<Value>): { readonly asked: Asked<Value>; readonly again: () => void } {
  const [asked, setAsked] = useState<Asked<Value>>({ kind: 'asking' })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let isCurrent = true
    ask().then(
      (value) => isCurrent && setAsked({ kind: 'here', value }),
      (error: unknown) => isCurrent && setAsked({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) }),
    )
    return () => {
      isCurrent = false
    }
  }, [ask, round])
  return { asked, again: useCallback(() => setRound((before) => before + 1), []) }
}
