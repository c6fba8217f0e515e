import { X } from 'lucide-react'
import { Button } from '../ui/button.tsx'
import { isUnsaved } from '../stores/document.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import './run.css'

/** Open strategies. A dot says that there is something to save. */
export function TabBar() {
  const { workspace } = useWindow()
  const tabs = useRead(workspace, (state) => state.tabs)
  const active = useRead(workspace, (state) => state.active)
  return (
    <nav className="tabs" aria-label={say('region.tabs')}>
      {tabs.map((tab) => (
        <OpenTab key={tab.id} tab={tab} active={tab.id === active} />
      ))}
    </nav>
  )
}

function OpenTab({ tab, active }: { tab: Tab; active: boolean }) {
  const { workspace } = useWindow()
  const name = useRead(tab.document, (state) => state.document.name)
  const unsaved = useRead(tab.document, isUnsaved)
  return (
    <span className="tab" data-active={active || undefined}>
      <button type="button" className="tab-name" aria-current={active ? 'page' : undefined} onClick={() => workspace.activate(tab.id)}>
        {name}
        {unsaved && (
          <span className="dot" title={say('tab.unsaved')} role="img" aria-label={say('tab.unsaved')}>
            ●
          </span>
        )}
      </button>
      <Button kind="quiet" label={say('tab.close', { name })} onPress={() => workspace.close(tab.id)}>
        <X aria-hidden />
      </Button>
    </span>
  )
}
