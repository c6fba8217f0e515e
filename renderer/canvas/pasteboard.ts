import type { Fragment } from '../edit/clipboard.ts'

function createPasteboard() {
  let fragment: Fragment | undefined
  return { put: (next: Fragment) => void (fragment = next), get: () => fragment }
}

/** What was copied or pasted last in this window: for Shift+V, which is no clipboard event. */
export const pasteboard = createPasteboard()
