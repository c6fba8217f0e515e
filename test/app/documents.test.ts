import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { hashOf, openDocuments, type Documents } from '../../app/documents.ts'
import { documentName } from '../../app/shell-requests.ts'
import { folderForTest } from './folder.ts'

let folder: string
let time: number
let told: (readonly [name: string, hash: string | null])[]
let documents: Documents
const at = (name: string) => join(folder, 'strategies', `${name}.weir`)

beforeEach(() => {
  folder = folderForTest()
  time = 1_700_000_000_000
  told = []
  documents = openDocuments({ workspace: folder, now: () => time++, changed: (name, hash) => told.push([name, hash]) })
})

/** Saves over what is there. */
async function save(name: string, text: string): Promise<string> {
  const before = existsSync(at(name)) ? hashOf(readFileSync(at(name))) : null
  const written = await documents.write(name, text, before)
  if (!written.ok) throw new Error(written.message)
  return written.hash
}

describe('a document', () => {
  test('is saved, listed and read back', async () => {
    const hash = await save('Größte Strategie 1', '{"a":1}')
    expect(readFileSync(at('Größte Strategie 1'), 'utf8')).toBe('{"a":1}')
    expect(await documents.list()).toMatchObject([{ name: 'Größte Strategie 1', bytes: 7 }])
    expect(await documents.read('Größte Strategie 1')).toEqual({ ok: true, name: 'Größte Strategie 1', text: '{"a":1}', hash })
  })

  test('that is not there is a refusal', async () => {
    expect(await documents.read('nothing')).toMatchObject({
      ok: false,
      why: 'refused',
      message: expect.stringContaining('no strategy "nothing"') as string,
    })
  })

  test('leaves nothing else in the folder', async () => {
    for (const text of ['1', '2', '3']) await save('mine', text)
    expect(readdirSync(join(folder, 'strategies'))).toEqual(['mine.weir'])
  })

  test('is not written over when it was changed elsewhere', async () => {
    const mine = await save('mine', 'first')
    writeFileSync(at('mine'), 'of another program')
    const theirs = hashOf('of another program')
    const answer = await documents.write('mine', 'second', mine)
    expect(answer).toMatchObject({ ok: false, why: 'changed', yours: mine, theirs })
    expect((answer as { message: string }).message).toContain(mine.slice(0, 8))
    expect((answer as { message: string }).message).toContain(theirs.slice(0, 8))
    expect(readFileSync(at('mine'), 'utf8')).toBe('of another program')
  })

  test('is not written over when it should be new, nor written anew when it was deleted', async () => {
    const hash = await save('mine', 'first')
    expect(await documents.write('mine', 'second', null)).toMatchObject({ why: 'changed', yours: null, theirs: hash })
    rmSync(at('mine'))
    expect(await documents.write('mine', 'second', hash)).toMatchObject({ why: 'changed', yours: hash, theirs: null })
    expect(existsSync(at('mine'))).toBe(false)
  })

  test('of two saves at once on the same state one wins and the other is told', async () => {
    const hash = await save('mine', 'first')
    const answers = await Promise.all(['a', 'b', 'c'].map((text) => documents.write('mine', text, hash)))
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, false])
    expect(readFileSync(at('mine'), 'utf8')).toBe('a')
  })

  test('that is a link stays one', async () => {
    await save('target', 'x')
    symlinkSync(at('target'), at('linked'))
    await save('linked', 'through the link')
    expect(readFileSync(at('target'), 'utf8')).toBe('through the link')
  })

  test('that is a folder, or too large, is a refusal', async () => {
    mkdirSync(at('folder'), { recursive: true })
    writeFileSync(at('large'), Buffer.alloc(33 * 1024 * 1024))
    expect(await documents.read('folder')).toMatchObject({ ok: false, message: expect.stringContaining('is not a file') as string })
    expect(await documents.write('folder', 'x', null)).toMatchObject({
      ok: false,
      message: expect.stringContaining('is not a file') as string,
    })
    expect(await documents.read('large')).toMatchObject({ ok: false, message: expect.stringContaining('32 MB') as string })
  })

  test.skipIf(process.getuid?.() === 0)('in a folder that cannot be written to is a refusal with the reason', async () => {
    const hash = await save('mine', 'first')
    chmodSync(join(folder, 'strategies'), 0o500)
    expect(await documents.write('mine', 'second', hash)).toMatchObject({
      ok: false,
      message: expect.stringContaining('may not read or write') as string,
    })
    chmodSync(join(folder, 'strategies'), 0o700)
  })

  test('keeps bytes that are no text when something is saved over them', async () => {
    mkdirSync(join(folder, 'strategies'), { recursive: true })
    const odd = Buffer.from([0xff, 0xfe, 0x00, 0x80])
    writeFileSync(at('odd'), odd)
    await save('odd', 'text')
    const [revision] = await documents.revisions('odd')
    expect(readFileSync(join(folder, 'revisions/odd', `${revision.revision}.weir`))).toEqual(odd)
  })
})

describe('revisions', () => {
  test('are what stood there before each save, the last 50, latest first', async () => {
    for (let i = 0; i < 53; i++) await save('mine', `text ${i}`)
    const revisions = await documents.revisions('mine')
    expect(revisions).toHaveLength(50)
    const texts = await Promise.all(revisions.map(async ({ revision }) => documents.revision('mine', revision)))
    expect(texts).toEqual(Array.from({ length: 50 }, (_, i) => ({ ok: true, text: `text ${51 - i}` })))
  })

  test('saving what is there already adds none', async () => {
    const hash = await save('mine', 'same')
    expect(await documents.write('mine', 'same', hash)).toMatchObject({ ok: true, hash })
    expect(await documents.revisions('mine')).toEqual([])
  })

  test('stay when the document is removed, which only its present state may be', async () => {
    const hash = await save('mine', 'text')
    expect(await documents.remove('mine', hashOf('another'))).toMatchObject({ why: 'changed' })
    expect(await documents.remove('mine', hash)).toEqual({ ok: true })
    expect(await documents.list()).toEqual([])
    expect(await documents.revisions('mine')).toMatchObject([{ hash }])
  })

  test('that are damaged are said to be', async () => {
    await save('mine', 'first')
    await save('mine', 'second')
    const [{ revision }] = await documents.revisions('mine')
    writeFileSync(join(folder, 'revisions/mine', `${revision}.weir`), 'spoiled')
    expect(await documents.revision('mine', revision)).toMatchObject({ ok: false, message: expect.stringContaining('damaged') as string })
  })
})

describe('changes', () => {
  test('of ours are told at once, and looking does not tell them again', async () => {
    const hash = await save('mine', 'text')
    await documents.look()
    await documents.look()
    expect(told).toEqual([['mine', hash]])
  })

  test('of other programs are told at the next look: changed, new, gone', async () => {
    await save('mine', 'text')
    await documents.look()
    told.length = 0
    writeFileSync(at('mine'), 'other text')
    writeFileSync(at('new'), 'new')
    await documents.look()
    expect(told).toHaveLength(2)
    expect(told).toEqual(
      expect.arrayContaining([
        ['mine', hashOf('other text')],
        ['new', hashOf('new')],
      ]),
    )
    told.length = 0
    rmSync(at('new'))
    await documents.look()
    await documents.look()
    expect(told).toEqual([['new', null]])
  })

  test('seen by one window as it opens the document are told to all', async () => {
    await save('mine', 'text')
    told.length = 0
    writeFileSync(at('mine'), 'other text')
    await documents.read('mine')
    expect(told).toEqual([['mine', hashOf('other text')]])
  })
})

describe('names', () => {
  test.each(['a', 'SMA cross', 'größe 2', '日本', 'a.b', 'x'.repeat(100), '-rf', '100 %'])('%s is one', (name) => {
    expect(documentName.safeParse(name).success).toBe(true)
  })

  test.each([
    '',
    '.',
    '..',
    '../up',
    'a/b',
    'a\\b',
    '/etc/passwd',
    'C:x',
    '.hidden',
    'end.',
    ' a',
    'a ',
    'a\nb',
    'a\u0000b',
    'a\u202eb',
    'CON',
    'nul.txt',
    'x'.repeat(101),
    'a?b',
    'a*b',
    '%2e%2e/x',
  ])('%j is none', (name) => {
    expect(documentName.safeParse(name).success).toBe(false)
  })
})
