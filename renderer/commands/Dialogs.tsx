import { lazy, Suspense } from 'react'
import type { OpenDialog } from '../stores/dialogs.ts'
import { useRead } from '../stores/use.ts'
import { useWindow } from '../window.ts'

const CommandPalette = lazy(() => import('./CommandPalette.tsx').then((loaded) => ({ default: loaded.CommandPalette })))
const HelpDialog = lazy(() => import('./HelpDialog.tsx').then((loaded) => ({ default: loaded.HelpDialog })))
const FileDialogs = lazy(() => import('../files/FileDialogs.tsx').then((loaded) => ({ default: loaded.FileDialogs })))

/** The dialog a command has opened over the window. */
export function Dialogs() {
  const { dialogs } = useWindow()
  const open = useRead(dialogs, (state) => state.open)
  if (!open) return null
  return <Suspense>{dialogOf(open, dialogs.close)}</Suspense>
}

function dialogOf(open: OpenDialog, onClose: () => void) {
  if (open.kind === 'commands') return <CommandPalette onClose={onClose} />
  if (open.kind === 'help') return <HelpDialog topic={open.topic} onClose={onClose} />
  return <FileDialogs open={open} onClose={onClose} />
}
