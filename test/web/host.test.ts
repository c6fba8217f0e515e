import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { PortTaken, USUAL_PORT } from '../../app/web/host.ts'
import { EngineLost } from '../../engine/protocol/channel-messages.ts'
import type { Bridge } from '../../app/bridge.ts'
import { hostForTest, signIn, until, windowOf, type Rig, type Window } from './rig.ts'

const strategy = JSON.parse(readFileSync(join(import.meta.dirname, '../../examples/strategies/sma-cross.weir'), 'utf8')) as { name: string }
const year = { from: Date.UTC(2022, 0, 1), to: Date.UTC(2023, 0, 1) }

/** A window of this host. */
async function open({ host }: Rig): Promise<Window> {
  return windowOf(host.address, await signIn(host))
}

describe('a window', () => {
  test('checks, runs and looks at a strategy', async () => {
    const window = await open(await hostForTest())
    const shares: number[] = []
    const run = await window.request('backtest.run', { document: strategy, ...year }, { onProgress: (share) => shares.push(share) })
    if (run.kind !== 'run') throw new Error(JSON.stringify(run))
    expect(run.outcome.equity).toBeInstanceOf(Float64Array)
    expect(shares.length).toBeGreaterThan(0)
    const { wires } = await window.request('values.range', { run: run.outcome.runId, wires: [...run.wires], from: 0, to: year.to })
    // A slow average speaks late: what it does not know arrives as NaN, not as a zero or a null.
    expect(wires.some(({ values }) => values instanceof Float64Array && Number.isNaN(values[0]) && values.at(-1)! > 0)).toBe(true)
    expect(wires.some(({ values }) => values instanceof Uint8Array)).toBe(true)
    const written = await window.request('report.write', { run: run.outcome.runId, form: 'text' })
    expect(written.ok && [...written.pieces].join('')).toContain(strategy.name)
  })

  test('is a bridge to the shell as it stands', async () => {
    const window = await open(await hostForTest({ note: 'there is no display' }))
    const bridge: Bridge = window
    expect(await bridge.request('shell.about', {})).toMatchObject({ shell: 'browser', note: 'there is no display' })
    const written = await bridge.request('shell.documents.write', { name: 'mine', text: '{}', basedOn: null })
    expect(written.ok).toBe(true)
  })

  test('is refused what nobody knows, and what is not of its form', async () => {
    const { host, faults } = await hostForTest()
    const window = windowOf(host.address, await signIn(host)) as unknown as { request(name: string, input: unknown): Promise<unknown> }
    for (const name of ['shell.exec', 'nothing', 'constructor', '__proto__', 'shell.constructor', ''])
      await expect(window.request(name, {})).rejects.toMatchObject({ why: 'unknown' })
    await expect(window.request('values.at', { run: 1 })).rejects.toMatchObject({
      why: 'invalid',
      message: expect.stringContaining('run') as string,
    })
    await expect(window.request('shell.documents.read', { name: '../../x' })).rejects.toMatchObject({ why: 'invalid' })
    await expect(window.request('shell.layout.set', { layout: 'x'.repeat(300_000) })).rejects.toMatchObject({ why: 'too-large' })
    let deep: unknown = 1
    for (let i = 0; i < 60; i++) deep = [deep]
    expect(await window.request('strategy.check', { document: deep })).toMatchObject({ findings: [{ code: 'document.unreadable' }] })
    expect(faults).toEqual([])
  })
})

describe('a window reaches no file of this machine', () => {
  test.each([
    ['backtest.run', { document: strategy, data: '/etc/passwd' }],
    ['backtest.run', { document: strategy, slots: { main: 'BTC/USDT@/etc/passwd' } }],
    ['strategy.check', { document: strategy, data: 'practice/../../etc/passwd' }],
    ['strategy.check', { document: strategy, slots: { main: 'candles.csv' } }],
    ['data.import', { file: '/etc/passwd' }],
    ['data.import', { file: 'upload:../../etc/passwd' }],
    ['data.export', { source: 'practice', symbol: 'BTC/USDT', timeframe: '1d', file: '/tmp/written-by-a-window.csv' }],
    ['data.export', { source: '/etc/passwd', symbol: 'BTC/USDT', timeframe: '1d', file: 'upload:x' }],
    ['paper.start', { document: strategy, data: '/etc/passwd' }],
    ['journal.verify', { folder: '/etc' }],
    ['journal.replay', { folder: '/etc' }],
    ['parity.get', { folder: '/etc' }],
  ] as const)('%s, case %#', async (name, input) => {
    const window = await open(await hostForTest())
    await expect(window.request(name, input as never)).rejects.toMatchObject({
      why: 'invalid',
      message: expect.stringContaining('a window cannot name a file') as string,
    })
  })

  test('but every source that is none', async () => {
    const window = await open(await hostForTest())
    for (const data of ['practice', 'practice:seed=7', 'BTC/USDT@practice:seed=7,gaps=2', 'sp500', 'store', 'ETH/USDT@store'])
      expect(await window.request('strategy.check', { document: strategy, data, ...year })).toHaveProperty('findings')
  })
})

describe('two windows', () => {
  test('see each other’s runs and saves; a save on an old state is refused with both hashes', async () => {
    const rig = await hostForTest()
    const [a, b] = [await open(rig), await open(rig)]
    const heard: string[] = []
    b.on('run.progress', ({ job, share }) => share === 0 && heard.push(`began ${job.request} of ${job.strategy}`))
    b.on('run.finished', ({ end }) => heard.push(end))
    b.on('documents.changed', ({ name }) => heard.push(name))
    await Promise.all([until(a, 'live'), until(b, 'live')])
    await a.request('backtest.run', { document: strategy, ...year })
    const written = await a.request('shell.documents.write', { name: 'mine', text: '1', basedOn: null })
    await b.request('shell.about', {})
    expect(heard).toEqual([`began backtest.run of ${strategy.name}`, 'run', 'mine'])
    const opened = await b.request('shell.documents.read', { name: 'mine' })
    if (!written.ok || !opened.ok) throw new Error('not saved')
    await a.request('shell.documents.write', { name: 'mine', text: '2', basedOn: written.hash })
    expect(await b.request('shell.documents.write', { name: 'mine', text: '3', basedOn: opened.hash })).toMatchObject({
      why: 'changed',
      yours: opened.hash,
    })
  })

  test('are told what another program did to a document', async () => {
    const rig = await hostForTest()
    const [a, b] = [await open(rig), await open(rig)]
    await a.request('shell.documents.write', { name: 'mine', text: '1', basedOn: null })
    const heard = Promise.all(
      [a, b].map((window) => new Promise((resolve) => window.on('documents.changed', ({ name, hash }) => hash === null || resolve(name)))),
    )
    // Written until seen: the first look only learns what is there.
    const timer = setInterval(() => writeFileSync(join(rig.folder, 'strategies/mine.weir'), String(Math.random())), 300)
    expect(await heard).toEqual(['mine', 'mine'])
    clearInterval(timer)
  })
})

describe('a window that goes', () => {
  test('leaves its run at work; another one finds it, and stops it for good', async () => {
    const rig = await hostForTest()
    const first = await open(rig)
    const started = await first.request('paper.start', { document: strategy, speed: 7200 })
    if (started.kind !== 'started') throw new Error(JSON.stringify(started))
    const { run } = started
    first.close()
    const second = await open(rig)
    const at = async () => {
      const found = await second.request('live.status', { run })
      if (!found.ok) throw new Error('the run is not there')
      return found.status
    }
    const { steps } = await at()
    while ((await at()).steps < steps + 3) await sleep(50)
    expect(await second.request('live.operate', { run, act: 'kill' })).toMatchObject({ ok: true, status: { state: 'halted' } })
    expect((await at()).alerts.map(({ code }) => code)).toContain('HALT_STOPPED')
    await second.request('live.operate', { run, act: 'end' })
  })
})

describe('a restart', () => {
  test('is bridged: what was in flight is lost by name, the window comes back signed in, and nothing saved is gone', async () => {
    const first = await hostForTest()
    const cookie = await signIn(first.host)
    const port = Number(new URL(first.host.address).port)
    const window = windowOf(first.host.address, cookie)
    const starts = new Set<string>()
    window.on('snapshot', ({ engineStart }) => starts.add(engineStart))
    const written = await window.request('shell.documents.write', { name: 'mine', text: 'saved', basedOn: null })
    await window.request('shell.drafts.write', { id: 'draft', name: 'mine', text: 'not saved', basedOn: null })
    const flying = window.request('backtest.run', { document: strategy, ...year }).catch((error: unknown) => error)
    await first.close()
    const lost = await flying
    expect(lost instanceof EngineLost || (lost as { kind?: string }).kind === 'run').toBe(true)
    await until(window, 'lost')
    await expect(window.request('shell.about', {})).rejects.toBeInstanceOf(EngineLost)
    await hostForTest({ folder: first.folder, port })
    await until(window, 'live')
    expect(starts.size).toBe(2)
    expect(await window.request('shell.documents.read', { name: 'mine' })).toMatchObject({
      ok: true,
      text: 'saved',
      hash: written.ok && written.hash,
    })
    expect((await window.request('shell.drafts.list', {})).drafts).toMatchObject([{ id: 'draft', text: 'not saved' }])
  })
})

describe('the port', () => {
  test('asked for is taken or refused, never another', async () => {
    const blocker = createServer().listen(0, '127.0.0.1')
    await once(blocker, 'listening')
    const { port } = blocker.address() as { port: number }
    await expect(hostForTest({ port })).rejects.toThrow(PortTaken)
    blocker.close()
    await once(blocker, 'close')
  })

  test('not asked for is the usual one or one of the next', async () => {
    const ports = []
    for (let i = 0; i < 2; i++) ports.push(Number(new URL((await hostForTest({ port: undefined as never })).host.address).port))
    expect(ports.every((port) => port >= USUAL_PORT && port < USUAL_PORT + 20)).toBe(true)
    expect(ports[1]).toBeGreaterThan(ports[0])
  })
})
