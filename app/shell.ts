import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RequestFailed } from '../engine/protocol/channel-messages.ts'
import type { ShellReplies, ShellRequestName } from './bridge.ts'
import { hashOf, openDocuments } from './documents.ts'
import { openDrafts } from './drafts.ts'
import { openSettings, openState } from './settings.ts'
import { shellRequestSchemas, type ShellHandlers } from './shell-requests.ts'
import type { Workspace } from './workspace.ts'
import { fileProblem } from './written-file.ts'

export type ShellOptions = {
  readonly kind: ShellReplies['shell.about']['shell']
  readonly version: string
  readonly note: string | null
  readonly workspace: Workspace
  /** Folder of the examples that come with the product. */
  readonly examples: string
  /** A document is another than before. */
  readonly changed: (name: string, hash: string | null) => void
  /** A sentence for the person at the terminal or in the log. */
  readonly tell: (sentence: string) => void
  /** The clock, UTC milliseconds. */
  readonly now?: () => number
  /** What this shell does with dialogs of its own; a shell without says that it has none. */
  readonly dialogs?: Pick<ShellHandlers, 'shell.files.export' | 'shell.files.import' | 'shell.keys.add'>
}

export type AppShell = {
  /** Answers a request of any name. Rejects with a RequestFailed of kind `unknown`, or a ZodError for an input that is not of its form. */
  readonly request: (name: string, input: unknown) => Promise<unknown>
  /** Looks for documents that other programs changed. Called every second or so while a window is open. */
  readonly look: () => Promise<void>
}

const MOST_RECENT = 12
/** Layouts are a few kilobytes. */
const LARGEST_LAYOUT = 256 * 1024
const noDialogs: NonNullable<ShellOptions['dialogs']> = {
  'shell.files.export': async () => ({ kind: 'no-dialog' }),
  'shell.files.import': async () => ({ kind: 'no-dialog' }),
  'shell.keys.add': async () => ({ kind: 'no-dialog' }),
}

/** What every shell does for its windows: files, drafts, settings, layout. The same in the browser host and on the desktop. */
export function createShell(options: ShellOptions): AppShell {
  const { workspace, examples, tell, now = Date.now, dialogs = noDialogs } = options
  const documents = openDocuments({ workspace: workspace.folder, now, changed: options.changed })
  const drafts = openDrafts(workspace.folder, now)
  const settings = openSettings(workspace.own, tell)
  const state = openState(workspace.own, tell)

  async function use(name: string): Promise<void> {
    try {
      await state.set(({ recent }) => ({ recent: [name, ...recent.filter((other) => other !== name)].slice(0, MOST_RECENT) }))
    } catch (error) {
      // The document itself is open; that it will be missing from a list is no reason to say it is not.
      tell(`the list of recent strategies was not kept: ${fileProblem(error)}`)
    }
  }

  const handlers: ShellHandlers = {
    ...dialogs,
    'shell.about': async () => ({
      shell: options.kind,
      version: options.version,
      workspace: { name: workspace.name, folder: workspace.folder },
      note: options.note,
    }),
    async 'shell.documents.list'() {
      const there = await documents.list()
      const names = new Set(there.map(({ name }) => name))
      const { recent } = await state.get()
      return { documents: there, recent: recent.filter((name) => names.has(name)), templates: await listTemplates(examples) }
    },
    async 'shell.documents.read'({ name }) {
      const read = await documents.read(name)
      if (read.ok) await use(name)
      return read
    },
    async 'shell.documents.template'({ name }) {
      if (!(await listTemplates(examples)).includes(name)) return { ok: false, why: 'refused', message: `there is no example "${name}"` }
      const text = await readFile(join(examples, `${name}.weir`), 'utf8')
      return { ok: true, name, text, hash: hashOf(text) }
    },
    async 'shell.documents.write'({ name, text, basedOn }) {
      const written = await documents.write(name, text, basedOn)
      if (written.ok) await use(name)
      return written
    },
    'shell.documents.remove': ({ name, basedOn }) => documents.remove(name, basedOn),
    'shell.documents.revisions': async ({ name }) => ({ revisions: await documents.revisions(name) }),
    'shell.documents.revision': ({ name, revision }) => documents.revision(name, revision),
    async 'shell.documents.restore'({ name, revision, basedOn }) {
      const older = await documents.revision(name, revision)
      return older.ok ? documents.write(name, older.text, basedOn) : older
    },
    'shell.drafts.list': async () => ({ drafts: await drafts.list() }),
    'shell.drafts.write': (draft) => done('the draft was not kept', () => drafts.write(draft)),
    'shell.drafts.remove': ({ id }) => done('the draft was not removed', () => drafts.remove(id)),
    'shell.settings.get': async () => settings.get(),
    'shell.settings.set': async (part) => settings.set(Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined))),
    'shell.layout.get': async () => ({ layout: (await state.get()).layout }),
    'shell.layout.set': ({ layout }) =>
      done('the layout was not kept', async () => {
        const bytes = JSON.stringify(layout).length
        if (bytes > LARGEST_LAYOUT) throw new RequestFailed('too-large', `a layout of ${bytes} bytes is larger than ${LARGEST_LAYOUT}`)
        await state.set({ layout })
      }),
  }

  return {
    async request(name, input) {
      if (!isShellRequest(name)) throw new RequestFailed('unknown', `the shell knows no request "${name}"`)
      // One table of schemas and one of handlers, keyed alike; TypeScript cannot follow the name through both.
      return handlers[name](shellRequestSchemas[name].parse(input) as never)
    },
    look: documents.look,
  }
}

const isShellRequest = (name: string): name is ShellRequestName => Object.hasOwn(shellRequestSchemas, name)

async function listTemplates(folder: string): Promise<string[]> {
  const names = await readdir(folder)
  return names
    .filter((name) => name.endsWith('.weir'))
    .map((name) => name.slice(0, -'.weir'.length))
    .sort()
}

async function done(what: string, act: () => Promise<void>): Promise<ShellReplies['shell.drafts.write']> {
  try {
    await act()
    return { ok: true }
  } catch (error) {
    return { ok: false, why: 'refused', message: `${what}: ${fileProblem(error)}` }
  }
}
