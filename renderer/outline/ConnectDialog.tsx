import { useState } from 'react'
import { endItems } from '../canvas/offers.ts'
import { refusal } from '../canvas/refusal.ts'
import { PickDialog } from '../commands/PickDialog.tsx'
import { connect } from '../edit/nodes.ts'
import { scopeOf } from '../stores/view.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'

/** The other end of a wire, chosen from the ports that fit. One the checker refuses says why and stays open for another choice. */
export function ConnectDialog({ tab, end, side, onClose }: { tab: Tab; end: string; side: 'from' | 'to'; onClose: () => void }) {
  const [refused, setRefused] = useState<string>()
  const document = useRead(tab.document, (state) => state.document)
  const scope = scopeOf(tab.view.getState())
  const take = (other: string) => {
    const [from, to] = side === 'from' ? [end, other] : [other, end]
    const why = refusal(document, scope, from, to)
    if (why) return setRefused(why.reason)
    tab.document.edit(say('outline.step.connect', { from, to }), (draft) => connect(draft, scope, from, to))
    onClose()
  }
  return (
    <PickDialog
      title={side === 'from' ? say('outline.connect-from', { end }) : say('outline.connect-to', { end })}
      items={endItems(document, scope, end, side)}
      notice={refused}
      onPick={take}
      onClose={onClose}
    />
  )
}
