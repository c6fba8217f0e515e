import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { buildScript, outputOf } from '../kit/run-script.ts'
import { folderForTest } from './folder.ts'

const canary = `canary-${createHash('sha256').update('planted').digest('hex')}`

/** How often the secret is in what a crash leaves, and which files that are. */
async function crash(start: Awaited<ReturnType<typeof buildScript>>, how: 'guarded' | 'plain') {
  const folder = folderForTest()
  const said = await outputOf(start(folder, how))
  const files = readdirSync(folder).filter((name) => name !== 'keys')
  const found = files.filter((name) => readFileSync(join(folder, name)).includes(canary))
  return { reports: JSON.parse(said) as boolean[], files, found }
}

test.skipIf(process.platform !== 'linux')(
  'REQ-81: a process that has opened the keychain leaves no secret in a crash dump',
  async (context) => {
    const start = await buildScript('app/crashing.script.ts', ['sh', '-c', 'ulimit -c unlimited; exec "$0" "$@"'])
    const plain = await crash(start, 'plain')
    const guarded = await crash(start, 'guarded')
    expect(plain.reports).toEqual([true, true, true])
    expect(guarded.reports).toEqual([false, false, false])
    // A machine that writes no dumps, or hands them to a program, shows nothing either way.
    if (plain.found.length === 0) return context.skip()
    expect(guarded.files.length).toBe(plain.files.length)
    expect(guarded.found).toEqual([])
  },
)

test.skipIf(process.platform === 'win32')(
  'a process that has opened the keychain does not open the inspector at a signal, and goes on',
  async () => {
    const start = await buildScript('app/inspected.script.ts', ['sh', '-c', 'exec "$0" "$@"'])
    const isInspected = async (how: 'guarded' | 'plain') => JSON.parse(await outputOf(start(folderForTest(), how))) as boolean
    expect(await isInspected('plain')).toBe(true)
    expect(await isInspected('guarded')).toBe(false)
  },
)
