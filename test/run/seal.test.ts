import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { newSigningKey, signerOf } from '../../engine/journal/signer.ts'
import { openJournal } from '../../engine/journal/writer.ts'
import { openEngine, type Engine } from '../../engine/main.ts'
import { virtualClock } from '../../engine/market/clock.ts'
import type { KeySource } from '../../engine/protocol/key-source.ts'
import { computeHere } from '../../engine/run/compute.ts'
import { compareWithBacktest } from '../../engine/run/parity.ts'
import { hostPlanHere } from '../../engine/run/plan-host.ts'
import { createSeal } from '../../engine/run/seal.ts'
import { keysInMemory } from '../kit/keys-in-memory.ts'
import { sampleStrategy } from '../kit/strategy.ts'

const folders: string[] = []
const engines: Engine[] = []
afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.close()
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})
const newFolder = () => {
  const made = mkdtempSync(join(tmpdir(), 'weir-seal-'))
  folders.push(made)
  return made
}

function engineIn(workspace: string, keys?: KeySource): Engine {
  const engine = openEngine({
    workspace,
    computer: computeHere(),
    hostPlan: hostPlanHere,
    compare: async (session) => compareWithBacktest(session),
    ...(keys ? { keys } : {}),
  })
  engines.push(engine)
  return engine
}

async function paperRun(engine: Engine): Promise<string> {
  const from = Date.UTC(2022, 0, 1)
  const started = await engine.request('paper.start', { document: sampleStrategy(), from, duration: 3 * 86_400_000, speed: null })
  if (started.kind !== 'started') throw new Error(JSON.stringify(started))
  await engine.request('live.ended', { run: started.run })
  return started.run
}

async function verified(engine: Engine, asked: { run: string } | { folder: string }) {
  const answer = await engine.request('journal.verify', asked)
  if (!answer.ok) throw new Error(answer.message)
  return answer.verdict
}

const settled = () => new Promise((resolve) => setImmediate(resolve))
const journalOf = (workspace: string, run: string) => join(workspace, 'live', run, 'journal')

describe('the seal of journals', () => {
  test('with a keychain every journal is signed with one key, made once, and the key is in no file', async () => {
    const [workspace, keys] = [newFolder(), keysInMemory()]
    const first = await paperRun(engineIn(workspace, keys))
    const later = engineIn(workspace, keys)
    const second = await paperRun(later)
    expect(keys.made).toHaveLength(1)
    for (const run of [first, second]) expect(await verified(later, { run })).toMatchObject({ ok: true, signed: true, signer: 'ours' })
    const folder = journalOf(workspace, first)
    for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name), 'latin1')).not.toContain(keys.made[0].slice(20, 60))
  })

  test('without one it is unsigned and says so; elsewhere nobody can tell whose a signature is', async () => {
    const workspace = newFolder()
    const bare = engineIn(workspace)
    const run = await paperRun(bare)
    expect(await verified(bare, { run })).toMatchObject({ ok: true, signed: false, signer: null })
    const status = await bare.request('live.status', { run })
    expect(status).toMatchObject({ ok: true, status: { journal: { signed: false } } })
    const signed = await paperRun(engineIn(workspace, keysInMemory()))
    expect(await verified(bare, { run: signed })).toMatchObject({ ok: true, signed: true, signer: 'unchecked' })
  })

  test('a journal written anew by somebody with another key is found, and one that is brought here says that it is not ours', async () => {
    const [workspace, keys] = [newFolder(), keysInMemory()]
    const engine = engineIn(workspace, keys)
    const run = await paperRun(engine)
    const folder = journalOf(workspace, run)
    rmSync(folder, { recursive: true })
    const forged = { folder, run, engineVersion: 'test', clock: { wall: () => 1, mono: () => 1 }, onFailure() {} }
    const journal = openJournal({ ...forged, signer: signerOf(newSigningKey().privateKey) })
    journal.close('forged')
    const verdict = await verified(engine, { run })
    expect(verdict).toMatchObject({
      ok: false,
      signer: 'another',
      problems: [{ what: expect.stringContaining("this workspace's key") as string }],
    })
    expect(await verified(engine, { folder })).toMatchObject({ ok: true, signer: 'another' })
    const other = await paperRun(engine)
    rmSync(folder, { recursive: true })
    const misplaced = openJournal({ ...forged, run: other, signer: signerOf(keys.made[0]) })
    misplaced.close('put in another place')
    expect(await verified(engine, { run })).toMatchObject({ ok: false, problems: [{ what: `it belongs to run ${other}` }] })
  })

  test('the mark goes to the keychain at once, every ten minutes and when told; a journal put back to before it is refused', async () => {
    const [workspace, keys] = [newFolder(), keysInMemory()]
    const run = 'ab'.repeat(16)
    const seal = createSeal(keys)
    expect(await seal.ready()).toBeNull()
    const clock = virtualClock(0)
    const journal = openJournal({
      folder: journalOf(workspace, run),
      run,
      signer: seal.signer(),
      engineVersion: 'test',
      clock: { wall: () => 1, mono: () => 1 },
      onFailure() {},
    })
    const kept = () => (JSON.parse(keys.marks.get(run) ?? 'null') as { seq: number } | null)?.seq
    const failures: string[] = []
    const marks = seal.keepMarks(journal, clock, (why) => failures.push(why))
    await marks.now()
    expect(kept()).toBe(1)
    journal.append('money', 1)
    journal.sync()
    clock.advanceTo(599_000)
    await settled()
    expect(kept()).toBe(1)
    clock.advanceTo(601_000)
    await settled()
    expect(kept()).toBe(2)
    journal.append('money', 2)
    journal.append('not yet safe', 3)
    await marks.now()
    expect(kept()).toBe(2)
    journal.close('the end')
    marks.end()
    const engine = engineIn(workspace, keys)
    expect(await verified(engine, { run })).toMatchObject({ ok: true, records: 5, signer: 'ours' })
    keys.marks.set(run, JSON.stringify({ run, seq: 9, hash: '0'.repeat(64) }))
    expect(await verified(engine, { run })).toMatchObject({
      ok: false,
      problems: [{ what: expect.stringContaining('the rest was cut off') as string }],
    })
    // Unsigned and shorter: whoever rewrites the whole meets the mark all the same, also by the path of its folder.
    expect(await verified(engine, { folder: journalOf(workspace, run) })).toMatchObject({ ok: false })
    keys.marks.set(run, 'no mark')
    expect(await verified(engine, { run })).toMatchObject({ ok: false })
    expect(failures).toEqual([])
  })

  test('that a mark cannot be kept is said once', async () => {
    const keys: KeySource = { ...keysInMemory(), keepMark: async () => ({ ok: false, reason: 'locked' }) }
    const seal = createSeal(keys)
    const journal = openJournal({
      folder: join(newFolder(), 'journal'),
      run: 'r',
      signer: null,
      engineVersion: 'test',
      clock: { wall: () => 1, mono: () => 1 },
      onFailure() {},
    })
    const said: string[] = []
    const marks = seal.keepMarks(journal, virtualClock(0), (why) => said.push(why))
    await marks.now()
    await marks.now()
    marks.end()
    journal.close('the end')
    expect(said).toEqual(['locked'])
  })

  test('a keychain that does not answer holds up no rehearsal, and lets nothing live begin', async () => {
    const silent: KeySource = { ...keysInMemory(), journalKey: () => new Promise(() => {}) }
    expect(await createSeal(silent, 20).ready()).toMatch(/did not answer/)
    const refusing: KeySource = { ...keysInMemory(), journalKey: async () => ({ ok: false, reason: 'install a keychain' }) }
    const engine = engineIn(newFolder(), refusing)
    const run = await paperRun(engine)
    expect(await verified(engine, { run })).toMatchObject({ ok: true, signed: false })
    const wish = { document: sampleStrategy(), key: 'main', capital: '100', address: '127.0.0.1:1' }
    for (const answer of [await engine.request('live.check', wish), await engine.request('live.start', { ...wish, armed: 'x' })])
      expect(answer).toMatchObject({ kind: 'not-run', problems: [{ message: 'its journal could not be signed: install a keychain' }] })
  })
})
