import { StrictMode, useLayoutEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { Dialogs } from './commands/Dialogs.tsx'
import { useCommandKeys } from './commands/use-commands.ts'
import { connectWindow } from './engine.ts'
import { followDesktop } from './commands/desktop.ts'
import { FileDrop } from './files/FileDrop.tsx'
import { watchFiles } from './files/watch-files.ts'
import { keepLayout } from './stores/keep-layout.ts'
import { createConnectionStore } from './stores/connection.ts'
import { createDialogStore } from './stores/dialogs.ts'
import { createDocuments } from './stores/documents.ts'
import { holdInBrowser } from './stores/held-drafts.ts'
import { createLayoutStore } from './stores/layout.ts'
import { createLiveStore } from './stores/live.ts'
import { createNoticeStore } from './stores/notices.ts'
import { useRead } from './stores/use.ts'
import { createWorkspaceStore, hasUnsaved } from './stores/workspace.ts'
import { say } from './text/en.ts'
import { Notices } from './ui/Notices.tsx'
import { WindowProvider, type WindowParts } from './window.ts'
import './theme/theme.css'
import './ui/ui.css'

/** The example a first start opens and runs: no empty canvas, no wizard. */
const FIRST = 'sma-cross'

const { engine, shell, desktop } = connectWindow()
const layout = createLayoutStore()
const notices = createNoticeStore()
const workspace = createWorkspaceStore(engine, (why) => notices.offer(why, { words: say('code.show'), run: () => layout.show('code') }))
const parts: WindowParts = {
  engine,
  shell,
  workspace,
  layout,
  connection: createConnectionStore(engine),
  documents: createDocuments(shell, workspace, () => crypto.randomUUID(), holdInBrowser, notices.tell),
  live: createLiveStore(engine),
  notices,
  dialogs: createDialogStore(),
}

/** Takes up what was left: layout, unsaved work, the document used last; at a first start the worked example, computed on the spot. */
async function begin(): Promise<void> {
  const { documents, layout, notices } = parts
  await keepLayout(shell, layout)
  if ((await documents.reopenDrafts()) > 0) return
  const { recent } = await shell.request('shell.documents.list', {})
  const opened = recent[0] === undefined ? await documents.openTemplate(FIRST) : await documents.openNamed(recent[0])
  if ('problems' in opened) return opened.problems.forEach(notices.tell)
  opened.tab.run.setAutoRun(layout.getState().autoRun)
  await opened.tab.run.run()
}

function Window() {
  useCommandKeys()
  const theme = useRead(parts.layout, (state) => state.theme)
  // Before the effects of what is in the window: some read the colours in force.
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme
  }, [theme])
  return (
    <>
      <App />
      <Dialogs />
      <FileDrop />
      <Notices />
    </>
  )
}

// Work that is neither saved nor yet a draft is worth a question before the page goes.
window.addEventListener('beforeunload', (event) => {
  if (workspace.getState().tabs.some(hasUnsaved)) event.preventDefault()
})

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <WindowProvider value={parts}>
      <Window />
    </WindowProvider>
  </StrictMode>,
)

watchFiles(parts)
// It is up again when this is heard; what it was computing is lost, and that is said.
engine.on('engine.failed', ({ message }) => parts.notices.tell(message))
engine.on('alert.raised', ({ sentence }) => parts.notices.tell(sentence))
begin()
  .catch((error: unknown) => parts.notices.tell(error instanceof Error ? error.message : String(error)))
  .finally(() => {
    workspace.begin()
    if (desktop) followDesktop(desktop, parts)
  })
