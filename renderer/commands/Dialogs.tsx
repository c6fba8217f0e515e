import { lazy, Suspense } from 'react'
import { useRead } from '../stores/use.ts'
import { useWindow } from '../window.ts'

const CommandPalette = lazy(() => import('./CommandPalette.tsx').then((loaded) => ({ default: loaded.CommandPalette })))
const HelpDialog = lazy(() => import('./HelpDialog.tsx').then((loaded) => ({ default: loaded.HelpDialog })))

/** The dialog a command has opened over the window. */
export function Dialogs() {
  const { dialogs } = useWindow()
  const open = useRead(dialogs, (state) => state.open)
  if (!open) return null
  return (
    <Suspense>
      {open.kind === 'commands' ? <CommandPalette onClose={dialogs.close} /> : <HelpDialog topic={open.topic} onClose={dialogs.close} />}
    </Suspense>
  )
}
