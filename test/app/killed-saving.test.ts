import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDocuments } from '../../app/documents.ts'
import { openWorkspace } from '../../app/workspace.ts'
import { buildScript } from '../kit/run-script.ts'
import { folderForTest } from './folder.ts'

test('a shell killed while it saves leaves a whole document and whole revisions, and saving goes on', async () => {
  const start = await buildScript('app/endless-saving.script.ts')
  for (const delay of [0, 3, 7, 11, 16, 23]) {
    const workspace = folderForTest()
    const child = start(workspace)
    for (let saves = 0; saves < 5;) saves += ((await once(child.stdout!, 'data')) as [Buffer])[0].length
    await new Promise((resolve) => setTimeout(resolve, delay))
    child.kill('SIGKILL')
    await once(child, 'exit')
    const text = readFileSync(join(workspace, 'strategies/mine.weir'), 'utf8')
    expect(text).toMatch(/^([a-z])\1*$/)
    expect(text.length % 1000).toBe(0)
    const documents = openDocuments({ workspace, now: Date.now, changed() {} })
    expect(await documents.list()).toHaveLength(1)
    const revisions = await documents.revisions('mine')
    expect(revisions.length).toBeGreaterThan(2)
    for (const { revision } of revisions) expect(await documents.revision('mine', revision)).toMatchObject({ ok: true })
    // The next start clears up what was cut short.
    const opened = await openWorkspace(workspace, 'browser')
    expect(opened.ok).toBe(true)
    expect(readdirSync(join(workspace, 'strategies'))).toEqual(['mine.weir'])
    const read = await documents.read('mine')
    expect(await documents.write('mine', 'further', read.ok ? read.hash : null)).toMatchObject({ ok: true })
  }
})
