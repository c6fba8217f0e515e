import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { createShell } from '../../app/shell.ts'
import type { Bridge } from '../../app/bridge.ts'
import { openWorkspace } from '../../app/workspace.ts'
import { folderForTest } from './folder.ts'

const examples = join(import.meta.dirname, '../../examples/strategies')
let folder: string
let said: string[]

beforeEach(() => {
  folder = folderForTest()
  said = []
})

/** A shell over the folder of this test, as a window would ask it. */
async function open(): Promise<Bridge['request']> {
  const opened = await openWorkspace(folder, 'browser')
  if (!opened.ok) throw new Error(opened.message)
  await opened.workspace.lock.release()
  const shell = createShell({
    kind: 'browser',
    version: '1.2.3',
    note: 'a test',
    workspace: opened.workspace,
    examples,
    changed() {},
    tell: (sentence) => said.push(sentence),
    now: () => 1_700_000_000_000,
  })
  return shell.request as Bridge['request']
}

test('says what it is', async () => {
  const ask = await open()
  expect(await ask('shell.about', {})).toMatchObject({ shell: 'browser', version: '1.2.3', workspace: { folder }, note: 'a test' })
})

describe('documents', () => {
  test('the examples are offered and cannot be reached by a path', async () => {
    const ask = await open()
    const { templates } = await ask('shell.documents.list', {})
    expect(templates).toHaveLength(12)
    const example = await ask('shell.documents.template', { name: 'sma-cross' })
    expect(example).toMatchObject({ ok: true, text: readFileSync(join(examples, 'sma-cross.weir'), 'utf8') })
    expect(await ask('shell.documents.template', { name: 'nothing' })).toMatchObject({ ok: false })
    await expect(ask('shell.documents.template', { name: '../README' })).rejects.toThrow('a name')
  })

  test('remembers which were used last, also in the next start, and forgets those that are gone', async () => {
    let ask = await open()
    for (const name of ['a', 'b', 'c']) await ask('shell.documents.write', { name, text: name, basedOn: null })
    await ask('shell.documents.read', { name: 'a' })
    ask = await open()
    expect((await ask('shell.documents.list', {})).recent).toEqual(['a', 'c', 'b'])
    const c = await ask('shell.documents.read', { name: 'c' })
    if (c.ok) await ask('shell.documents.remove', { name: 'c', basedOn: c.hash })
    expect((await ask('shell.documents.list', {})).recent).toEqual(['a', 'b'])
  })

  test('an older text is put back, and the one it replaces can be had again', async () => {
    const ask = await open()
    const first = await ask('shell.documents.write', { name: 'a', text: 'first', basedOn: null })
    const second = await ask('shell.documents.write', { name: 'a', text: 'second', basedOn: first.ok ? first.hash : null })
    const { revisions } = await ask('shell.documents.revisions', { name: 'a' })
    const basedOn = second.ok ? second.hash : null
    expect(await ask('shell.documents.restore', { name: 'a', revision: revisions[0].revision, basedOn })).toMatchObject({
      ok: true,
      text: 'first',
    })
    expect((await ask('shell.documents.revisions', { name: 'a' })).revisions).toHaveLength(2)
    const unknown = `1700000000000-${'0'.repeat(64)}`
    expect(await ask('shell.documents.restore', { name: 'a', revision: unknown, basedOn })).toMatchObject({ ok: false, why: 'refused' })
  })

  test.each([
    ['shell.documents.read', { name: '../../etc/passwd' }],
    ['shell.documents.write', { name: 'a/b', text: '', basedOn: null }],
    ['shell.documents.write', { name: 'a', text: 1, basedOn: null }],
    ['shell.documents.write', { name: 'a', text: '' }],
    ['shell.documents.revision', { name: 'a', revision: '../../x' }],
    ['shell.drafts.write', { id: '../x', name: null, text: '', basedOn: null }],
    ['shell.settings.set', { theme: 'pink' }],
    ['shell.settings.set', { unknown: 1 }],
    ['shell.layout.set', {}],
    ['shell.layout.set', { layout: 'x'.repeat(300_000) }],
    ['shell.nothing', {}],
    ['constructor', {}],
  ])('%s %j is refused', async (name, input) => {
    const ask = (await open()) as (name: string, input: unknown) => Promise<unknown>
    await expect(ask(name, input)).rejects.toThrow(/./)
    expect(existsSync(join(folder, 'strategies'))).toBe(false)
  })
})

test('drafts outlive the shell, latest first, and a damaged one hides no other', async () => {
  let ask = await open()
  await ask('shell.drafts.write', { id: 'one', name: null, text: 'unsaved', basedOn: null })
  await ask('shell.drafts.write', { id: 'one', name: null, text: 'unsaved, further', basedOn: null })
  await ask('shell.drafts.write', { id: 'two', name: 'mine', text: 'x', basedOn: '0'.repeat(64) })
  writeFileSync(join(folder, 'drafts/three.json'), '{')
  ask = await open()
  const { drafts } = await ask('shell.drafts.list', {})
  expect(Object.fromEntries(drafts.map(({ id, text }) => [id, text]))).toEqual({ one: 'unsaved, further', two: 'x' })
  await ask('shell.drafts.remove', { id: 'one' })
  await ask('shell.drafts.remove', { id: 'one' })
  expect((await ask('shell.drafts.list', {})).drafts.map(({ id }) => id)).toEqual(['two'])
})

describe('settings and layout', () => {
  test('begin as they are and change by what is given', async () => {
    let ask = await open()
    expect(await ask('shell.settings.get', {})).toEqual({ theme: 'dark', autoRun: true, shortcuts: {} })
    await ask('shell.settings.set', { autoRun: false })
    await ask('shell.settings.set', { shortcuts: { 'run.run': ['F9'] } })
    await ask('shell.layout.set', { layout: { dock: ['chart', 1.5, null] } })
    ask = await open()
    expect(await ask('shell.settings.get', {})).toEqual({ theme: 'dark', autoRun: false, shortcuts: { 'run.run': ['F9'] } })
    expect(await ask('shell.layout.get', {})).toEqual({ layout: { dock: ['chart', 1.5, null] } })
    expect(statSync(join(folder, 'host/settings.json')).mode & 0o077).toBe(0)
  })

  test.each([
    ['damaged', '{"theme":'],
    ['of another form', '{"theme":"pink"}'],
  ])('a file that is %s is moved aside and said', async (_, text) => {
    mkdirSync(join(folder, 'host'), { recursive: true })
    writeFileSync(join(folder, 'host/settings.json'), text)
    const ask = await open()
    expect(await ask('shell.settings.get', {})).toMatchObject({ theme: 'dark' })
    expect(readFileSync(join(folder, 'host/settings.json.damaged'), 'utf8')).toBe(text)
    expect(said).toEqual([expect.stringContaining('settings.json')])
    await ask('shell.settings.set', { theme: 'light' })
    expect(await ask('shell.settings.get', {})).toMatchObject({ theme: 'light' })
  })
})

test('a shell without dialogs says so', async () => {
  const ask = await open()
  expect(await ask('shell.files.import', {})).toEqual({ kind: 'no-dialog' })
  expect(await ask('shell.files.export', { suggestedName: 'a.json', content: new Uint8Array(2) })).toEqual({ kind: 'no-dialog' })
})
