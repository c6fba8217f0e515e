import { spawn } from 'node:child_process'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openJournal } from '../../engine/journal/writer.ts'
import { serveControl } from '../../engine/run/control.ts'
import { exampleFile, scratchFolder, weir, weirInterrupted, writeStrategy } from './weir.ts'

const { path, workspace } = scratchFolder()
const own = ['--workspace', workspace]

describe('weir paper', () => {
  test('ends with a report whose parity has nothing unexplained', async () => {
    const { code, out, err } = await weir([
      ...own,
      'paper',
      exampleFile,
      '--feed',
      'practice',
      '--from',
      '2022-01-01',
      '--for',
      '30d',
      '--speed',
      'max',
      '--json',
    ])
    expect(err).toMatch(/no order of it can reach an exchange/)
    const report = JSON.parse(out)
    expect(report).toMatchObject({
      format: 'weir-report',
      fault: null,
      ended: 'the time asked for is over',
      parity: { unexplained: 0, differences: [] },
    })
    expect(report.marks).toContain('paper')
    expect(report.bars).toBe(720)
    expect(report.parity.steps).toBe(720)
    expect(report.trades.length).toBeGreaterThan(3)
    expect(code).toBe(0)
  })

  test('gives the very trades of the backtest of the same days', async () => {
    const days = ['--from', '2022-01-01', '--to', '2022-01-31', '--json']
    const backtest = JSON.parse((await weir([...own, 'backtest', exampleFile, ...days])).out)
    const paper = JSON.parse(
      (await weir([...own, 'paper', exampleFile, '--from', '2022-01-01', '--for', '30d', '--speed', 'max', '--json'])).out,
    )
    expect(paper.trades).toEqual(backtest.trades)
    expect(paper.equity).toEqual(backtest.equity)
    expect(paper.metrics).toEqual(backtest.metrics)
  })

  test('in accelerated time, reached from another process: status, stop, kill; Ctrl-C ends it in order', async () => {
    let seen: () => void
    const enough = new Promise<void>((resolve) => (seen = resolve))
    const running = weirInterrupted([...own, 'paper', exampleFile, '--speed', '36000', '--json'], 'SIGINT', enough)
    let status = { code: 1 as number | null, out: '', err: '' }
    while (!status.out.includes('"active"')) status = await weir([...own, 'status', 'latest', '--json'])
    const { run } = JSON.parse(status.out)
    expect((await weir([...own, 'status'])).out).toContain(run.slice(0, 8))
    const stopped = await weir([...own, 'stop', run.slice(0, 8)])
    expect(stopped.out).toContain('halted')
    expect(JSON.parse((await weir([...own, 'kill', run, '--json'])).out)).toMatchObject({ state: 'halted', working: [] })
    seen!()
    const { code, out } = await running
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ ended: 'ended by a person', parity: { unexplained: 0 } })
    expect((await weir([...own, 'stop', run])).code).toBe(2)
  })

  test('killed outright, its journal is whole, can be replayed, and the list says how it ended', async () => {
    const launcher = fileURLToPath(new URL('../../bin/weir', import.meta.url))
    const elsewhere = ['--workspace', path('killed')]
    const child = spawn(process.execPath, [launcher, ...elsewhere, 'paper', exampleFile, '--speed', '36000'], { stdio: 'ignore' })
    let steps = 0
    while (steps < 20) {
      const { out } = await weir([...elsewhere, 'status', 'latest', '--json'])
      if (out !== '') steps = JSON.parse(out).steps
    }
    child.kill('SIGKILL')
    await new Promise((resolve) => child.on('close', resolve))
    expect((await weir([...elsewhere, 'status'])).out).toContain('ended without saying so')
    expect((await weir([...elsewhere, 'verify', 'latest'])).code).toBe(0)
    const replayed = JSON.parse((await weir([...elsewhere, 'replay', 'latest', '--json'])).out)
    expect(replayed.differences).toEqual([])
    expect(replayed.steps).toBeGreaterThanOrEqual(20)
    expect((await weir([...elsewhere, 'parity', 'latest'])).code).toBe(0)
  })

  test('what cannot be run is said before it begins', async () => {
    const bad = writeStrategy(path('bad.weir'), { wires: [] })
    expect((await weir([...own, 'paper', bad])).code).toBe(3)
    const none = await weir([...own, 'paper', exampleFile, '--feed', 'nowhere'])
    expect([none.code, none.err]).toEqual([4, expect.stringContaining('nowhere')])
    const short = path('short.csv')
    const rows = Array.from({ length: 29 }, (_, i) => `${new Date(Date.UTC(2022, 0, 1, i)).toISOString()},100,101,99,100,5`)
    writeFileSync(short, ['time,open,high,low,close,volume', ...rows].join('\n'))
    const tooShort = await weir([...own, 'paper', exampleFile, '--feed', short, '--speed', 'max'])
    expect([tooShort.code, tooShort.err]).toEqual([4, expect.stringMatching(/the market data ends 2022-01-02.*give it longer data/)])
    writeFileSync(path('a-file'), '')
    const noPlace = await weir([
      '--workspace',
      path('a-file'),
      'paper',
      exampleFile,
      '--speed',
      'max',
      '--from',
      '2022-01-01',
      '--for',
      '1d',
    ])
    expect([noPlace.code, noPlace.err]).toEqual([4, expect.stringContaining('the journal cannot be written')])
    expect((await weir([...own, 'paper', exampleFile, '--speed', '0'])).code).toBe(2)
    expect((await weir([...own, 'paper', exampleFile, '--for', 'long'])).code).toBe(2)
  })
})

describe('weir kill --all', () => {
  const at = path('all')
  const words = ['--workspace', at]

  test('kills every run of the workspace, whichever process it is at work in', async () => {
    expect(await weir([...words, 'kill', '--all'])).toMatchObject({ code: 0, out: 'no run is at work\n' })
    expect((await weir([...words, 'kill'])).code).toBe(2)
    expect((await weir([...words, 'kill', 'latest', '--all'])).code).toBe(2)
    const launcher = fileURLToPath(new URL('../../bin/weir', import.meta.url))
    const children = [1, 2].map(() =>
      spawn(process.execPath, [launcher, ...words, 'paper', exampleFile, '--speed', '600'], { stdio: 'ignore' }),
    )
    const list = async () => JSON.parse((await weir([...words, 'status', '--json'])).out) as { state: string }[]
    while ((await list()).filter(({ state }) => state === 'active').length < 2);
    const { code, out } = await weir([...words, 'kill', '--all'])
    expect([code, out]).toEqual([0, expect.stringMatching(/^(\w{8} paper SMA cross: killed, nothing of it is left at work\n){2}$/)])
    expect((await list()).map(({ state }) => state)).toEqual(['halted', 'halted'])
    for (const child of children) {
      child.kill('SIGKILL')
      await new Promise((resolve) => child.on('close', resolve))
    }
    // What a rehearsal leaves when it is cut short is nothing.
    expect(await weir([...words, 'kill', '--all'])).toMatchObject({ code: 0, out: 'no run is at work\n' })
  })

  test('what is not proven is listed, and is no success', async () => {
    const [hung, gone, guarded] = ['1'.repeat(32), '2'.repeat(32), '3'.repeat(32)]
    for (const run of [hung, gone, guarded]) {
      const folder = join(at, 'live', run, 'journal')
      const clock = { wall: () => 1, mono: () => 1 }
      const journal = openJournal({ folder, run, signer: null, engineVersion: 'test', clock, onFailure() {} })
      journal.append('start', { mode: 'live', from: 1, plan: { document: { name: 'Cross' } } })
      journal.sync()
    }
    const order = { sequence: 4, side: 'buy', state: 'accepted', unknown: true, pending: 'cancel', purpose: 'increase' }
    const guard = { sequence: 5, side: 'sell', state: 'accepted', unknown: false, pending: null, purpose: 'protect' }
    const acts: string[] = []
    const status = {
      run: hung,
      mode: 'live',
      strategy: { name: 'Cross' },
      state: 'halted',
      working: [order, { ...order, sequence: 5, unknown: false }],
      ended: null,
    }
    const control = serveControl(
      join(at, 'live', hung),
      async (act) => {
        acts.push(act)
        return status
      },
      (why) => acts.push(why),
    )
    const safe = serveControl(
      join(at, 'live', guarded),
      async () => ({ ...status, run: guarded, working: [guard] }),
      (why) => acts.push(why),
    )
    const { code, out, err } = await weir([...words, 'kill', '--all', '--wait', '1s'])
    control.close()
    safe.close()
    // What guards a position stays, and is no failure.
    expect(out).toContain('33333333 live Cross: killed, 1 order stays and guards what it holds\n')
    expect(acts).toContain('kill')
    expect(out).toContain(
      `11111111 live Cross: NOT PROVEN\n  buy order 4: the outcome of the last command is not proven\n  buy order 5: its withdrawal is not proven\n`,
    )
    expect(out).toContain('22222222 live Cross: NOT PROVEN\n  it was cut short')
    expect([code, err]).toEqual([6, expect.stringContaining('of 2 runs not every end is proven')])
  })
})

describe('journals', () => {
  test('verify, replay and parity tell a changed journal apart', async () => {
    const at = path('changed')
    await weir(['--workspace', at, 'paper', exampleFile, '--from', '2022-01-01', '--for', '10d', '--speed', 'max'])
    const run = readdirSync(join(at, 'live'))[0]
    const folder = join(at, 'live', run, 'journal')
    expect((await weir(['verify', folder])).out).toMatch(/^whole: \d+ records in 1 segment, unsigned/)
    expect((await weir(['replay', folder])).code).toBe(0)
    const here = ['--workspace', at, 'journals']
    expect((await weir([...here, 'list'])).out).toMatch(/^run +mode[^]* paper .* MB .* unsigned +ended/)
    const exported = path('one.weir-journal')
    expect((await weir([...here, 'export', 'latest', '--out', exported])).code).toBe(0)
    expect((await weir(['verify', exported])).out).toBe((await weir(['verify', folder])).out)
    expect(await weir([...here, 'prune', '--older-than', '1d'])).toMatchObject({ code: 0, out: 'no journal is that old\n', err: '' })
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const plan = await weir([...here, 'prune', '--older-than', '1s'])
    expect(plan).toMatchObject({ code: 0, out: expect.stringMatching(/^These would go:\n/) as string })
    expect(plan.err).toMatch(/nothing was deleted/)
    const file = join(folder, '000001.ndjson')
    writeFileSync(file, readFileSync(file, 'utf8').replace('"lots":', '"lots":1'))
    for (const command of ['verify', 'replay', 'parity']) expect((await weir([command, folder])).code, command).toBe(6)
    expect(JSON.parse((await weir(['verify', folder, '--json'])).out)).toMatchObject({
      ok: false,
      problems: [{ what: 'the record was changed' }],
    })
    expect((await weir(['verify', path('nothing-here')])).code).toBe(2)
    expect((await weir([...here, 'export', 'latest', '--out', path('broken')])).code).toBe(6)
    const kept = await weir([...here, 'prune', '--older-than', '1s', '--yes'])
    expect([kept.code, kept.out]).toEqual([0, expect.stringMatching(/^These stay:\n.*it is broken/)])
    writeFileSync(exported, readFileSync(exported, 'utf8').replace('"lots":', '"lots":1'))
    expect((await weir(['verify', exported])).code).toBe(6)
    await weir(['--workspace', at, 'paper', exampleFile, '--from', '2022-01-01', '--for', '1d', '--speed', 'max'])
    await new Promise((resolve) => setTimeout(resolve, 1100))
    const gone = await weir([...here, 'prune', '--older-than', '1s', '--yes'])
    expect([gone.code, gone.err]).toEqual([0, expect.stringContaining('1 deleted')])
    expect(readdirSync(join(at, 'live'))).toEqual([run])
  })
})
