import { lazy, Suspense } from 'react'
import { Tab as TabHead, TabList, TabPanel, Tabs } from 'react-aria-components'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import { useWindow } from '../window.ts'
import { Palette } from './Palette.tsx'

const Outline = lazy(() => import('../outline/Outline.tsx').then((module) => ({ default: module.Outline })))

/** What can be put in, and what is there: the palette and the outline. */
export function LeftPanel({ tab }: { tab: Tab }) {
  const { layout } = useWindow()
  const left = useRead(layout, (state) => state.left)
  return (
    <Tabs className="dock" selectedKey={left} onSelectionChange={(key) => layout.showLeft(key === 'outline' ? 'outline' : 'nodes')}>
      <TabList className="dock-tabs" aria-label={say('region.left')}>
        <TabHead id="nodes" className="dock-tab">
          {say('region.palette')}
        </TabHead>
        <TabHead id="outline" className="dock-tab">
          {say('region.outline')}
        </TabHead>
      </TabList>
      <TabPanel id="nodes" className="dock-panel">
        <Palette tab={tab} />
      </TabPanel>
      <TabPanel id="outline" className="dock-panel">
        <Suspense fallback={<p className="empty">{say('dock.loading')}</p>}>
          <Outline tab={tab} />
        </Suspense>
      </TabPanel>
    </Tabs>
  )
}
