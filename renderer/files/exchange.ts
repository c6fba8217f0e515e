import { formatDocument } from '../../nodes/strategy/format.ts'
import { fileName } from '../stores/documents.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import type { WindowParts } from '../window.ts'
import { isInDesktop } from '../engine.ts'
import { openFiles, pickedFile } from './opening.ts'

/** Hands the strategy out as a JSON file: by the shell's dialog where it has one, else as a download. */
export async function exportDocument({ shell, notices }: WindowParts, tab: Tab): Promise<void> {
  const { document: strategy } = tab.document.getState()
  const [name, content] = [`${fileName(strategy)}.json`, formatDocument(strategy)]
  const exported = await shell.request('shell.files.export', { suggestedName: name, content })
  if (exported.kind === 'canceled') return
  if (exported.kind === 'refused') return notices.tell(exported.message)
  if (exported.kind === 'no-dialog') download(new Blob([content], { type: 'application/json;charset=utf-8' }), name)
  notices.tell(say('files.exported', { name: exported.kind === 'done' ? exported.name : name }))
}

function download(content: Blob, name: string): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser has taken hold of the content by the next turn of its loop.
  setTimeout(() => URL.revokeObjectURL(address), 0)
}

/** Lets the person choose files to open: by the shell's dialog where it has one, else by the page's. */
export async function importDocument(window: WindowParts): Promise<void> {
  // A browser opens its chooser only within moments of a press: it is not kept waiting for a host that has none to offer.
  if (!isInDesktop()) return chooseInPage(window)
  const chosen = await window.shell.request('shell.files.import', {})
  if (chosen.kind === 'canceled') return
  if (chosen.kind === 'refused') return window.notices.tell(chosen.message)
  if (chosen.kind === 'no-dialog') return chooseInPage(window)
  const { name, content } = chosen
  return openFiles(window, [{ name, size: content.byteLength, read: async () => content }])
}

function chooseInPage(window: WindowParts): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = '.weir,.json,application/json'
  input.multiple = true
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])].map(pickedFile)
    openFiles(window, files).catch((error: unknown) => window.notices.tell(error instanceof Error ? error.message : String(error)))
  })
  input.click()
}
