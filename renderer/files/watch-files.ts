import { say } from '../text/en.ts'
import type { WindowParts } from '../window.ts'

/** Says what other windows and programs do to the files of open tabs, and offers to load it where nothing can be lost by that. */
export function watchFiles({ documents, notices }: Pick<WindowParts, 'documents' | 'notices'>): () => void {
  return documents.onChangedElsewhere(({ tab, name, gone, unsaved }) => {
    if (gone) notices.tell(say('files.gone-notice', { name }))
    else if (unsaved) notices.tell(say('files.changed-unsaved', { name }))
    else {
      const load = async () => notices.tell((await documents.loadTheirs(tab)) ?? say('files.loaded', { name }))
      const run = () => {
        load().catch((error: unknown) => notices.tell(error instanceof Error ? error.message : String(error)))
      }
      notices.offer(say('files.changed-notice', { name }), { words: say('files.reload'), run })
    }
  })
}
