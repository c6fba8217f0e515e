import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import { importCandleFile, readCandleFile } from '../../engine/market/import.ts'
import { createPracticeMarket } from '../../engine/market/practice.ts'
import type { Outcome } from '../../engine/market/problems.ts'
import { openCandleStore } from '../../engine/market/store.ts'

const MINUTE = 60_000
const START = Date.UTC(2020, 0, 1)

function taken<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems[0].message)
  return outcome
}

/**
 * Least of several measurements in milliseconds, on the clock and of processor time: the ones the rest of the machine disturbed least.
 * On a busy machine only processor time still says something.
 */
async function measure(times: number, work: () => unknown): Promise<{ clock: number; processor: number }> {
  let clock = Infinity
  let processor = Infinity
  for (let i = 0; i < times; i++) {
    const begin = performance.now()
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    clock = Math.min(clock, performance.now() - begin)
    processor = Math.min(processor, (user + system) / 1000)
  }
  return { clock, processor }
}

const ms = ({ clock, processor }: { clock: number; processor: number }) =>
  `${clock.toFixed(1)} ms (${processor.toFixed(1)} ms of processor)`

/** Practice bars, a million stored bars beside a plain read of the same files, and CSV import beside two other readers. */
export async function bench(print: (line: string) => void): Promise<void> {
  const market = createPracticeMarket({ seed: 7 })
  const first = await measure(1, () => market.candles('BTC/USDT', '1h', Date.UTC(2015, 0, 1), Date.UTC(2015, 0, 1) + 100_000 * 60 * MINUTE))
  const again = await measure(4, () => market.candles('BTC/USDT', '1h', Date.UTC(2015, 0, 1), Date.UTC(2015, 0, 1) + 100_000 * 60 * MINUTE))
  print(`practice market, 100,000 hours: ${ms(first)} at first, then ${ms(again)}`)

  const workspace = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  try {
    const store = openCandleStore(workspace)
    const million = market.candles('BTC/USDT', '1m', START, START + 1_000_000 * MINUTE)
    const instrument = market.instrument('BTC/USDT')
    if (instrument === undefined) throw new Error('BTC/USDT left the practice market')
    const written = await measure(1, () => store.write(million, '1m', instrument).then(taken))
    print(`candle store, 1,000,000 bars written and synced: ${ms(written)}`)
    const load = await measure(9, async () => taken(await store.load('BTC/USDT', '1m')))
    const folder = join(workspace, 'data/BTC-USDT/1m')
    const files = readdirSync(folder).filter((name) => name.endsWith('.bars'))
    const read = await measure(9, () => files.map((name) => readFileSync(join(folder, name)).length))
    print(
      `candle store, 1,000,000 bars loaded and checked: ${ms(load)} (target 100 ms); reading the same files: ${ms(read)}; ratio ${(load.processor / read.processor).toFixed(2)}`,
    )
  } finally {
    rmSync(workspace, { recursive: true })
  }
  await benchImport(print)
}

/** A million rows as a venue writes them: as many bytes as twelve columns take. */
const ROWS = 1_000_000

function writeKlines(path: string): void {
  const file = openSync(path, 'w')
  const bars = createPracticeMarket({ seed: 7 }).candles('BTC/USDT', '1m', START, START + ROWS * MINUTE)
  for (let from = 0; from < ROWS; from += 10_000) {
    let text = ''
    for (let i = from; i < from + 10_000; i++) {
      text += `${bars.time[i]},${bars.open[i]},${bars.high[i]},${bars.low[i]},${bars.close[i]},${bars.volume[i]},${bars.time[i] + MINUTE - 1},53966524.44123,4632,648.12345,27497113.25641,0\n`
    }
    writeSync(file, text)
  }
  closeSync(file)
}

/** Importing CSV beside counting its lines and beside a general CSV reader on the same text. */
async function benchImport(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  try {
    const path = join(folder, 'BTCUSDT-1m.csv')
    writeKlines(path)
    const rate = ({ processor }: { processor: number }) => `${(ROWS / processor / 1000).toFixed(2)} M rows/s per core`
    const count = await measure(3, () => {
      const bytes = readFileSync(path)
      let lines = 0
      for (let i = 0; i < bytes.length; i++) if (bytes[i] === 10) lines++
      if (lines !== ROWS) throw new Error(`${lines} lines`)
    })
    const papa = await measure(1, () => {
      const { data } = Papa.parse<string[]>(readFileSync(path, 'utf8'), { fastMode: true })
      let sum = 0
      for (const row of data) for (let i = 0; i < 6 && row.length > 1; i++) sum += Number(row[i])
      if (!(sum > 0)) throw new Error('nothing was read')
    })
    const read = await measure(4, async () => taken(await readCandleFile(path)))
    print(
      `CSV, 12 columns, 1,000,000 rows read and checked: ${ms(read)}, ${rate(read)} (target 1 M rows/s); counting lines: ${rate(count)}; papaparse and Number: ${rate(papa)}`,
    )
    print(
      `CSV against counting lines: ${(read.processor / count.processor).toFixed(2)}×; against papaparse: ${(papa.processor / read.processor).toFixed(1)}× as fast`,
    )
    let peak = 0
    const watch = { progress: () => void (peak = Math.max(peak, process.memoryUsage.rss())) }
    const before = process.memoryUsage.rss()
    const stored = await measure(1, async () => taken(await importCandleFile(path, openCandleStore(folder), watch)))
    print(
      `CSV into the candle store, synced: ${ms(stored)}, ${rate(stored)}; memory grew by ${((peak - before) / 2 ** 20).toFixed(0)} MB at most`,
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
