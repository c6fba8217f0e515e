import { lazy, Suspense } from 'react'
import { Group, Panel, Separator } from 'react-resizable-panels'
import { TimeCursor } from './chart/TimeCursor.tsx'
import { Dock } from './dock/Dock.tsx'
import { EmptyWindow } from './files/EmptyWindow.tsx'
import { Inspector } from './inspector/Inspector.tsx'
import { LeftPanel } from './palette/LeftPanel.tsx'
import { MenuBar } from './run/MenuBar.tsx'
import { RunBar } from './run/RunBar.tsx'
import { StatusBar } from './run/StatusBar.tsx'
import { TabBar } from './run/TabBar.tsx'
import { atWork } from './stores/live.ts'
import { useRead } from './stores/use.ts'
import { activeTab } from './stores/workspace.ts'
import { say } from './text/en.ts'
import { useWindow } from './window.ts'
import './App.css'

/** Asked for at once, but the window does not wait for it. */
const canvas = import('./canvas/Canvas.tsx').then((module) => ({ default: module.Canvas }))
const Canvas = lazy(() => canvas)

/** The window: tabs and run bar above, palette, canvas and inspector in the middle, results below, status last. */
export function App() {
  const { workspace, layout, live } = useWindow()
  const tab = useRead(workspace, activeTab)
  const sizes = useRead(layout, (state) => state.sizes)
  const resets = useRead(layout, (state) => state.resets)
  const isArmed = useRead(live, (state) => atWork(state).some(({ mode }) => mode === 'live'))
  if (!tab) {
    return (
      <div className="window">
        <header className="bar" data-region="run">
          <MenuBar />
        </header>
        <EmptyWindow />
      </div>
    )
  }
  return (
    <div className="window" data-live={isArmed || undefined}>
      <header className="bar" data-region="run">
        <h1 className="visually-hidden">{say('app.title')}</h1>
        <MenuBar />
        <TabBar />
        <RunBar tab={tab} />
      </header>
      <Group
        key={resets}
        orientation="vertical"
        className="rows"
        {...(sizes['rows'] ? { defaultLayout: sizes['rows'] } : {})}
        onLayoutChanged={(now) => layout.setSizes('rows', now)}
      >
        <Panel id="work" defaultSize="58%" minSize={160}>
          <Group
            orientation="horizontal"
            {...(sizes['columns'] ? { defaultLayout: sizes['columns'] } : {})}
            onLayoutChanged={(now) => layout.setSizes('columns', now)}
          >
            <Panel id="left" defaultSize={232} minSize={160} collapsible collapsedSize={0}>
              <nav className="region" data-region="palette" aria-label={say('region.palette')}>
                <LeftPanel tab={tab} />
              </nav>
            </Panel>
            <Separator className="split" />
            <Panel id="canvas" minSize={240}>
              <main className="region" data-region="canvas" aria-label={say('region.canvas')}>
                <Suspense fallback={<p className="empty">{say('dock.loading')}</p>}>
                  <Canvas key={tab.id} tab={tab} />
                </Suspense>
              </main>
            </Panel>
            <Separator className="split" />
            <Panel id="inspector" defaultSize={288} minSize={200} collapsible collapsedSize={0}>
              <aside className="region" data-region="inspector" aria-label={say('region.inspector')}>
                <Inspector key={tab.id} tab={tab} />
              </aside>
            </Panel>
          </Group>
        </Panel>
        <Separator className="split" />
        <Panel id="dock" minSize={96} collapsible collapsedSize={30}>
          <section className="region dock-region" data-region="dock" aria-label={say('region.dock')}>
            <TimeCursor key={`cursor ${tab.id}`} tab={tab} />
            <Dock key={`dock ${tab.id}`} tab={tab} />
          </section>
        </Panel>
      </Group>
      <footer className="bar status">
        <StatusBar tab={tab} />
      </footer>
    </div>
  )
}
