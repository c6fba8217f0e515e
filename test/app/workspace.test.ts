import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { lockWorkspace } from '../../app/workspace-lock.ts'
import { openWorkspace } from '../../app/workspace.ts'
import { folderForTest } from './folder.ts'

describe('a workspace', () => {
  test('is made, and what is the shells’ own is for this user only', async () => {
    const folder = join(folderForTest(), 'deep/Weir')
    const opened = await openWorkspace(folder, 'browser')
    expect(opened).toMatchObject({ ok: true, workspace: { name: 'Weir', folder } })
    expect(statSync(join(folder, 'host')).mode & 0o777).toBe(0o700)
  })

  test('is one engine’s: a second one is told where the first is', async () => {
    const folder = folderForTest()
    const first = await openWorkspace(folder, 'browser')
    if (!first.ok) throw new Error(first.message)
    await first.workspace.lock.tell('http://127.0.0.1:4870')
    const second = await openWorkspace(folder, 'browser')
    expect(second).toMatchObject({
      ok: false,
      message: expect.stringContaining(`in use by a Weir that runs already (process ${process.pid}): open http://127.0.0.1:4870`) as string,
    })
    await first.workspace.lock.release()
    expect((await openWorkspace(folder, 'browser')).ok).toBe(true)
  })

  test('that cannot be one is refused with the reason', async () => {
    const file = join(folderForTest(), 'file')
    writeFileSync(file, '')
    expect(await openWorkspace(join(file, 'Weir'), 'browser')).toMatchObject({
      ok: false,
      message: expect.stringContaining('a file stands where a folder is needed') as string,
    })
  })
})

describe('the lock', () => {
  const holder = (parts: object) => JSON.stringify({ pid: process.pid, started: null, shell: 'browser', address: null, ...parts })
  const lockFile = () => join(folderForTest(), 'lock.json')

  test.each([
    // No process has this number: it is above what Linux and macOS hand out.
    ['of a process that is gone', holder({ pid: 99_999_999 })],
    ['of an earlier process with the number of a living one', holder({ started: 'another boot 12345' })],
    ['that is cut off', '{"pid":'],
    ['that is empty', ''],
    ['that holds something else', '[]'],
  ])('%s is taken over', async (_, text) => {
    const path = lockFile()
    writeFileSync(path, text)
    expect(await lockWorkspace(path, 'browser')).toHaveProperty('lock')
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid })
    expect(readdirSync(join(path, '..'))).toEqual(['lock.json'])
  })

  test('of a process that was killed is taken over, that of a living one is not', async () => {
    const path = lockFile()
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
    await once(child, 'spawn')
    writeFileSync(path, holder({ pid: child.pid }))
    expect(await lockWorkspace(path, 'browser')).toMatchObject({ holder: { pid: child.pid } })
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(await lockWorkspace(path, 'browser')).toHaveProperty('lock')
  })

  test('that is stale goes to exactly one of many who want it', async () => {
    const path = lockFile()
    writeFileSync(path, holder({ pid: 99_999_999 }))
    const all = await Promise.all(Array.from({ length: 12 }, () => lockWorkspace(path, 'browser')))
    expect(all.filter((one) => 'lock' in one)).toHaveLength(1)
  })

  test('is given back by its holder only', async () => {
    const path = lockFile()
    const locked = await lockWorkspace(path, 'browser')
    if (!('lock' in locked)) throw new Error('not locked')
    writeFileSync(path, holder({ pid: 1 }))
    await locked.lock.tell('http://127.0.0.1:1')
    await locked.lock.release()
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: 1, address: null })
    expect(existsSync(path)).toBe(true)
  })
})
