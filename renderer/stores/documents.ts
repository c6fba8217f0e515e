import { formatDocument } from '../../nodes/strategy/format.ts'
import type { Finding } from '../../nodes/strategy/findings.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Shell } from '../engine.ts'
import { isUnsaved } from './document.ts'
import type { Tab, WorkspaceStore } from './workspace.ts'

/** What came of opening: a tab, or sentences about why not. Nothing is changed by a file that cannot be read. */
export type Opened = { readonly tab: Tab } | { readonly problems: readonly string[] }

/** Documents between the window and whatever keeps them. */
export type Documents = ReturnType<typeof createDocuments>

/** Edits are kept as a draft this long after the last one. */
const DRAFT_DELAY = 1000

export function createDocuments(shell: Shell, workspace: WorkspaceStore, newDraftId: () => string) {
  const drafts = new Map<number, string>()

  /** Opens text that came from outside: shown and checked, never run until Run is pressed. */
  function openText(text: string, origin: { name: string | undefined; hash: string | undefined; untrusted: boolean }): Opened {
    const parsed = parseDocument(text)
    if ('findings' in parsed) return { problems: parsed.findings.map(({ message }: Finding) => message) }
    const tab = workspace.open(parsed.document, origin)
    keepDraft(tab)
    return { tab }
  }

  const watched = new Set<number>()

  /** Keeps unsaved work with the shell, so that neither a crash nor a closed window loses it. */
  function keepDraft(tab: Tab): void {
    if (watched.has(tab.id)) return
    watched.add(tab.id)
    const id = drafts.get(tab.id) ?? newDraftId()
    drafts.set(tab.id, id)
    let timer: ReturnType<typeof setTimeout> | undefined
    tab.document.subscribe((now, before) => {
      if (now.document === before.document && now.saved === before.saved) return
      clearTimeout(timer)
      timer = setTimeout(() => void writeDraft(tab, id), DRAFT_DELAY)
    })
  }

  async function writeDraft(tab: Tab, id: string): Promise<void> {
    const state = tab.document.getState()
    if (!isUnsaved(state)) await shell.request('shell.drafts.remove', { id })
    else {
      const { name, hash } = state.origin
      await shell.request('shell.drafts.write', { id, name: name ?? null, text: formatDocument(state.document), basedOn: hash ?? null })
    }
  }

  return {
    openText,
    async openNamed(name: string): Promise<Opened> {
      const read = await shell.request('shell.documents.read', { name })
      return read.ok ? openText(read.text, { name, hash: read.hash, untrusted: false }) : { problems: [read.message] }
    },
    /** One of the examples that come with the product; it is saved under a name of its own. */
    async openTemplate(name: string): Promise<Opened> {
      const read = await shell.request('shell.documents.template', { name })
      return read.ok ? openText(read.text, { name: undefined, hash: undefined, untrusted: false }) : { problems: [read.message] }
    },
    /** Saves; `problem` says why not, as when the file was changed elsewhere: nothing is overwritten then. */
    async save(tab: Tab, name = tab.document.getState().origin.name): Promise<{ readonly problem?: string; readonly name?: string }> {
      const { document, origin } = tab.document.getState()
      const as = name ?? fileName(document)
      const saving = { ...document, revision: document.revision + 1 }
      const basedOn = as === origin.name ? (origin.hash ?? null) : null
      const written = await shell.request('shell.documents.write', { name: as, text: formatDocument(saving), basedOn })
      if (!written.ok) return { problem: written.message }
      tab.document.markSaved({ name: as, hash: written.hash, untrusted: false })
      return { name: as }
    },
    /** Unsaved work of the last time, as it was left. */
    async reopenDrafts(): Promise<number> {
      const { drafts: kept } = await shell.request('shell.drafts.list', {})
      let opened = 0
      for (const { id, name, text, basedOn } of kept) {
        const parsed = parseDocument(text)
        if ('findings' in parsed) continue
        const tab = workspace.open(parsed.document, { name: name ?? undefined, hash: basedOn ?? undefined, untrusted: false })
        tab.document.markUnsaved()
        drafts.set(tab.id, id)
        keepDraft(tab)
        opened++
      }
      return opened
    },
  }
}

/** A file name made of the strategy's own. */
function fileName({ name, id }: StrategyDocument): string {
  return (
    name
      .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
      .trim()
      .slice(0, 80) || id
  )
}
