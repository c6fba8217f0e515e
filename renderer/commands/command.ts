import type { Tab } from '../stores/workspace.ts'
import type { WindowParts } from '../window.ts'

/** Where a command can be given: `canvas` keys act only while the canvas itself has focus. */
export type Place = 'window' | 'canvas'

/** What a command may need. */
export type CommandContext = {
  readonly tab: Tab | undefined
  readonly window: WindowParts
  /** Tells the person something that needs no answer. */
  readonly tell: (message: string) => void
}

/**
 * One thing a person can do, by menu, key or command palette. `keys` in tinykeys' spelling, `$mod` is Ctrl or ⌘.
 * One file per command or per family; the list is `commands/index.ts`.
 */
export type Command = {
  readonly id: string
  readonly title: string | ((context: CommandContext) => string)
  readonly keys?: readonly string[]
  readonly place: Place
  readonly enabled?: (context: CommandContext) => boolean
  readonly run: (context: CommandContext) => void | Promise<void>
}
