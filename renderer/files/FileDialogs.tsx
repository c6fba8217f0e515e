import type { FileDialog } from '../stores/dialogs.ts'
import { AboutDialog } from './AboutDialog.tsx'
import { ChangedDialog, CloseDialog, UnreadableDialog } from './QuestionDialogs.tsx'
import { GalleryDialog } from './GalleryDialog.tsx'
import { OpenDialog } from './OpenDialog.tsx'
import { SaveAsDialog } from './SaveAsDialog.tsx'
import './files.css'

/** The dialog about files that is open. */
export function FileDialogs({ open, onClose }: { open: FileDialog; onClose: () => void }) {
  switch (open.kind) {
    case 'gallery':
      return <GalleryDialog onClose={onClose} />
    case 'open':
      return <OpenDialog onClose={onClose} />
    case 'about':
      return <AboutDialog onClose={onClose} />
    case 'save-as':
      return <SaveAsDialog tab={open.tab} thenClose={open.thenClose} onClose={onClose} />
    case 'changed':
      return <ChangedDialog {...open} onClose={onClose} />
    case 'close':
      return <CloseDialog tab={open.tab} onClose={onClose} />
    case 'unreadable':
      return <UnreadableDialog name={open.name} problems={open.problems} onClose={onClose} />
  }
}
