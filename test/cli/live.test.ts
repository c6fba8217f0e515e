import { spawn, type ChildProcess } from 'node:child_process'
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { quickExample } from '../kit/quick-example.ts'
import { startSecretService } from '../app/throw-away-keyring.ts'
import { hasSecretService } from '../kit/throw-away-keyring.ts'
import { exampleFile, scratchFolder, weir } from './weir.ts'

const launcher = fileURLToPath(new URL('../../bin/weir', import.meta.url))
const { path, workspace } = scratchFolder()
const own = ['--workspace', workspace]

/** A demo exchange of its own, its address and the key it made. */
async function startExchange(words: readonly string[]): Promise<{ child: ChildProcess; at: string; lines: string }> {
  const child = spawn(process.execPath, [launcher, ...own, 'demo-exchange', '--port', '0', ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
  let [lines, said] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (lines += text))
  return new Promise((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const at = /at http:\/\/(127\.0\.0\.1:\d+)/.exec(said)?.[1]
      if (at !== undefined) resolve({ child, at, lines })
    })
    child.on('close', () => reject(new Error(said)))
  })
}

/** Files of a folder and all folders in it. */
function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const file = join(folder, name)
    return statSync(file).isDirectory() ? filesIn(file) : [file]
  })
}

describe.skipIf(!hasSecretService)('weir live', () => {
  let env: NodeJS.ProcessEnv = {}
  let exchange: Awaited<ReturnType<typeof startExchange>>
  const strategy = path('fast.weir')
  const live = (...words: string[]) =>
    weir([...own, 'live', strategy, '--key', 'practice', '--at', exchange.at, '--capital', '1000', ...words], { env })

  beforeAll(async () => {
    env = (await startSecretService()).env
    writeFileSync(strategy, quickExample(readFileSync(exampleFile, 'utf8')))
    exchange = await startExchange(['--speed', '12', '--market', 'BTC/USDT'])
    const adding = spawn(process.execPath, [launcher, ...own, 'keys', 'add', 'practice', '--venue', 'demo', '--stdin'], {
      env: { ...process.env, ...env },
    })
    adding.stdin.end(exchange.lines)
    const code = await new Promise((resolve) => adding.on('close', resolve))
    if (code !== 0) throw new Error(`the key was not kept: ${String(code)}`)
  }, 60_000)
  afterAll(() => void exchange.child.kill())

  test('nothing begins before every check is green and the name is typed', async () => {
    const first = await live('--json')
    const { checks, worst } = JSON.parse(first.out)
    expect(checks.filter(({ ok }: { ok: boolean }) => !ok).map(({ code }: { code: string }) => code)).toEqual(['REHEARSED'])
    expect(worst).toMatchObject({ positions: 1, notional: 40, ordersPerMinute: 5 })
    expect(first.code).toBe(2)
    expect((await live('--arm', 'SMA cross')).err).toMatch(/has not been run/)
    const rehearsal = await weir([
      ...own,
      'backtest',
      strategy,
      '--risk',
      'live-default-1',
      '--from',
      '2024-01-01',
      '--to',
      '2024-01-03',
      '--json',
    ])
    expect(rehearsal.code).toBe(0)
    expect((await live()).code).toBe(0)
    const misspelt = await live('--arm', 'sma cross')
    expect([misspelt.code, misspelt.err]).toEqual([4, expect.stringContaining("type the strategy's name")])
    const tooMuch = await weir(
      [...own, 'live', strategy, '--key', 'practice', '--at', exchange.at, '--capital', '20000', '--arm', 'SMA cross'],
      { env },
    )
    expect(tooMuch.err).toMatch(/has 10000\S* USDT free, the run wants 20000/)
    expect((await live('--risk', 'research-1', '--arm', 'SMA cross')).err).toMatch(/not under research-1|only reports/)
  })

  test('on paper, the same exchange is listened to without a key, and nothing is sent to it', async () => {
    const paper = await weir([...own, 'paper', strategy, '--feed', `demo@${exchange.at}`, '--for', '4m', '--json'])
    const report = JSON.parse(paper.out)
    expect(report).toMatchObject({ marks: ['paper'], fault: null, ended: 'the time asked for is over' })
    expect(report.parity.differences.filter(({ causes }: { causes: unknown[] }) => causes.length === 0)).toEqual([])
    expect(report.streams[0].source).toBe('the demo exchange, live')
    const nobody = await weir([...own, 'paper', strategy, '--feed', 'demo@127.0.0.1:1'])
    expect([nobody.code, nobody.err]).toEqual([4, expect.stringMatching(/no demo exchange/)])
  })

  test('REQ-54: real orders, whose every difference from the backtest has a proven cause; a second run with the key is refused', async () => {
    const running = live('--for', '7m', '--arm', 'SMA cross', '--json')
    let status = { code: 1 as number | null, out: '', err: '' }
    while (!status.out.includes('"live"')) status = await weir([...own, 'status', 'latest', '--json'])
    expect((await live('--arm', 'SMA cross')).err).toMatch(/another run trades with this key/)
    const { out, err, code } = await running
    const report = JSON.parse(out)
    expect(err).toMatch(/its orders are real/)
    expect(report).toMatchObject({ marks: ['live'], fault: null, ended: 'the time asked for is over', parity: { unexplained: 0 } })
    expect(report.parity.orders).toBeGreaterThan(0)
    expect(report.parity.fills).toBeGreaterThan(0)
    expect(report.parity.differences.filter(({ causes }: { causes: unknown[] }) => causes.length === 0)).toEqual([])
    expect(code).toBe(0)
    const replayed = JSON.parse((await weir([...own, 'replay', 'latest', '--json'])).out)
    expect(replayed).toMatchObject({ differences: [] })
    expect(replayed.commands).toBeGreaterThan(0)
  })

  test('REQ-05: killed outright, it goes on where its journal left it, and stays one run', async () => {
    const words = [
      launcher,
      ...own,
      'live',
      strategy,
      '--key',
      'practice',
      '--at',
      exchange.at,
      '--capital',
      '1000',
      '--for',
      '20m',
      '--arm',
      'SMA cross',
    ]
    const child = spawn(process.execPath, words, { stdio: 'ignore', env: { ...process.env, ...env } })
    let status: { run?: string; fills?: number; state?: string } = {}
    while (!(status.state === 'active' && (status.fills ?? 0) > 0)) {
      const { out } = await weir([...own, 'status', 'latest', '--json'])
      if (out !== '') status = JSON.parse(out)
    }
    child.kill('SIGKILL')
    await new Promise((resolve) => child.on('close', resolve))
    const journal = join(workspace, 'live', status.run!, 'journal')
    cpSync(journal, path('as-it-was'), { recursive: true })
    const resumed = await weir([...own, 'live', '--resume', status.run!, '--key', 'practice', '--at', exchange.at, '--json'], { env })
    expect(resumed.err).toMatch(/goes on/)
    const report = JSON.parse(resumed.out)
    expect(report.parity.differences.filter(({ causes }: { causes: unknown[] }) => causes.length === 0)).toEqual([])
    expect(report).toMatchObject({ runId: status.run, fault: null, ended: 'the time asked for is over', parity: { unexplained: 0 } })
    expect(report.parity.fills).toBeGreaterThanOrEqual(status.fills!)
    expect(JSON.parse((await weir([...own, 'replay', status.run!, '--json'])).out)).toMatchObject({ differences: [] })
    const again = await weir([...own, 'live', '--resume', status.run!, '--key', 'practice', '--at', exchange.at], { env })
    expect([again.code, again.err]).toEqual([4, expect.stringMatching(/ended in order/)])
    const verified = await weir([...own, 'verify', status.run!], { env })
    expect([verified.code, verified.out]).toEqual([0, expect.stringMatching(/^whole: .* signed with this workspace's key\. It was ended/)])
    // Put back to where it was, its own mark with it: the keychain knows better.
    rmSync(journal, { recursive: true })
    cpSync(path('as-it-was'), journal, { recursive: true })
    expect((await weir([...own, 'verify', status.run!])).out).toMatch(/without a keychain nobody can tell/)
    const back = await weir([...own, 'verify', status.run!], { env })
    expect([back.code, back.err]).toEqual([6, expect.stringMatching(/the rest was cut off/)])
    const onward = await weir([...own, 'live', '--resume', status.run!, '--key', 'practice', '--at', exchange.at], { env })
    expect([onward.code, onward.err]).toEqual([4, expect.stringMatching(/not whole .*cut off/)])
  })

  test('REQ-81: the key and its secret are in no file of the workspace and in nothing that was said', async () => {
    const canaries = exchange.lines.trim().split('\n')
    expect(canaries).toHaveLength(2)
    const files = filesIn(workspace)
    expect(files.some((file) => file.endsWith('.ndjson'))).toBe(true)
    for (const file of files) {
      const text = readFileSync(file, 'latin1')
      for (const canary of canaries) expect([file, text.includes(canary)]).toEqual([file, false])
    }
    const said = await live('--json')
    for (const canary of canaries) expect(said.out + said.err).not.toContain(canary)
  })

  test('a key is asked about at its exchange, and one that may withdraw is neither kept nor armed', async () => {
    const fine = await weir([...own, 'keys', 'test', 'practice', '--at', exchange.at], { env })
    expect([fine.code, fine.out]).toEqual([0, expect.stringMatching(/may trade and read, nothing else/)])
    await fetch(`http://${exchange.at}/demo/fault?name=F24`, { method: 'POST' })
    // The fault happens at the next request of the account; from then on the key may withdraw.
    await weir([...own, 'keys', 'test', 'practice', '--at', exchange.at], { env })
    const spoilt = await weir([...own, 'keys', 'test', 'practice', '--at', exchange.at], { env })
    expect([spoilt.code, spoilt.out]).toEqual([2, expect.stringMatching(/may withdraw/)])
    expect((await live('--arm', 'SMA cross')).err).toMatch(/may withdraw/)
    const nobody = await weir([...own, 'keys', 'test', 'practice', '--at', '127.0.0.1:1'], { env })
    expect([nobody.code, nobody.err]).toEqual([4, expect.stringMatching(/no demo exchange/)])
  })
})
