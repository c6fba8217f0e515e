import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { keySource } from '../../app/key-source.ts'
import { openKeychain, openSecrets } from '../../app/keychain.ts'
import { folderForTest } from './folder.ts'
import { startSecretService } from './throw-away-keyring.ts'
import { hasSecretService } from '../kit/throw-away-keyring.ts'

const canary = { key: 'canary-key-5f1d', secret: 'canary-secret-83c2' }
const main = { ...canary, venue: 'demo' } as const

describe.skipIf(!hasSecretService)('with a Secret Service', async () => {
  const service = hasSecretService ? await startSecretService() : undefined
  Object.assign(process.env, service?.env)

  test('a key is kept, listed without being opened, read and removed', async () => {
    const folder = folderForTest()
    const keychain = await openKeychain(folder)
    expect(await keychain.available()).toEqual({ ok: true, name: 'Secret Service' })
    expect(await keychain.list()).toEqual({ ok: true, keys: [] })
    expect(await keychain.add('main', main)).toEqual({ ok: true })
    expect(await keychain.list()).toEqual({ ok: true, keys: [{ name: 'main', venue: 'demo', added: expect.any(Number) as number }] })
    // A later process finds it as well.
    const read = await (await openKeychain(folder)).read('main')
    expect(read.ok && read.credential.reveal()).toEqual(canary)
    expect(await keychain.remove('main')).toEqual({ ok: true })
    expect(await keychain.read('main')).toMatchObject({ ok: false, reason: 'there is no key "main": weir keys list shows them all' })
    expect(await keychain.list()).toEqual({ ok: true, keys: [] })
  })

  test('REQ-81: the canary is in no file, and no way of printing an opened key shows it', async () => {
    const folder = folderForTest()
    const keychain = await openKeychain(folder)
    await keychain.add('main', main)
    const read = await keychain.read('main')
    const shown = [
      JSON.stringify(read),
      inspect(read, { depth: 9, showHidden: true }),
      JSON.stringify(await keychain.list()),
      filesIn(folder),
    ]
    for (const text of [...shown, filesIn(service!.folder)]) expect(text).not.toMatch(/canary/)
    expect(() => structuredClone(read)).toThrow('could not be cloned')
    expect(filesIn(service!.folder)).not.toBe('')
  })

  test('the record is for this user only', async () => {
    const folder = folderForTest()
    await (await openKeychain(folder)).add('main', main)
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700)
    expect(statSync(join(folder, 'keys/key-main.json')).mode & 0o777).toBe(0o600)
  })

  test('a name is given once, also to two who ask at the same time', async () => {
    const keychain = await openKeychain(folderForTest())
    const [first, second] = await Promise.all([keychain.add('main', main), keychain.add('main', { ...main, key: 'other' })])
    expect(first.ok).not.toBe(second.ok)
    expect(await keychain.add('main', main)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('there is a key "main" already') as string,
    })
    const read = await keychain.read('main')
    expect(read.ok && read.credential.reveal().key).toBe(first.ok ? canary.key : 'other')
  })

  test('two workspaces keep keys of one name apart', async () => {
    const [here, there] = [await openKeychain(folderForTest()), await openKeychain(folderForTest())]
    await here.add('main', main)
    await there.add('main', { ...main, venue: 'binance' })
    await here.remove('main')
    const read = await there.read('main')
    expect(read.ok && read.credential.venue).toBe('binance')
  })

  test.each(['', 'Main', '../main', 'a/b', '-x', 'a'.repeat(33), 'naïve'])('%j is no name', async (name) => {
    const keychain = await openKeychain(folderForTest())
    expect(await keychain.add(name, main)).toMatchObject({ ok: false, reason: expect.stringContaining('cannot name a key') as string })
    expect(await keychain.read(name)).toMatchObject({ ok: false, reason: expect.stringContaining('there is no key') as string })
  })

  test.each(['', 'two words', 'line\nbreak', 'ключ', 'x'.repeat(513)])('%j is no secret, and is not quoted', async (secret) => {
    const added = await (await openKeychain(folderForTest())).add('main', { ...main, secret })
    expect(added).toMatchObject({ ok: false, reason: expect.stringContaining('the secret') as string })
    expect(added.ok || added.reason.includes(secret || 'nothing')).toBe(false)
  })

  test('a record that was changed gives no key of another venue', async () => {
    const folder = folderForTest()
    const keychain = await openKeychain(folder)
    await keychain.add('main', { ...main, venue: 'binance' })
    const path = join(folder, 'keys/key-main.json')
    writeFileSync(path, readFileSync(path, 'utf8').replace('binance', 'demo'))
    expect(await keychain.read('main')).toMatchObject({
      ok: false,
      reason: expect.stringContaining('is not what its record says') as string,
    })
  })

  test('what Weir keeps for itself lies there too: kept, replaced, removed, and apart for each workspace', async () => {
    const [folder, elsewhere] = [folderForTest(), folderForTest()]
    const secrets = await openSecrets(folder)
    expect(await secrets.read('alerts-webhook')).toEqual({ ok: true, text: null })
    expect(await secrets.keep('alerts-webhook', canary.key)).toEqual({ ok: true })
    expect(await secrets.keep('alerts-webhook', canary.secret)).toEqual({ ok: true })
    expect(await (await openSecrets(folder)).read('alerts-webhook')).toEqual({ ok: true, text: canary.secret })
    expect(await (await openSecrets(elsewhere)).read('alerts-webhook')).toEqual({ ok: true, text: null })
    expect(filesIn(folder) + filesIn(service!.folder)).not.toMatch(/canary/)
    expect(await (await openKeychain(folder)).list()).toEqual({ ok: true, keys: [] })
    expect(await secrets.remove('alerts-webhook')).toEqual({ ok: true, was: true })
    expect(await secrets.remove('alerts-webhook')).toEqual({ ok: true, was: false })
    expect(await secrets.read('alerts-webhook')).toEqual({ ok: true, text: null })
  })

  test('the key of journals is made once, also by two who need it at the same time, and is in no file', async () => {
    const folder = folderForTest()
    expect(await keySource(folder).journalKey(false)).toEqual({ ok: true, key: null })
    const made = await Promise.all([1, 2, 3].map(() => keySource(folder).journalKey(true)))
    const keys = new Set(made.map((one) => (one.ok ? one.key : undefined)))
    expect(keys.size).toBe(1)
    const [key] = keys
    expect(key).toMatch(/^[A-Za-z0-9+/=]{60,80}$/)
    expect(filesIn(folder)).not.toContain(key)
    // A keychain that was emptied meanwhile: the record is left, the key is not.
    await (await openSecrets(join(folder, 'host'))).remove('journal')
    const again = await keySource(folder).journalKey(true)
    expect(again.ok && again.key !== null && again.key !== key).toBe(true)
  })

  test('a mark is found by its run alone, whatever was done to the files of the workspace', async () => {
    const folder = folderForTest()
    expect(await keySource(folder).keepMark('run-1', 'mark 1')).toEqual({ ok: true })
    expect(await keySource(folder).keepMark('run-1', 'mark 2')).toEqual({ ok: true })
    rmSync(join(folder, 'host'), { recursive: true, force: true })
    expect(await keySource(folder).mark('run-1')).toEqual({ ok: true, text: 'mark 2' })
    expect(await keySource(folder).dropMark('run-1')).toMatchObject({ ok: true })
    expect(await keySource(folder).mark('run-1')).toEqual({ ok: true, text: null })
  })

  test('a damaged record is named, and can be taken away', async () => {
    const folder = folderForTest()
    const keychain = await openKeychain(folder)
    await keychain.add('main', main)
    writeFileSync(join(folder, 'keys/key-main.json'), '{"format"')
    for (const answer of [await keychain.list(), await keychain.read('main')])
      expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('the record of the key "main" is damaged') as string })
    expect(await keychain.remove('main')).toMatchObject({ ok: true, note: expect.stringContaining('"main/"') as string })
    expect(await keychain.list()).toEqual({ ok: true, keys: [] })
  })
})

describe.skipIf(!existsSync('/dev/shm'))('in a systemd unit', () => {
  const folders: string[] = []
  /** Where systemd would have decrypted a credential to: in memory, for the unit's user alone. */
  const credentials = (files: Readonly<Record<string, string>>, parent = '/dev/shm') => {
    const folder = mkdtempSync(join(parent, 'weir-credentials-'))
    folders.push(folder)
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o400 })
    process.env.CREDENTIALS_DIRECTORY = folder
    return folder
  }
  afterEach(() => {
    delete process.env.CREDENTIALS_DIRECTORY
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
  })

  test('its credentials are the keychain, to be read and nothing else', async () => {
    credentials({ 'weir-key-main': JSON.stringify(main), 'database-password': 'x', 'weir-key-No': '{}' })
    const keychain = await openKeychain(folderForTest())
    expect(await keychain.available()).toEqual({ ok: true, name: 'systemd credentials' })
    expect(await keychain.list()).toEqual({ ok: true, keys: [{ name: 'main', venue: 'demo', added: null }] })
    const read = await keychain.read('main')
    expect(read.ok && read.credential.reveal()).toEqual(canary)
    for (const answer of [await keychain.add('other', main), await keychain.remove('main')])
      expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('systemd-creds encrypt') as string })
  })

  test('what Weir keeps for itself is read there, and cannot be written', async () => {
    credentials({ 'weir-secret-journal': 'a key\n' })
    const keys = keySource(folderForTest())
    expect(await keys.journalKey(true)).toEqual({ ok: true, key: 'a key' })
    expect(await keys.alertSecret('alerts-webhook')).toEqual({ ok: true, text: null })
    expect(await keys.keepMark('run-1', 'x')).toMatchObject({ ok: false, reason: expect.stringContaining('read-only') as string })
    credentials({ 'weir-key-main': JSON.stringify(main) })
    expect(await keys.journalKey(true)).toMatchObject({ ok: false, reason: expect.stringContaining('"weir-secret-journal"') as string })
    expect(await keys.journalKey(false)).toEqual({ ok: true, key: null })
  })

  test('a file in the clear on a disk is none, whatever the environment says', async () => {
    credentials({ 'weir-key-main': JSON.stringify(main) }, '/var/tmp')
    const keychain = await openKeychain(folderForTest())
    for (const answer of [await keychain.available(), await keychain.list(), await keychain.read('main')])
      expect(answer).toMatchObject({ ok: false, reason: expect.stringContaining('is on a disk') as string })
  })

  test('what others can read is not used', async () => {
    const folder = credentials({ 'weir-key-main': JSON.stringify(main) })
    chmodSync(join(folder, 'weir-key-main'), 0o444)
    const open = await (await openKeychain(folderForTest())).read('main')
    expect(open).toMatchObject({ ok: false, reason: expect.stringContaining('open to other users') as string })
    chmodSync(folder, 0o755)
    const openFolder = await (await openKeychain(folderForTest())).available()
    expect(openFolder).toMatchObject({ ok: false, reason: expect.stringContaining('open to other users') as string })
  })

  test.each(['canary', '{"venue":"demo","key":"canary"}', '{"venue":"elsewhere","key":"canary","secret":"canary"}'])(
    '%s is no key, and is not quoted',
    async (text) => {
      credentials({ 'weir-key-main': text })
      const read = await (await openKeychain(folderForTest())).read('main')
      expect(read).toMatchObject({ ok: false, reason: expect.stringContaining('it has to be') as string })
      expect(JSON.stringify(read)).not.toContain('canary')
    },
  )
})

/** Everything that is written in the files of a folder, names included. */
function filesIn(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.name}\n${readFileSync(join(entry.parentPath, entry.name), 'latin1')}`)
    .join('\n')
}
