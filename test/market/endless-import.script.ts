import { createPracticeMarket } from '../../engine/market/practice.ts'
import { chunksOf } from '../../engine/market/content-key.ts'
import { openCandleStore } from '../../engine/market/store.ts'
import { taken } from './taken.ts'

/** Imports 200,000 bars chunk by chunk into the workspace it is given, tells each chunk, and never commits: it waits to be killed. */
const [workspace] = process.argv.slice(2)
const candles = createPracticeMarket().candles('BTC/USDT', '1m', Date.UTC(2020, 0, 1), Date.UTC(2020, 0, 1) + 200_000 * 60_000)
const { writer } = taken(await openCandleStore(workspace).begin('BTC/USDT', '1m'))
for (const rows of chunksOf(candles, '1m')) {
  taken(await writer.put(rows))
  process.stdout.write('.')
}
setInterval(() => undefined, 1000)
