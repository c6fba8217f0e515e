import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { nodes } from '../../nodes/index.ts'
import { runRecordSchema } from '../../engine/protocol/runs.ts'
import { exampleFile, scratchFolder, weir, writeStrategy } from './weir.ts'

const { folder, path, workspace } = scratchFolder()
const own = ['--workspace', workspace]
const quarter = ['--from', '2022-01-01', '--to', '2022-04-01']

describe('help', () => {
  const all = [
    '',
    'backtest',
    'paper',
    'status',
    'stop',
    'kill',
    'verify',
    'replay',
    'parity',
    'journals',
    'journals list',
    'journals export',
    'journals prune',
    'check',
    'values',
    'nodes',
    'runs',
    'runs list',
    'runs show',
    'runs compare',
    'runs delete',
    'data',
    'data import',
    'data list',
    'data info',
    'data export',
    'new',
    'start',
  ]
  test.each(all)('weir %s --help shows an example', async (words) => {
    const { code, out, err } = await weir([...words.split(' '), '--help'].filter((word) => word !== ''))
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(new RegExp(`^Usage: weir ${words}`))
    expect(out).toMatch(/Example:\n  \$ weir /)
  })

  test('names every exit code, and loads no engine for it', async () => {
    const coverage = path('coverage')
    const { out } = await weir(['--help'], { env: { NODE_V8_COVERAGE: coverage } })
    for (const code of [0, 1, 2, 3, 4, 5, 130, 143]) expect(out).toMatch(new RegExp(`\\n  ${code} +\\w`))
    const loaded = readdirSync(coverage).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(`${coverage}/${name}`, 'utf8')) as { result: { url: string }[] }
      return result.map(({ url }) => url).filter((url) => url.startsWith('file:'))
    })
    expect(loaded.some((url) => url.endsWith('cli.js'))).toBe(true)
    for (const url of loaded) expect(readFileSync(fileURLToPath(url), 'utf8')).not.toMatch(/function openEngine\b/)
  })

  test('an unknown command is named', async () => {
    const { code, err } = await weir(['bactest'])
    expect(code).toBe(2)
    expect(err).toContain("unknown command 'bactest'")
  })
})

describe('weir check', () => {
  test('a sound strategy', async () => {
    expect(await weir(['check', exampleFile])).toMatchObject({ code: 0, err: '' })
  })
  test('lists every finding with its code, and ends with 3', async () => {
    const broken = writeStrategy(path('broken.weir'), { wires: [] })
    const { code, out } = await weir(['check', broken])
    expect(code).toBe(3)
    expect(out.split('\n').filter((line) => /^(error|warning|note) .*\[[a-z.-]+\]$/.test(line)).length).toBeGreaterThan(3)
    const json = await weir(['check', broken, '--json'])
    expect(json.code).toBe(3)
    expect(JSON.parse(json.out)).toMatchObject({ format: 'weir-findings', problems: [] })
  })
  test('with data, also whether those can be had', async () => {
    const words = ['check', exampleFile, '--from', '2022-01-01', '--to', '2022-01-02']
    expect((await weir([...own, ...words, '--data', 'practice'])).code).toBe(0)
    const none = await weir([...own, ...words, '--data', 'nowhere'])
    expect(none.code).toBe(4)
    expect(none.err).toContain('no source of candles')
  })
})

describe('weir values', () => {
  test('one row per bar, the same to the file as to the terminal', async () => {
    const words = [...own, 'values', exampleFile, '--wires', 'fast.average,up.result', ...quarter]
    const shown = await weir(words)
    const written = await weir([...words, '--out', path('values.csv')])
    expect([shown.code, written.code, written.out]).toEqual([0, 0, ''])
    expect(readFileSync(path('values.csv'), 'utf8')).toBe(shown.out)
    const lines = shown.out.trimEnd().split('\n')
    expect(lines[0]).toBe('time,fast.average,up.result')
    expect(lines).toHaveLength(1 + 90 * 24)
    expect(lines[1]).toMatch(/^2022-01-01T01:00:00\.000Z,\d+(\.\d+)?,[01]$/)
    expect(lines.filter((line) => line.endsWith(',1')).length).toBeGreaterThan(5)
  })
  test('an unknown wire is answered with those there are', async () => {
    const { code, err } = await weir([...own, 'values', exampleFile, '--wires', 'fast.nothing', ...quarter])
    expect(code).toBe(2)
    expect(err).toMatch(/no wire fast\.nothing; it has .*fast\.average/)
  })
})

describe('weir nodes', () => {
  test('lists every node', async () => {
    const { out } = await weir(['nodes'])
    for (const { type } of nodes) expect(out).toContain(type)
  })
  test('as JSON with ports, parameters and docs', async () => {
    const all = JSON.parse((await weir(['nodes', '--json'])).out) as { type: string; docs: string }[]
    expect(all.map(({ type }) => type)).toEqual(nodes.map(({ type }) => type))
    expect(all.every(({ docs }) => docs.length > 20)).toBe(true)
    expect(JSON.parse((await weir(['nodes', 'indicator.sma', '--json'])).out)).toMatchObject({
      inputs: { source: { kind: 'number' } },
      params: { period: { kind: 'int' } },
    })
  })
  test('one, or a hint', async () => {
    expect((await weir(['nodes', 'indicator.ema'])).out).toContain('2 / (period + 1)')
    const missing = await weir(['nodes', 'sma'])
    expect(missing.code).toBe(2)
    expect(missing.err).toContain('indicator.sma')
  })
})

describe('weir new', () => {
  test('lists the examples, writes one that can run, and never over a file', async () => {
    expect((await weir(['new'])).out).toContain('sma-cross')
    const file = path('mine.weir')
    expect(await weir(['new', 'sma-cross', file])).toMatchObject({ code: 0, err: '' })
    const text = readFileSync(file, 'utf8')
    expect(JSON.parse(text)).toMatchObject({ name: 'mine', revision: 0, id: expect.stringMatching(/^mine-[0-9a-f]{8}$/) })
    expect((await weir(['check', file])).code).toBe(0)
    const again = await weir(['new', 'macd', file])
    expect(again.code).toBe(5)
    expect(again.err).toContain('is there already')
    expect(readFileSync(file, 'utf8')).toBe(text)
  })
  test('an unknown template is answered with those there are', async () => {
    const { code, err } = await weir(['new', 'get-rich'], { cwd: folder })
    expect([code, existsSync(path('get-rich.weir'))]).toEqual([2, false])
    expect(err).toContain('sma-cross')
  })
})

describe('weir runs', () => {
  const list = async () => JSON.parse((await weir([...own, 'runs', 'list', '--json'])).out) as { runId: string }[]

  test('are kept, shown, compared and deleted; variants tried outlive them', async () => {
    const before = (await list()).map(({ runId }) => runId)
    const first = await weir([...own, 'backtest', exampleFile, ...quarter])
    const second = await weir([...own, 'backtest', exampleFile, '--from', '2022-04-01', '--to', '2022-07-01'])
    const tried = (text: string) => Number(/variants tried: (\d+)/.exec(text)?.[1])
    expect(tried(second.err)).toBe(tried(first.err) + 1)

    const fresh = (await list()).map(({ runId }) => runId).filter((runId) => !before.includes(runId))
    expect(fresh).toHaveLength(2)
    const [latest, earlier] = fresh
    const shown = await weir([...own, 'runs', 'show', earlier.slice(0, 8)])
    expect(shown.out).toContain(`run ${earlier}`)
    const record = runRecordSchema.parse(JSON.parse((await weir([...own, 'runs', 'show', 'latest', '--json'])).out))
    expect(record.runId).toBe(latest)

    const again = path('as-it-ran.weir')
    await weir([...own, 'runs', 'show', earlier, '--strategy', again, '--report', path('again.html')])
    expect(readFileSync(again, 'utf8')).toBe(readFileSync(exampleFile, 'utf8'))
    expect(readFileSync(path('again.html'), 'utf8')).toContain('<!doctype html>')

    const compared = await weir([...own, 'runs', 'compare', earlier, latest])
    expect(compared.out).toMatch(/Sharpe/)
    expect(compared.out).toMatch(/run\.from/)
    expect(compared.out).not.toMatch(/strategy\.nodes/)

    expect((await weir([...own, 'runs', 'delete', ...fresh])).code).toBe(0)
    expect((await list()).map(({ runId }) => runId)).toEqual(before)
    const repeated = await weir([...own, 'backtest', exampleFile, ...quarter])
    expect(tried(repeated.err)).toBe(tried(second.err))
  })

  test('a damaged record is passed over with a sentence', async () => {
    await weir([...own, 'backtest', exampleFile, ...quarter])
    writeFileSync(`${workspace}/runs/${'0'.repeat(32)}.json`, '{')
    const { code, err } = await weir([...own, 'runs', 'list'])
    expect(code).toBe(0)
    expect(err).toContain('passed over')
  })

  test('what is not there is said', async () => {
    const { code, err } = await weir(['--workspace', path('nowhere'), 'runs', 'show', 'latest'])
    expect(code).toBe(2)
    expect(err).toContain('no run is recorded')
  })

  test('a workspace that cannot be written costs the record, not the report', async () => {
    writeFileSync(path('file'), '')
    const { code, out, err } = await weir(['--workspace', path('file'), 'backtest', exampleFile, ...quarter])
    expect(code).toBe(0)
    expect(out).toContain('Variants tried: not counted')
    expect(err).toContain('was not recorded')
  })
})
