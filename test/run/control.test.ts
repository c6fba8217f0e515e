import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { askControl, serveControl, type ControlServer } from '../../engine/run/control.ts'

const made: string[] = []
const servers: ControlServer[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true })
})
function folderOf(length: number): string {
  const top = mkdtempSync(join(tmpdir(), 'weir-control-'))
  made.push(top)
  const folder = join(top, 'f'.repeat(Math.max(1, length)))
  mkdirSync(folder, { mode: 0o700 })
  return folder
}
const failures: string[] = []
async function serve(folder: string, act: (what: string) => Promise<unknown>): Promise<void> {
  servers.push(serveControl(folder, act, (why) => failures.push(why)))
  await new Promise((resolve) => setTimeout(resolve, 50))
}

describe('the socket of a run', () => {
  test.each([
    ['in its folder', 10],
    ['under another name where the path is too long', 150],
  ])('%s: an act is answered once it holds', async (_, length) => {
    const folder = folderOf(length)
    let stopped = false
    await serve(folder, async (act) => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      stopped = act === 'stop'
      return { stopped }
    })
    expect(await askControl(folder, 'stop')).toEqual({ ok: true, status: { stopped: true } })
    expect(stopped).toBe(true)
  })

  test('is for this user only', async () => {
    const folder = folderOf(10)
    await serve(folder, async () => null)
    expect(statSync(join(folder, 'control')).mode & 0o777).toBe(0o600)
  })

  test('says what failed, and nobody there is nobody', async () => {
    const folder = folderOf(10)
    expect(await askControl(folder, 'status', 500)).toBeUndefined()
    await serve(folder, () => Promise.reject(new Error('no')))
    expect(await askControl(folder, 'kill')).toMatchObject({ ok: false, message: expect.stringContaining('no') })
  })

  test.each(['nonsense\n', '{"act":"sell"}\n', '{"act":"stop","more":1}\n', 'x'.repeat(5000)])('refuses %j and goes on', async (line) => {
    const folder = folderOf(10)
    let acts = 0
    await serve(folder, async () => acts++)
    const reply = await new Promise<string>((resolve) => {
      const socket = connect(join(folder, 'control'))
      let text = ''
      socket.on('data', (chunk) => (text += chunk.toString()))
      socket.on('close', () => resolve(text))
      socket.on('error', () => {})
      socket.on('connect', () => socket.write(line))
    })
    expect(reply === '' || reply.includes('"ok":false')).toBe(true)
    expect(acts).toBe(0)
    expect(await askControl(folder, 'status')).toMatchObject({ ok: true })
  })

  test('tells when it cannot be opened', async () => {
    failures.length = 0
    await serve('/proc/nowhere-at-all', async () => null).catch(() => failures.push('thrown'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(failures.length).toBeGreaterThan(0)
  })
})
