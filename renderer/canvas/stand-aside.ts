import { holdsGate } from '../../nodes/strategy/1-resolve.ts'
import { setBypassed, setMuted } from '../edit/nodes.ts'
import { graphOf } from '../edit/scope.ts'
import { scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { wayPast } from './edits.ts'
import { faceOf } from './face.ts'

type Tell = (message: string) => void

/** Mutes nodes, or takes them back where all of them are muted. A gate refuses: muted it would look as if its limit were off. */
export function toggleMuted(tab: Tab, ids: ReadonlySet<string>, tell: Tell): void {
  const { document } = tab.document.getState()
  const scope = scopeOf(tab.view.getState())
  const { nodes } = graphOf(document, scope)
  const muted = [...ids].some((id) => !nodes[id]!.muted)
  if (muted && [...ids].some((id) => holdsGate(document, nodes[id]!))) return tell(say('canvas.gate.mute'))
  tab.document.edit(say(muted ? 'canvas.step.mute' : 'canvas.step.unmute'), (draft) => setMuted(draft, scope, ids, muted))
}

/**
 * Leads wires past nodes, or takes them back where all of them are led past. A gate refuses, and a node that has nothing to hand on in
 * its place.
 */
export function toggleBypassed(tab: Tab, ids: ReadonlySet<string>, tell: Tell): void {
  const { document } = tab.document.getState()
  const scope = scopeOf(tab.view.getState())
  const { nodes } = graphOf(document, scope)
  const open = [...ids].filter((id) => !nodes[id]!.bypassed)
  if (open.some((id) => holdsGate(document, nodes[id]!))) return tell(say('canvas.gate.bypass'))
  if (open.length === 0) {
    return tab.document.edit(say('canvas.step.unbypass'), (draft) => ids.forEach((id) => setBypassed(draft, scope, id, undefined)))
  }
  const refused: string[] = []
  tab.document.edit(say('canvas.step.bypass'), (draft) => {
    for (const id of open) {
      const past = wayPast(draft, scope, id)
      if (past) setBypassed(draft, scope, id, past)
      else refused.push(faceOf(document, nodes[id]!).title)
    }
  })
  if (refused.length > 0) tell(say('canvas.bypass.none', { title: refused.join(', ') }))
}
