import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPracticeMarket } from '../../engine/market/practice.ts'
import type { Outcome } from '../../engine/market/problems.ts'
import { openCandleStore } from '../../engine/market/store.ts'

const MINUTE = 60_000
const START = Date.UTC(2020, 0, 1)

function taken<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.problems[0].message)
  return outcome
}

/** Least of several measurements in milliseconds: the one the rest of the machine disturbed least. */
async function least(times: number, work: () => unknown): Promise<number> {
  let best = Infinity
  for (let i = 0; i < times; i++) {
    const begin = performance.now()
    await work()
    best = Math.min(best, performance.now() - begin)
  }
  return best
}

const ms = (value: number) => `${value.toFixed(1)} ms`

/** Practice bars, and a million stored bars beside a plain read of the same files. */
export async function bench(print: (line: string) => void): Promise<void> {
  const market = createPracticeMarket({ seed: 7 })
  const first = await least(1, () => market.candles('BTC/USDT', '1h', Date.UTC(2015, 0, 1), Date.UTC(2015, 0, 1) + 100_000 * 60 * MINUTE))
  const again = await least(4, () => market.candles('BTC/USDT', '1h', Date.UTC(2015, 0, 1), Date.UTC(2015, 0, 1) + 100_000 * 60 * MINUTE))
  print(`practice market, 100,000 hours: ${ms(first)} at first, then ${ms(again)}`)

  const workspace = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  try {
    const store = openCandleStore(workspace)
    const million = market.candles('BTC/USDT', '1m', START, START + 1_000_000 * MINUTE)
    const instrument = market.instrument('BTC/USDT')
    if (instrument === undefined) throw new Error('BTC/USDT left the practice market')
    const written = await least(1, () => store.write(million, '1m', instrument).then(taken))
    print(`candle store, 1,000,000 bars written and synced: ${ms(written)}`)
    const load = await least(9, async () => taken(await store.load('BTC/USDT', '1m')))
    const folder = join(workspace, 'data/BTC-USDT/1m')
    const files = readdirSync(folder).filter((name) => name.endsWith('.bars'))
    const read = await least(9, () => files.map((name) => readFileSync(join(folder, name)).length))
    print(
      `candle store, 1,000,000 bars loaded and checked: ${ms(load)} (target 100 ms); reading the same files: ${ms(read)}; ratio ${(load / read).toFixed(2)}`,
    )
  } finally {
    rmSync(workspace, { recursive: true })
  }
}
