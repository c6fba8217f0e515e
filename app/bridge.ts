import type { z } from 'zod'
import type { Events } from '../engine/protocol/events.ts'
import type { DesktopMenu } from './desktop-bridge.ts'
import type { settingsSchema, shellRequestSchemas } from './shell-requests.ts'

/** Types only: what the page may ask the shell, whichever it is. The inputs' schemas stand in `shell-requests.ts`. */

/**
 * A channel of the browser host is one as it stands; on the desktop the preload offers one as `window.weir`.
 * Rejects only when the shell cannot be reached or the input is not of the agreed form.
 */
export type Bridge = {
  request<Name extends ShellRequestName>(name: Name, input: ShellRequests[Name]['input']): Promise<ShellRequests[Name]['reply']>
  /** Listens until the function returned is called. */
  on<Name extends keyof ShellEvents>(name: Name, listener: (payload: ShellEvents[Name]) => void): () => void
}

/** The shell's requests as a channel's table: the browser host answers them beside the engine's, on the same connection. */
export type ShellRequests = {
  readonly [Name in ShellRequestName]: {
    readonly input: z.input<(typeof shellRequestSchemas)[Name]>
    readonly reply: ShellReplies[Name]
  }
}
export type ShellRequestName = keyof ShellReplies

/** What the shell tells without being asked. */
type ShellEvents = Pick<Events, 'documents.changed'>

/** What the desktop tells beside it: a command was chosen in a menu of the system, a strategy file was handed to Weir. */
export type DesktopEvents = ShellEvents & {
  readonly 'shell.command': { readonly id: string }
  readonly 'shell.opened': { readonly name: string; readonly content: Uint8Array }
}

/** `window.weir` on the desktop: all its preload exposes. */
export type DesktopBridge = Pick<Bridge, 'request'> & {
  on<Name extends keyof DesktopEvents>(name: Name, listener: (payload: DesktopEvents[Name]) => void): () => void
  /** The page's commands, for the menus of the system. */
  setMenu(menu: DesktopMenu): Promise<void>
  /** Asks for a port to the engine: it comes as a message "weir:port" to the page. */
  connect(): void
}

export type Settings = z.output<typeof settingsSchema>
export type DocumentSummary = { readonly name: string; readonly modifiedAt: number; readonly bytes: number }
export type OpenDocument = { readonly name: string; readonly text: string; readonly hash: string }
export type Revision = { readonly revision: string; readonly savedAt: number; readonly bytes: number; readonly hash: string }
export type Draft = {
  readonly id: string
  readonly name: string | null
  readonly text: string
  readonly basedOn: string | null
  readonly savedAt: number
}

/** Why something was not done, in a sentence. A value, never thrown. */
export type Refused = { readonly ok: false; readonly why: 'refused'; readonly message: string }
/** The document is no longer the one the text was made from: `yours` is the hash given, `theirs` the one there now, null where there is none. */
export type Changed = {
  readonly ok: false
  readonly why: 'changed'
  readonly message: string
  readonly yours: string | null
  readonly theirs: string | null
}
type Done<Value = object> = ({ readonly ok: true } & Value) | Refused
type Written = ({ readonly ok: true } & OpenDocument) | Changed | Refused
type Dialog<Value> =
  | ({ readonly kind: 'done' } & Value)
  | { readonly kind: 'canceled' }
  | { readonly kind: 'no-dialog' }
  | { readonly kind: 'refused'; readonly message: string }

export type ShellReplies = {
  /** `note` says, where this is not the desktop, why not. */
  'shell.about': {
    readonly shell: 'browser' | 'desktop'
    readonly version: string
    readonly workspace: { readonly name: string; readonly folder: string }
    readonly note: string | null
  }
  /** Documents by name; the names used last, latest first; the examples that come with the product, which cannot be written to. */
  'shell.documents.list': {
    readonly documents: readonly DocumentSummary[]
    readonly recent: readonly string[]
    readonly templates: readonly string[]
  }
  'shell.documents.read': Done<OpenDocument>
  'shell.documents.template': Done<OpenDocument>
  'shell.documents.write': Written
  'shell.documents.remove': Done | Changed
  'shell.documents.revisions': { readonly revisions: readonly Revision[] }
  'shell.documents.revision': Done<{ readonly text: string }>
  'shell.documents.restore': Written
  'shell.drafts.list': { readonly drafts: readonly Draft[] }
  'shell.drafts.write': Done
  'shell.drafts.remove': Done
  'shell.settings.get': Settings
  'shell.settings.set': Settings
  'shell.layout.get': { readonly layout: unknown }
  'shell.layout.set': Done
  'shell.files.export': Dialog<{ readonly name: string }>
  /** `no-dialog`: this shell has no window for keys; the command line takes them. */
  'shell.keys.add': Dialog<{ readonly name: string }>
  'shell.files.import': Dialog<{ readonly name: string; readonly content: Uint8Array }>
}
