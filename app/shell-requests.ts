import { z } from 'zod'
import type { ShellReplies, ShellRequestName } from './bridge.ts'

/**
 * What a window may ask the shell around it, by name: files, drafts, settings, layout. Inputs are parsed by the shell, whichever it is.
 * The browser host answers on the engine's channel, the desktop over its preload.
 */

/** What a file system, a path or a terminal would read in a name: separators, control characters, marks that turn the reading direction. */
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]/
/** Names Windows keeps for devices, with any ending. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i

/** Name of a document: its file's, without folder and ending. */
export const documentName = z
  .string()
  .min(1)
  .max(100)
  .refine((name) => name === name.trim() && !/^\.|\.$/.test(name), 'a name neither begins nor ends with a dot or a space')
  .refine((name) => !unsafe.test(name), 'a name has none of / \\ : * ? " < > |')
  .refine((name) => !devices.test(name), 'this name belongs to the system')

/** Text of a strategy file. */
const text = z.string().max(32 * 1024 * 1024)
/** SHA-256 of a document's bytes, hexadecimal. */
const hash = z.string().regex(/^[0-9a-f]{64}$/)
const revisionId = z.string().regex(/^\d{13}-[0-9a-f]{64}$/)
const draftId = z.string().regex(/^[a-z0-9-]{1,64}$/)

/** As read from a file: what a newer version added is passed over. */
export const settingsSchema = z.object({
  theme: z.enum(['dark', 'light']).default('dark'),
  /** Whether what is opened here runs again after every edit. */
  autoRun: z.boolean().default(true),
  /** Keys for commands, by the command's id, where they differ from the table. */
  shortcuts: z.record(z.string().max(80), z.array(z.string().max(40)).max(4)).default({}),
})

export const shellRequestSchemas = {
  'shell.about': z.strictObject({}),
  'shell.documents.list': z.strictObject({}),
  /** Opening counts as recent use. */
  'shell.documents.read': z.strictObject({ name: documentName }),
  'shell.documents.template': z.strictObject({ name: documentName }),
  /** `basedOn` is the hash the text was made from; null for a document that is new. */
  'shell.documents.write': z.strictObject({ name: documentName, text, basedOn: hash.nullable() }),
  'shell.documents.remove': z.strictObject({ name: documentName, basedOn: hash }),
  'shell.documents.revisions': z.strictObject({ name: documentName }),
  'shell.documents.revision': z.strictObject({ name: documentName, revision: revisionId }),
  /** Puts an older text in place of the present one, which becomes a revision itself. */
  'shell.documents.restore': z.strictObject({ name: documentName, revision: revisionId, basedOn: hash.nullable() }),
  'shell.drafts.list': z.strictObject({}),
  /** Work not yet saved, kept for the next start. `name` is the document it is of, null for one never saved. */
  'shell.drafts.write': z.strictObject({ id: draftId, name: documentName.nullable(), text, basedOn: hash.nullable() }),
  'shell.drafts.remove': z.strictObject({ id: draftId }),
  'shell.settings.get': z.strictObject({}),
  /** Changes what is given and leaves the rest. */
  'shell.settings.set': z.strictObject({
    theme: settingsSchema.shape.theme.unwrap().optional(),
    autoRun: z.boolean().optional(),
    shortcuts: settingsSchema.shape.shortcuts.unwrap().optional(),
  }),
  'shell.layout.get': z.strictObject({}),
  /** Panels, tabs, selection: the window's own affair, kept as it is. */
  'shell.layout.set': z.strictObject({ layout: z.json() }),
  /** Through the shell's dialog where there is one; else the page does it with its own means. */
  'shell.files.export': z.strictObject({ suggestedName: z.string().max(200), content: z.union([z.string(), z.instanceof(Uint8Array)]) }),
  'shell.files.import': z.strictObject({}),
  /** Opens the small window in which a person types a key. Nothing of the key is in the request or its reply. */
  'shell.keys.add': z.strictObject({}),
} as const

type Parsed<Name extends ShellRequestName> = z.output<(typeof shellRequestSchemas)[Name]>
export type ShellHandlers = { readonly [Name in ShellRequestName]: (input: Parsed<Name>) => Promise<ShellReplies[Name]> }
