import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { reportSchema } from '../../engine/protocol/report.ts'
import { scratchFolder, weir, writeStrategy } from './weir.ts'

const { folder, path, workspace } = scratchFolder()
const data = (...words: string[]) => weir(['--workspace', workspace, 'data', ...words], { cwd: folder })

/** Daily bars of 2024, rising, with one line put in the place of another. */
function writeBars(name: string, bars: number, odd: Readonly<Record<number, string>> = {}): void {
  const lines = Array.from(
    { length: bars },
    (_, i) => odd[i] ?? `${new Date(Date.UTC(2024, 0, i + 1)).toISOString()},${100 + i},${103 + i},${99 + i},${101 + i},5000`,
  )
  writeFileSync(path(name), ['time,open,high,low,close,volume', ...lines, ''].join('\n'))
}

describe('weir data', () => {
  test('imports a file once, lists it, shows it, exports it and runs on it', async () => {
    writeBars('ABC-USD.csv', 60)
    expect((await data('list')).out).toContain('nothing is stored yet')
    const first = await data('import', 'ABC-USD.csv', '--symbol', 'ABC/USD')
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toContain('60 new, 0 already there, 0 replaced')
    expect(JSON.parse((await data('import', 'ABC-USD.csv', '--symbol', 'ABC/USD', '--json')).out)).toMatchObject({
      added: 0,
      alreadyThere: 60,
    })
    expect((await data('list')).out).toMatch(/ABC\/USD +1d +60 +2024-01-01/)
    expect(JSON.parse((await data('info', 'ABC/USD', '1d', '--json')).out)).toMatchObject({ bars: 60, missing: 0, gaps: [] })

    expect(await data('export', 'ABC/USD', '1d', 'out.csv', '--from', '2024-01-11')).toMatchObject({
      code: 0,
      out: 'wrote 50 bars to out.csv\n',
    })
    expect(readFileSync(path('out.csv'), 'utf8').split('\n')[1]).toBe('2024-01-11T00:00:00Z,110,113,109,111,5000')
    expect((await data('export', 'ABC/USD', '1d', 'out.parquet')).code).toBe(0)
    expect(readFileSync(path('out.parquet')).subarray(0, 4).toString()).toBe('PAR1')

    const strategy = writeStrategy(path('daily.weir'), { slots: { main: { instrument: 'ABC/USD', timeframe: '1d' } } })
    const run = await weir(['--workspace', workspace, 'backtest', strategy, '--data', 'store', '--json'])
    expect(reportSchema.parse(JSON.parse(run.out))).toMatchObject({ bars: 60, currency: 'USD', streams: [{ source: 'stored ABC/USD' }] })

    // What the workspace keeps is for this user only; what was exported is as any other file.
    const modeOf = (at: string) => statSync(at).mode & 0o777
    const kept = readdirSync(workspace, { recursive: true, withFileTypes: true })
    expect(kept.filter((entry) => entry.isFile()).length).toBeGreaterThan(3)
    const loose = kept.filter((entry) => modeOf(join(entry.parentPath, entry.name)) !== (entry.isDirectory() ? 0o700 : 0o600))
    expect(loose.map(({ name }) => name)).toEqual([])
    expect(modeOf(workspace)).toBe(0o700)
    expect(modeOf(path('out.csv'))).toBe(0o666 & ~process.umask())
  })

  test('a broken row imports nothing and is named; --skip-bad counts and lists it', async () => {
    writeBars('bad.csv', 20, { 4: '2024-01-05T00:00:00Z,104,90,103,105,5000', 9: '2024-01-10T00:00:00Z,x,113,109,111,5000' })
    const refused = await data('import', 'bad.csv', '--symbol', 'BAD/USD')
    expect([refused.code, refused.out]).toEqual([4, ''])
    expect(refused.err).toMatch(/nothing was imported: .*bad\.csv, line 6, column 3/)
    expect((await data('list')).out).not.toContain('BAD/USD')
    const skipped = await data('import', 'bad.csv', '--symbol', 'BAD/USD', '--skip-bad')
    expect(skipped.code).toBe(0)
    expect(skipped.out).toMatch(/2 broken rows left out:\n.*line 6, column 3.*\n.*line 11, column 2/)
    expect((await data('info', 'BAD/USD', '1d')).out).toMatch(/2 bars missing in 2 gaps[\s\S]*2024-01-05 00:00/)
  })

  test('what cannot be had is said, with code 4', async () => {
    for (const [words, says] of [
      [['import', 'nowhere.csv'], 'no file'],
      [['import', '.'], 'is a folder'],
      [['info', 'NOT/THERE', '1d'], 'no 1d bars'],
      [['info', 'lower/case', '1d'], 'no symbol'],
      [['export', 'ABC/USD', '1d', 'x.csv', '--source', 'nowhere'], 'no source'],
    ] as const) {
      const { code, out, err } = await data(...words)
      expect([code, out]).toEqual([4, ''])
      expect(err).toContain(says)
    }
    expect(existsSync(path('x.csv'))).toBe(false)
  })

  test('exports the practice market as any other source', async () => {
    expect(
      (await data('export', 'ETH/USDT', '1d', 'eth.csv', '--source', 'practice', '--from', '2024-01-01', '--to', '2024-02-01')).out,
    ).toBe('wrote 31 bars to eth.csv\n')
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([])
  })
})
