import { applyPatches, enablePatches, produceWithPatches, type Patch } from 'immer'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Draft } from '../edit/scope.ts'

enablePatches()

/** One gesture: what it changed, and the way back. `label` is what the menu says: "Undo *Set period 20*". */
type Step = { readonly label: string; readonly patches: readonly Patch[]; readonly inverse: readonly Patch[] }

/** Where a document came from and goes to. `hash` is of the text last read or written; undefined: never saved. */
export type Origin = { readonly name: string | undefined; readonly hash: string | undefined; readonly untrusted: boolean }

export type DocumentState = {
  /** The document as it stands, a gesture in progress included. */
  readonly document: StrategyDocument
  readonly origin: Origin
  readonly undoSteps: readonly Step[]
  readonly redoSteps: readonly Step[]
  /** The document before the gesture in progress; undefined when none is. */
  readonly before: StrategyDocument | undefined
  /** The document as last saved: equal to `document` means nothing to save. */
  readonly saved: StrategyDocument
  /** Why edits are refused for now: text under edit that has not been taken over. */
  readonly locked: string | undefined
}

/**
 * The one history of one open document. Every change, through whichever door, is a step here: canvas, inspector,
 * outline, code, import. View state (selection, viewport) is not.
 */
export type DocumentStore = StoreApi<DocumentState> & {
  /** Changes the document in one step. Answers what the recipe answers; a recipe that changes nothing leaves no step. */
  edit<Result>(label: string, recipe: (draft: Draft) => Result): Result | undefined
  /** A gesture in progress (a drag, a slider): shown and rerun, not yet a step. Each call starts from the document before the gesture. */
  preview(recipe: (draft: Draft) => void): void
  /** Ends the gesture: one step with what it came to. */
  commit(label: string): void
  /** Ends the gesture: as if it had not been. */
  cancel(): void
  undo(): void
  redo(): void
  /** Puts another document in its place (code, restore, import into this tab) as one step. */
  replace(label: string, document: StrategyDocument): void
  markSaved(origin: Origin): void
  /** What is open was never saved in this form: a draft of the last time. */
  markUnsaved(): void
  lock(reason: string | undefined): void
}

/** `onRefused` hears why an edit was not made: nothing a person does is dropped without a word. */
export function createDocumentStore(
  document: StrategyDocument,
  origin: Origin,
  onRefused: (why: string) => void = () => {},
): DocumentStore {
  const store = createStore<DocumentState>(() => ({
    document,
    origin,
    undoSteps: [],
    redoSteps: [],
    before: undefined,
    saved: document,
    locked: undefined,
  }))

  function push(label: string, base: StrategyDocument, next: StrategyDocument, patches: readonly Patch[], inverse: readonly Patch[]): void {
    if (patches.length === 0 || next === base) return store.setState({ document: base, before: undefined })
    store.setState(({ undoSteps }) => ({
      document: next,
      before: undefined,
      undoSteps: [...undoSteps, { label, patches, inverse }],
      redoSteps: [],
    }))
  }

  function isRefused(): boolean {
    const { locked } = store.getState()
    if (locked !== undefined) onRefused(locked)
    return locked !== undefined
  }

  const self: DocumentStore = {
    ...store,
    edit(label, recipe) {
      const { document: now, before } = store.getState()
      if (isRefused()) return undefined
      const base = before ?? now
      let result
      const [next, patches, inverse] = produceWithPatches(base, (draft) => {
        result = recipe(draft as Draft)
      })
      push(label, base, next, patches, inverse)
      return result
    },
    preview(recipe) {
      const { document: now, before } = store.getState()
      if (isRefused()) return
      const base = before ?? now
      const [next] = produceWithPatches(base, (draft) => recipe(draft as Draft))
      store.setState({ document: next, before: base })
    },
    commit(label) {
      const { document: now, before } = store.getState()
      if (before === undefined) return
      const [, patches, inverse] = produceWithPatches(before, () => now)
      push(label, before, now, patches, inverse)
    },
    cancel() {
      const { before } = store.getState()
      if (before !== undefined) store.setState({ document: before, before: undefined })
    },
    undo() {
      self.cancel()
      const { document: now, undoSteps, redoSteps } = store.getState()
      const step = undoSteps.at(-1)
      if (!step || isRefused()) return
      store.setState({
        document: applyPatches(now, step.inverse as Patch[]),
        undoSteps: undoSteps.slice(0, -1),
        redoSteps: [...redoSteps, step],
      })
    },
    redo() {
      self.cancel()
      const { document: now, undoSteps, redoSteps } = store.getState()
      const step = redoSteps.at(-1)
      if (!step || isRefused()) return
      store.setState({
        document: applyPatches(now, step.patches as Patch[]),
        undoSteps: [...undoSteps, step],
        redoSteps: redoSteps.slice(0, -1),
      })
    },
    replace(label, next) {
      const { document: now, before } = store.getState()
      const base = before ?? now
      const [, patches, inverse] = produceWithPatches(base, () => next)
      push(label, base, next, patches, inverse)
    },
    markSaved(newOrigin) {
      store.setState(({ document: now }) => ({ origin: newOrigin, saved: now }))
    },
    markUnsaved: () => store.setState(({ document: now }) => ({ saved: { ...now } })),
    lock: (locked) => store.setState({ locked }),
  }
  return self
}

/** True where there is something to save. */
export function isUnsaved({ document, saved }: DocumentState): boolean {
  return document !== saved
}
