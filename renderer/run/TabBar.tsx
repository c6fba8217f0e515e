import { X } from 'lucide-react'
import { closeTab } from '../files/saving.ts'
import { Button } from '../ui/button.tsx'
import { isUnsaved } from '../stores/document.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import './run.css'

/** Open strategies. A dot says that there is something to save. Arrows go from tab to tab. */
export function TabBar() {
  const { workspace } = useWindow()
  const tabs = useRead(workspace, (state) => state.tabs)
  const active = useRead(workspace, (state) => state.active)
  const goTo = (tab: Tab | undefined) => {
    if (!tab) return
    workspace.activate(tab.id)
    document.getElementById(tabId(tab))?.focus()
  }
  return (
    <nav
      className="tabs"
      aria-label={say('region.tabs')}
      onKeyDown={(event) => {
        const at = tabs.findIndex(({ id }) => id === active)
        const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + tabs.length, Home: 0, End: tabs.length - 1 }[event.key]
        if (to === undefined || !(event.target instanceof HTMLElement) || !event.target.matches('.tab-name')) return
        event.preventDefault()
        goTo(tabs[to % tabs.length])
      }}
    >
      {tabs.map((tab) => (
        <OpenTab key={tab.id} tab={tab} active={tab.id === active} />
      ))}
    </nav>
  )
}

const tabId = ({ id }: Tab) => `tab-${id}`

function OpenTab({ tab, active }: { tab: Tab; active: boolean }) {
  const window = useWindow()
  const name = useRead(tab.document, (state) => state.document.name)
  const unsaved = useRead(tab.document, isUnsaved)
  const close = () => {
    closeTab(window, tab).catch((error: unknown) => window.notices.tell(error instanceof Error ? error.message : String(error)))
  }
  return (
    <span className="tab" data-active={active || undefined}>
      <button
        type="button"
        className="tab-name"
        id={tabId(tab)}
        aria-current={active ? 'page' : undefined}
        onClick={() => window.workspace.activate(tab.id)}
        onAuxClick={(event) => event.button === 1 && close()}
        onKeyDown={(event) => event.key === 'Delete' && close()}
      >
        {name}
        {unsaved && (
          <span className="dot" title={say('tab.unsaved')} role="img" aria-label={say('tab.unsaved')}>
            ●
          </span>
        )}
      </button>
      <Button kind="quiet" label={say('tab.close', { name })} onPress={close}>
        <X aria-hidden />
      </Button>
    </span>
  )
}
