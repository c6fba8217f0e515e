import type { Opened } from '../stores/documents.ts'
import { shippedData } from '../run/shipped-data.ts'
import { say } from '../text/en.ts'
import type { WindowParts } from '../window.ts'

/** Largest file looked at: a strategy of 2,000 nodes takes half a megabyte. */
const LARGEST = 32 * 1024 * 1024

/** A file of the person's own, or one that a shell's dialog has read. */
export type PickedFile = { readonly name: string; readonly size: number; readonly read: () => Promise<Uint8Array> }

export const pickedFile = (file: File): PickedFile => ({
  name: file.name,
  size: file.size,
  read: async () => new Uint8Array(await file.arrayBuffer()),
})

/** Says what came of opening. True when there is a tab. */
export function tellOpened({ notices, dialogs }: WindowParts, name: string, opened: Opened): boolean {
  if ('problems' in opened) {
    dialogs.show({ kind: 'unreadable', name, problems: opened.problems })
    return false
  }
  opened.notes.forEach(notices.tell)
  return true
}

/** Opens what was made here, and shows its result at once. */
export async function openToRun(window: WindowParts, name: string, opening: Promise<Opened>): Promise<void> {
  const opened = await opening
  if (!tellOpened(window, name, opened) || 'problems' in opened) return
  if (opened.tab.run.getState().result !== undefined) return
  if (opened.tab.run.getState().settings.data === 'practice')
    opened.tab.run.set({ data: shippedData(opened.tab.document.getState().document) })
  opened.tab.run.setAutoRun(window.layout.getState().autoRun)
  await opened.tab.run.run()
}

/** Opens files that came from outside: shown and checked, never run until Run is pressed. Those that cannot be read change nothing. */
export async function openFiles(window: WindowParts, files: readonly PickedFile[]): Promise<void> {
  const problems: { name: string; problems: readonly string[] }[] = []
  for (const file of files) {
    const opened = await openFile(window, file)
    if ('problems' in opened) {
      problems.push({ name: file.name, problems: opened.problems })
      continue
    }
    opened.notes.forEach(window.notices.tell)
    window.notices.tell(say('files.untrusted', { name: file.name }))
  }
  const [first] = problems
  if (!first) return
  const isOne = problems.length === 1
  window.dialogs.show({
    kind: 'unreadable',
    name: isOne ? first.name : say('files.many', { count: problems.length }),
    problems: isOne ? first.problems : problems.flatMap((one) => one.problems.map((problem) => `${one.name}: ${problem}`)),
  })
}

async function openFile({ documents }: WindowParts, file: PickedFile): Promise<Opened> {
  if (/\.(csv|parquet)$/i.test(file.name)) return { problems: [say('files.candles')] }
  if (file.size > LARGEST) return { problems: [say('files.too-large')] }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(await file.read())
  } catch (error) {
    // Whether its bytes are no text or it went away meanwhile: either way there is nothing to open.
    return { problems: [error instanceof TypeError ? say('files.no-text') : error instanceof Error ? error.message : String(error)] }
  }
  return documents.openText(text, { name: undefined, hash: undefined, untrusted: true })
}
