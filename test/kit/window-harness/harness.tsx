import { createRoot } from 'react-dom/client'
import { Canvas } from '../../../renderer/canvas/Canvas.tsx'
import { Palette } from '../../../renderer/palette/Palette.tsx'
import { createConnectionStore } from '../../../renderer/stores/connection.ts'
import { createDialogStore } from '../../../renderer/stores/dialogs.ts'
import { createDocuments } from '../../../renderer/stores/documents.ts'
import { createLayoutStore } from '../../../renderer/stores/layout.ts'
import { createLiveStore } from '../../../renderer/stores/live.ts'
import { createNoticeStore } from '../../../renderer/stores/notices.ts'
import { createWorkspaceStore, type Tab } from '../../../renderer/stores/workspace.ts'
import { WindowProvider, type WindowParts } from '../../../renderer/window.ts'
import { parseDocument } from '../../../nodes/strategy/parse.ts'
import { fakeEngine, harnessResult, silentShell } from './fake-engine.ts'
import { manyNodes } from './many-nodes.ts'
import '../../../renderer/theme/theme.css'
import '../../../renderer/ui/ui.css'

const query = new URLSearchParams(location.search)
const theme = query.get('theme') === 'light' ? 'light' : 'dark'
document.documentElement.dataset['theme'] = theme
const examples = import.meta.glob<string>('../../../examples/strategies/*.weir', { query: '?raw', import: 'default', eager: true })
const text = examples[`../../../examples/strategies/${query.get('example') ?? 'sma-cross'}.weir`] ?? ''
const parsed = parseDocument(text)
const count = Number(query.get('nodes') ?? 0)
if (!('document' in parsed)) throw new Error('no such example')
const strategy = count > 0 ? manyNodes(parsed.document, count) : parsed.document

let tab: Tab | undefined
const engine = fakeEngine(() => tab?.document.getState().document ?? strategy)
const workspace = createWorkspaceStore(engine)
const layout = createLayoutStore()
layout.setTheme(theme)
tab = workspace.open(strategy, { name: undefined, hash: undefined, untrusted: false })
if (query.get('values') !== null) tab.run.setState({ result: harnessResult, resultOf: strategy })
const shown = tab
Object.assign(window, { tab })
const shell = silentShell()
const parts: WindowParts = {
  engine,
  shell,
  workspace,
  layout,
  connection: createConnectionStore(engine),
  documents: createDocuments(
    shell,
    workspace,
    () => 'draft',
    async () => () => {},
    () => {},
  ),
  live: createLiveStore(engine),
  notices: createNoticeStore(),
  dialogs: createDialogStore(),
}
const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <WindowProvider value={parts}>
      <div style={{ display: 'grid', gridTemplateColumns: query.get('bare') === null ? '232px 1fr' : '1fr', height: '100%' }}>
        {query.get('bare') === null && <Palette tab={shown} />}
        <main style={{ minHeight: 0 }}>
          <Canvas tab={shown} />
        </main>
      </div>
    </WindowProvider>,
  )
