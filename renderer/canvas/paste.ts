import { pasteFragment, type Fragment } from '../edit/clipboard.ts'
import { scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import type { CanvasHandle } from './handle.ts'

/** Puts a fragment in with its corner where the pointer is, one step, and chooses what came in. */
export function pasteHere(tab: Tab, handle: CanvasHandle, fragment: Fragment, keepIncoming: boolean, beside = false): void {
  const scope = scopeOf(tab.view.getState())
  const places = Object.values(fragment.positions)
  const count = Object.keys(fragment.nodes).length
  const [x, y] = handle.place()
  const offset = beside
    ? ([32, 32] as const)
    : ([x - Math.min(...places.map((place) => place[0])), y - Math.min(...places.map((place) => place[1]))] as const)
  const ids = tab.document.edit(say(beside ? 'canvas.step.duplicate' : 'canvas.step.paste', { count }), (draft) =>
    pasteFragment(draft, scope, fragment, offset, keepIncoming),
  )
  if (!ids) return
  tab.view.select(ids)
  handle.say(say('canvas.pasted', { count }))
}
