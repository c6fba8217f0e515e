/**
 * Holds a draft for this window until the function it answers with is called or the window is gone. Undefined where another window has it:
 * its work is not taken up a second time, or each would write over the other's draft.
 */
export type HoldDraft = (id: string) => Promise<(() => void) | undefined>

/** How long a page that is just being left, by a reload, may take to let go, milliseconds. */
const PATIENCE = 600

/** Windows of one browser know of each other by its locks, which end with their page. */
export const holdInBrowser: HoldDraft = (id) =>
  new Promise((resolve) => {
    const hold = () => new Promise<void>((letGo) => resolve(letGo))
    navigator.locks.request(`weir-draft-${id}`, { signal: AbortSignal.timeout(PATIENCE) }, hold).catch(() => resolve(undefined))
  })
