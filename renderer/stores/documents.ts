import { formatDocument } from '../../nodes/strategy/format.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { formatVersion, type StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Shell } from '../engine.ts'
import { say } from '../text/en.ts'
import { isUnsaved, type Origin } from './document.ts'
import { createDraftKeeper } from './drafts.ts'
import type { HoldDraft } from './held-drafts.ts'
import type { Tab, WorkspaceStore } from './workspace.ts'

/** What came of opening: a tab, or sentences about why not. Nothing is changed by a file that cannot be read. `notes` tell what a migration changed. */
export type Opened = { readonly tab: Tab; readonly notes: readonly string[] } | { readonly problems: readonly string[] }

/** What came of saving. `changed`: the file is not the one the text was made from, and nothing was written; `gone` where there is none. */
export type Saved =
  | { readonly kind: 'saved'; readonly name: string }
  | { readonly kind: 'changed'; readonly message: string; readonly gone: boolean }
  | { readonly kind: 'refused'; readonly message: string }

/** What another window or program did to the file of an open tab. */
export type ChangedElsewhere = { readonly tab: Tab; readonly name: string; readonly gone: boolean; readonly unsaved: boolean }

/** Documents between the window and whatever keeps them. */
export type Documents = ReturnType<typeof createDocuments>

export function createDocuments(
  shell: Shell,
  workspace: WorkspaceStore,
  newDraftId: () => string,
  hold: HoldDraft,
  tell: (sentence: string) => void,
) {
  const drafts = createDraftKeeper(shell, newDraftId, hold, tell)
  /** Writes on their way: what the shell tells of them meanwhile is our own doing. */
  const writing = new Map<string, Promise<unknown>>()

  /** Opens text; what came from outside is shown and checked, never run until Run is pressed. */
  function openText(text: string, origin: Origin): Opened {
    const parsed = parseDocument(text)
    if ('findings' in parsed) return { problems: parsed.findings.map(({ message }) => message) }
    const tab = workspace.open(parsed.document, origin)
    drafts.keep(tab)
    if (origin.untrusted) tab.document.markUnsaved()
    return { tab, notes: parsed.notes }
  }

  /** Does something to a file that the shell will tell of, and which is not news to this window. */
  async function asOwn<Result>(name: string, act: Promise<Result>): Promise<Result> {
    writing.set(name, act)
    try {
      return await act
    } finally {
      writing.delete(name)
    }
  }

  /** Acts on a file as it stands now. Answers why not. */
  async function withPresent(name: string, act: (hash: string) => Promise<string | undefined>): Promise<string | undefined> {
    const read = await shell.request('shell.documents.read', { name })
    return read.ok ? act(read.hash) : read.message
  }

  const tabOf = (name: string) => workspace.getState().tabs.find((tab) => tab.document.getState().origin.name === name)

  /** What is open is all there is of it; saving writes it anew. */
  function markGone(tab: Tab, name: string): void {
    tab.document.markSaved({ name, hash: undefined, untrusted: false })
    tab.document.markUnsaved()
  }

  async function write(tab: Tab, name: string, basedOn: string | null): Promise<Saved> {
    const { document } = tab.document.getState()
    // Saved under another name it is called so: two tabs of one name would not be told apart.
    const called = basedOn === null && fileName(document) !== name ? name : document.name
    const saving = { ...document, name: called, revision: document.revision + 1 }
    const written = await shell.request('shell.documents.write', { name, text: formatDocument(saving), basedOn })
    if (!written.ok) {
      return written.why === 'changed'
        ? { kind: 'changed', message: written.message, gone: written.theirs === null }
        : { kind: 'refused', message: written.message }
    }
    takeSaved(tab, document, saving, { name, hash: written.hash, untrusted: false })
    return { kind: 'saved', name }
  }

  /** Puts what is in the file now in the place of what is open, as one step that can be undone. Answers why not. */
  async function loadTheirs(tab: Tab): Promise<string | undefined> {
    const { name } = tab.document.getState().origin
    if (name === undefined) return undefined
    const read = await shell.request('shell.documents.read', { name })
    if (!read.ok) return read.message
    const parsed = parseDocument(read.text)
    if ('findings' in parsed) return parsed.findings.map(({ message }) => message).join(' ')
    // A graph entered may not be there any more.
    tab.view.leaveTo(0)
    tab.document.replace(say('files.step.load'), parsed.document)
    tab.document.markSaved({ name, hash: read.hash, untrusted: false })
    return undefined
  }

  return {
    openText,
    async openNamed(name: string): Promise<Opened> {
      const read = await shell.request('shell.documents.read', { name })
      return read.ok ? openText(read.text, { name, hash: read.hash, untrusted: false }) : { problems: [read.message] }
    },
    /** A strategy with nothing in it but the candles of one market. */
    openNew: (): Opened => openText(formatDocument(blank(newDraftId())), { name: undefined, hash: undefined, untrusted: false }),
    /** One of the examples that come with the product; it is saved under a name of its own. */
    async openTemplate(name: string): Promise<Opened> {
      const read = await shell.request('shell.documents.template', { name })
      return read.ok ? openText(read.text, { name: undefined, hash: undefined, untrusted: false }) : { problems: [read.message] }
    },
    /** An older state as a document of its own, beside the one of today. */
    async openRevision(name: string, revision: string): Promise<Opened> {
      const read = await shell.request('shell.documents.revision', { name, revision })
      return read.ok ? openText(read.text, { name: undefined, hash: undefined, untrusted: false }) : { problems: [read.message] }
    },
    /** Saves under the document's own name or another. Never over what somebody else wrote. */
    async save(tab: Tab, name = tab.document.getState().origin.name ?? fileName(tab.document.getState().document)): Promise<Saved> {
      const { origin } = tab.document.getState()
      return asOwn(name, write(tab, name, name === origin.name ? (origin.hash ?? null) : null))
    },
    loadTheirs,
    /** Puts an older state in the file's place; today's becomes a revision itself. An open tab without edits of its own follows. Answers why not. */
    restore: (name: string, revision: string) =>
      asOwn(
        name,
        withPresent(name, async (hash) => {
          const restored = await shell.request('shell.documents.restore', { name, revision, basedOn: hash })
          if (!restored.ok) return restored.message
          const tab = tabOf(name)
          return tab && !isUnsaved(tab.document.getState()) ? loadTheirs(tab) : undefined
        }),
      ),
    /** Deletes a file; it stays among the revisions. A tab that has it open keeps what it shows, unsaved. Answers why not. */
    remove: (name: string) =>
      asOwn(
        name,
        withPresent(name, async (hash) => {
          const removed = await shell.request('shell.documents.remove', { name, basedOn: hash })
          if (!removed.ok) return removed.message
          const tab = tabOf(name)
          if (tab) markGone(tab, name)
          return undefined
        }),
      ),
    /** Closes a tab for good: what is unsaved is given up, its draft with it. */
    async close(tab: Tab): Promise<void> {
      workspace.close(tab.id)
      await drafts.drop(tab)
    },
    /** Tells of files of open tabs that are other than they were, until the function returned is called. What this window wrote itself is not told. */
    onChangedElsewhere(tell: (changed: ChangedElsewhere) => void): () => void {
      return shell.on('documents.changed', ({ name, hash }) => {
        void (async () => {
          await writing.get(name)?.catch(() => undefined)
          const tab = tabOf(name)
          const state = tab?.document.getState()
          if (!tab || !state || (state.origin.hash ?? null) === hash) return
          const unsaved = isUnsaved(state)
          if (hash === null) markGone(tab, name)
          tell({ tab, name, gone: hash === null, unsaved })
        })()
      })
    },
    /** Unsaved work of the last time, as it was left. What another window is at stays there. */
    async reopenDrafts(): Promise<number> {
      const { drafts: kept } = await shell.request('shell.drafts.list', {})
      const held = await Promise.all(kept.map(async (draft) => ({ ...draft, letGo: await hold(draft.id) })))
      let opened = 0
      for (const { id, name, text, basedOn, letGo } of held) {
        const parsed = parseDocument(text)
        if (letGo === undefined) continue
        if ('findings' in parsed) {
          letGo()
          continue
        }
        // Two windows may both have had unsaved work on one file: the later has its name, the other is a document of its own.
        const origin = name !== null && !tabOf(name) ? { name, hash: basedOn ?? undefined } : { name: undefined, hash: undefined }
        const tab = workspace.open(parsed.document, { ...origin, untrusted: false })
        tab.document.markUnsaved()
        drafts.keep(tab, { id, letGo })
        opened++
      }
      return opened
    },
  }
}

/**
 * The document counts one revision more and has the name it was saved under, without a step in its history: nobody undoes a save. What was edited while it was being written
 * is still to be saved.
 */
function takeSaved(tab: Tab, written: StrategyDocument, saving: StrategyDocument, origin: Origin): void {
  tab.document.setState(({ document, before }) => {
    const counted = (one: StrategyDocument) =>
      one === written ? saving : { ...one, revision: saving.revision, name: one.name === written.name ? saving.name : one.name }
    return { document: counted(document), before: before && counted(before), saved: saving, origin }
  })
}

/** A strategy to begin with. */
function blank(id: string): StrategyDocument {
  return {
    format: 'weir-strategy',
    formatVersion,
    id: `new-${id.slice(0, 40)}`,
    name: say('files.new-name'),
    revision: 0,
    slots: { main: { instrument: 'BTC/USDT', timeframe: '1h' } },
    nodes: { candles: { type: 'market.candles', version: 1, params: {} } },
    wires: [],
    subgraphs: {},
    settings: {},
    view: { positions: { candles: [0, 0] }, frames: [], notes: [], colours: {}, collapsed: [] },
  }
}

/** A file name made of the strategy's own. */
export function fileName({ name, id }: StrategyDocument): string {
  const words = name
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .replace(/^[. ]+/, '')
    .slice(0, 80)
    .replace(/[. ]+$/, '')
  const made = words || id
  // What Windows keeps for devices is no name for a file anywhere.
  return /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i.test(made) ? `Strategy ${made}` : made
}
