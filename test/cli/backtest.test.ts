import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { reportSchema } from '../../engine/protocol/report.ts'
import { exampleFile, scratchFolder, weir, weirInterrupted, writeStrategy } from './weir.ts'

const { folder, path, workspace } = scratchFolder()
const own = ['--workspace', workspace]
const year = ['--from', '2022-01-01', '--to', '2023-01-01']
const strategy = writeStrategy(path('sample.weir'))

describe('weir backtest', () => {
  test('prints a report and says how it went on stderr alone', async () => {
    const { code, out, err } = await weir([...own, 'backtest', exampleFile, ...year])
    expect(code).toBe(0)
    expect(out).toContain('Before you read the figures')
    expect(out).toContain('Practice market (simulated)')
    expect(out.split('\n').every((line) => line.length <= 80)).toBe(true)
    expect(err).toMatch(/8760 bars in \d+\.\d\d s/)
    expect(out).not.toMatch(/bars in/)
  })

  test('--json is one valid document and the same bytes every time', async () => {
    const words = [...own, 'backtest', strategy, ...year, '--json']
    const first = await weir(words)
    const second = await weir(words)
    expect([first.code, second.code]).toEqual([0, 0])
    expect(second.out).toBe(first.out)
    const report = reportSchema.parse(JSON.parse(first.out))
    expect(report.trades.length).toBeGreaterThan(10)
    expect(report.orders.length).toBeGreaterThan(20)
    expect(report.equity).toHaveLength(8760)
    expect(first.err).toContain('variants tried')
  })

  test('writes trades, equity and page', async () => {
    const files = ['trades.csv', 'equity.csv', 'report.html'].map(path)
    const { code } = await weir([...own, 'backtest', strategy, ...year, '--trades', files[0], '--equity', files[1], '--report', files[2]])
    expect(code).toBe(0)
    const [trades, equity, page] = files.map((file) => readFileSync(file, 'utf8'))
    expect(trades.split('\n').length).toBeGreaterThan(10)
    expect(equity.trimEnd().split('\n')).toHaveLength(8761)
    expect(page).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })

  test('capital, fee and profile reach the run', async () => {
    const { out } = await weir([
      ...own,
      'backtest',
      strategy,
      ...year,
      '--capital',
      '2500.50',
      '--fee',
      '0.25%',
      '--profile',
      'next-open',
      '--risk',
      'live-default-1',
      '--json',
    ])
    const { binding, capital } = reportSchema.parse(JSON.parse(out))
    expect(capital).toBe('2500.5')
    expect(binding.fillProfile).toMatchObject({ name: 'next-open, fee 0.25 %', takerFee: 0.0025, slippageBps: 0 })
    expect(binding.riskProfile.name).toBe('live-default-1')
  })

  test('a slot takes its own candles', async () => {
    const { out } = await weir([...own, 'backtest', strategy, ...year, '--slot', 'main=ETH/USDT@practice', '--json'])
    expect(reportSchema.parse(JSON.parse(out)).streams[0].instrument.symbol).toBe('ETH/USDT')
  })
})

describe('what cannot be run says why and with which code', () => {
  writeFileSync(path('empty.weir'), '')
  writeFileSync(path('not-json.weir'), '\u001b[31mnot json')
  writeFileSync(path('newer.weir'), '{"format":"weir-strategy","formatVersion":99}')
  writeFileSync(path('huge.weir'), Buffer.alloc(33 * 1024 * 1024, 32))
  writeStrategy(path('no-exit.weir'), { wires: [] })
  mkdirSync(path('folder'))
  const cases: [code: number, says: string, words: string[]][] = [
    [2, 'no file', ['nowhere.weir']],
    [2, 'is a folder', ['folder']],
    [2, 'is empty', ['empty.weir']],
    [2, 'cannot be read as a Weir strategy', ['not-json.weir']],
    [2, 'larger than 32 MB', ['huge.weir']],
    [3, 'format version 99', ['newer.weir']],
    [3, 'was not run', ['no-exit.weir']],
    [2, 'Write a date such as', ['sample.weir', '--from', '2024-02-30']],
    [2, '--from must be before --to', ['sample.weir', '--from', '2024-01-01', '--to', '2023-01-01']],
    [2, 'up to 10 %', ['sample.weir', '--fee', '50%']],
    [2, 'amount above 0', ['sample.weir', '--capital', '0']],
    [2, 'Allowed choices', ['sample.weir', '--profile', 'lucky']],
    [2, 'slot=source', ['sample.weir', '--slot', 'main']],
    [2, 'unknown option', ['sample.weir', '--fast']],
    [2, 'missing required argument', []],
    [4, 'no source of candles', ['sample.weir', '--data', 'nowhere']],
    [4, 'longer ones', ['sample.weir', '--data', 'sp500']],
    [4, 'no slot "hedge"', ['sample.weir', '--slot', 'hedge=practice']],
    [5, 'there is no folder', ['sample.weir', '--report', 'missing/report.html']],
    [5, 'it is a folder', ['sample.weir', '--trades', 'folder']],
    [2, 'the same file', ['sample.weir', '--trades', 'x.csv', '--equity', './x.csv']],
  ]
  test.each(cases)('code %d: %s', async (code, says, words) => {
    const ended = await weir([...own, 'backtest', ...words], { cwd: folder })
    expect([ended.code, ended.out]).toEqual([code, ''])
    expect(ended.err).toContain(says)
    expect(ended.err).not.toContain('\u001b')
    expect(ended.err).not.toContain('fault')
  })

  test('--json stays one valid document when nothing ran', async () => {
    const { code, out } = await weir([...own, 'backtest', path('no-exit.weir'), '--json'])
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ format: 'weir-not-run', problems: [] })
  })

  test('a file that was there stays as it was when another cannot be written', async () => {
    writeFileSync(path('kept.csv'), 'mine')
    const { code } = await weir([
      ...own,
      'backtest',
      strategy,
      ...year,
      '--trades',
      path('kept.csv'),
      '--report',
      '/proc/nothing/report.html',
    ])
    expect(code).toBe(5)
    expect(readFileSync(path('kept.csv'), 'utf8')).toBe('mine')
  })
})

describe('a run that is stopped', () => {
  const long = writeStrategy(path('long.weir'), { slots: { main: { instrument: 'BTC/USDT', timeframe: '3m' } } })
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s leaves nothing half-written and ends with %d', async (signal, code) => {
    const words = [...own, 'backtest', long, '--progress', '--report', path('never.html'), '--equity', path('never.csv')]
    const ended = await weirInterrupted(words, signal, /running|reading/)
    expect([ended.code, ended.out]).toEqual([code, ''])
    expect(ended.err).toContain('stopped; nothing was written')
    expect(readdirSync(folder).filter((name) => name.includes('never'))).toEqual([])
  })

  test('by a reader that has seen enough is no failure', async () => {
    const launcher = fileURLToPath(new URL('../../bin/weir', import.meta.url))
    const script = `"${process.execPath}" "${launcher}" --workspace "${workspace}" backtest "${strategy}" --json | head -c 20; echo " \${PIPESTATUS[0]}"`
    const ended = await new Promise<{ out: string; err: string }>((resolve) =>
      execFile('bash', ['-c', script], (_, out, err) => resolve({ out, err })),
    )
    expect(ended.out).toBe('{"format":"weir-repo 0\n')
    expect(ended.err).not.toMatch(/EPIPE|fault/)
  })
})
