import { writeFileSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createShell, type AppShell } from '../../app/shell.ts'
import { openWorkspace } from '../../app/workspace.ts'
import { formatDocument } from '../../nodes/strategy/format.ts'
import type { EngineClient, Shell } from '../../renderer/engine.ts'
import { isUnsaved } from '../../renderer/stores/document.ts'
import { createDocuments, type ChangedElsewhere, type Documents, type Opened } from '../../renderer/stores/documents.ts'
import { createWorkspaceStore, type Tab, type WorkspaceStore } from '../../renderer/stores/workspace.ts'
import { folderForTest } from '../app/folder.ts'
import { sampleStrategy } from '../kit/strategy.ts'

/** Nothing is run here. */
const engine: EngineClient = { request: () => new Promise(() => {}), on: () => () => {}, onState: () => () => {} }
const outside = { name: undefined, hash: undefined, untrusted: true }

let folder: string
let shell: AppShell
let workspace: WorkspaceStore
let documents: Documents
let told: ChangedElsewhere[]
/** Sentences for the person. */
let said: string[]
/** Drafts that another window is at. */
let elsewhere: Set<string>

beforeEach(async () => {
  folder = folderForTest()
  const opened = await openWorkspace(folder, 'browser')
  if (!opened.ok) throw new Error(opened.message)
  await opened.workspace.lock.release()
  const listeners = new Set<(payload: { name: string; hash: string | null }) => void>()
  shell = createShell({
    kind: 'browser',
    version: '1.2.3',
    note: null,
    workspace: opened.workspace,
    examples: join(import.meta.dirname, '../../examples/strategies'),
    changed: (name, hash) => listeners.forEach((listener) => listener({ name, hash })),
    tell: () => {},
  })
  const bridge: Shell = {
    request: shell.request as Shell['request'],
    on: (_, listener) => {
      listeners.add(listener as never)
      return () => listeners.delete(listener as never)
    },
  }
  workspace = createWorkspaceStore(engine)
  let id = 0
  elsewhere = new Set()
  const hold = async (draft: string) => (elsewhere.has(draft) ? undefined : () => {})
  documents = createDocuments(
    bridge,
    workspace,
    () => `draft-${++id}`,
    hold,
    (sentence) => void said.push(sentence),
  )
  told = []
  said = []
  documents.onChangedElsewhere((one) => told.push(one))
  await shell.look()
})

afterEach(() => void vi.useRealTimers())

const fileOf = (name: string) => join(folder, 'strategies', `${name}.weir`)
const calm = () => new Promise((resolve) => setTimeout(resolve, 5))

function tabOf(opened: Opened): Tab {
  if ('problems' in opened) throw new Error(opened.problems.join())
  return opened.tab
}

const openSample = () => tabOf(documents.openText(formatDocument(sampleStrategy()), outside))
const rename = (tab: Tab, name: string) =>
  tab.document.edit('name', (draft) => {
    draft.name = name
  })

/** Somebody else's hand on the file. */
async function writeElsewhere(name: string, change: (text: string) => string): Promise<void> {
  writeFileSync(fileOf(name), change(readFileSync(fileOf(name), 'utf8')))
  await shell.look()
  await calm()
}

test('what came from outside is opened, is not saved, and is never run by itself', () => {
  const tab = openSample()
  expect(isUnsaved(tab.document.getState())).toBe(true)
  expect(tab.run.getState()).toMatchObject({ autoRun: false, running: undefined })
})

test.each([
  ['nothing', '', 'it is empty'],
  ['no JSON', 'a,b', 'JSON'],
  ['foreign', '{"format":"other"}', '"format" is "other"'],
  ['newer', '{"format":"weir-strategy","formatVersion":99}', '99'],
  ['hostile', '{"format":"weir-strategy","__proto__":{}}', '__proto__'],
])('a file that cannot be read is explained and changes nothing: %s', (_, text, words) => {
  const before = workspace.getState()
  const opened = documents.openText(text, outside)
  expect('problems' in opened && opened.problems.join()).toContain(words)
  expect(workspace.getState()).toBe(before)
})

test('every save counts a revision, takes the name it is given, and leaves no step to undo', async () => {
  const tab = openSample()
  expect(await documents.save(tab, 'Mine')).toEqual({ kind: 'saved', name: 'Mine' })
  expect(JSON.parse(readFileSync(fileOf('Mine'), 'utf8'))).toMatchObject({ name: 'Mine', revision: 1 })
  expect(tab.document.getState()).toMatchObject({ document: { name: 'Mine', revision: 1 }, undoSteps: [], origin: { untrusted: false } })
  expect(isUnsaved(tab.document.getState())).toBe(false)
  rename(tab, 'Called otherwise')
  await documents.save(tab)
  expect(JSON.parse(readFileSync(fileOf('Mine'), 'utf8'))).toMatchObject({ name: 'Called otherwise', revision: 2 })
  expect(told).toEqual([])
})

test('work that cannot be kept is said once, kept as soon as it can be, and that is said too', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const tab = openSample()
  writeFileSync(join(folder, 'drafts'), 'a file where the folder should be')
  /** Seconds of the page go by, each with what the disk needs for it. */
  const seconds = async (count: number) => {
    for (let second = 0; second < count; second++) {
      await vi.advanceTimersByTimeAsync(1000)
      for (const until = Date.now() + 50; Date.now() < until;) await new Promise((resolve) => setImmediate(resolve))
    }
  }
  rename(tab, 'Called otherwise')
  await seconds(8)
  expect(said).toEqual([expect.stringMatching(/^Unsaved work is not being kept: the draft was not kept: .*Save or export it/)])
  rmSync(join(folder, 'drafts'))
  await seconds(4)
  expect(said.slice(1)).toEqual(['Unsaved work is kept again.'])
  expect(await shell.request('shell.drafts.list', {})).toMatchObject({ drafts: [{ text: expect.stringContaining('"Called otherwise"') }] })
})

test('what is edited while a save is on its way is still unsaved', async () => {
  const tab = openSample()
  const saving = documents.save(tab, 'Mine')
  rename(tab, 'Later')
  await saving
  expect(tab.document.getState().document.name).toBe('Later')
  expect(isUnsaved(tab.document.getState())).toBe(true)
  expect(readFileSync(fileOf('Mine'), 'utf8')).not.toContain('Later')
})

test('a file changed elsewhere is said, never written over, and can be loaded and undone', async () => {
  const tab = openSample()
  await documents.save(tab, 'Mine')
  await writeElsewhere('Mine', (text) => text.replace('"name": "Mine"', '"name": "Theirs"'))
  expect(told).toMatchObject([{ name: 'Mine', gone: false, unsaved: false }])
  rename(tab, 'Ours')
  expect(await documents.save(tab)).toMatchObject({ kind: 'changed', gone: false })
  expect(readFileSync(fileOf('Mine'), 'utf8')).toContain('Theirs')
  expect(tab.document.getState().document.name).toBe('Ours')
  expect(await documents.save(tab, 'Ours kept')).toMatchObject({ kind: 'saved' })

  const other = tabOf(await documents.openNamed('Mine'))
  rename(other, 'Mine again')
  expect(await documents.loadTheirs(other)).toBeUndefined()
  expect(other.document.getState().document.name).toBe('Theirs')
  expect(isUnsaved(other.document.getState())).toBe(false)
  other.document.undo()
  expect(other.document.getState().document.name).toBe('Mine again')
})

test('another name that is taken is refused, and the file under it stays', async () => {
  await documents.save(openSample(), 'Taken')
  const before = readFileSync(fileOf('Taken'), 'utf8')
  const copy = openSample()
  rename(copy, 'Copy')
  expect(await documents.save(copy, 'Taken')).toMatchObject({ kind: 'changed' })
  expect(readFileSync(fileOf('Taken'), 'utf8')).toBe(before)
})

test('a file deleted elsewhere leaves what is open, unsaved, and saving writes it anew', async () => {
  const tab = openSample()
  await documents.save(tab, 'Mine')
  rmSync(fileOf('Mine'))
  await shell.look()
  await calm()
  expect(told).toMatchObject([{ name: 'Mine', gone: true }])
  expect(isUnsaved(tab.document.getState())).toBe(true)
  expect(await documents.save(tab)).toEqual({ kind: 'saved', name: 'Mine' })
})

test('an earlier state is restored, an open tab follows, and today becomes a revision', async () => {
  const tab = openSample()
  await documents.save(tab, 'Mine')
  rename(tab, 'Today')
  await documents.save(tab)
  const list = async () =>
    ((await shell.request('shell.documents.revisions', { name: 'Mine' })) as { revisions: { revision: string }[] }).revisions
  const [first] = await list()
  expect(await documents.restore('Mine', first!.revision)).toBeUndefined()
  expect(tab.document.getState().document.name).toBe('Mine')
  expect(isUnsaved(tab.document.getState())).toBe(false)
  expect(await list()).toHaveLength(2)
  expect(told).toEqual([])
})

test('deleting one that is open keeps it in the window, unsaved', async () => {
  const tab = openSample()
  await documents.save(tab, 'Mine')
  expect(await documents.remove('Mine')).toBeUndefined()
  expect(isUnsaved(tab.document.getState())).toBe(true)
  expect(told).toEqual([])
})

test('work that is given up leaves no draft', async () => {
  const drafts = async () => ((await shell.request('shell.drafts.list', {})) as { drafts: unknown[] }).drafts
  const tab = openSample()
  await new Promise((resolve) => setTimeout(resolve, 1100))
  rename(tab, 'Kept')
  await new Promise((resolve) => setTimeout(resolve, 1100))
  expect(await drafts()).toMatchObject([{ name: null }])
  await documents.close(tab)
  expect(await drafts()).toEqual([])
  expect(workspace.getState().tabs).toEqual([])
})

test('work of the last time is taken up but what another window is at, and two drafts of one file are both there', async () => {
  const text = formatDocument(sampleStrategy())
  const hash = 'a'.repeat(64)
  const write = (id: string, name: string | null) => shell.request('shell.drafts.write', { id, name, text, basedOn: name && hash })
  await write('early', 'Mine')
  await calm()
  await write('late', 'Mine')
  await write('theirs', null)
  elsewhere.add('theirs')
  expect(await documents.reopenDrafts()).toBe(2)
  const origins = workspace.getState().tabs.map((tab) => tab.document.getState().origin)
  expect(origins).toMatchObject([
    { name: 'Mine', hash },
    { name: undefined, hash: undefined },
  ])
})
