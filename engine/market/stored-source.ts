import { barLength, type Timeframe } from '../../nodes/define/timeframe.ts'
import { buildBars, refuseTimeframe, type CandleSource } from './candle-source.ts'
import { nextOpen } from './calendar.ts'
import { refuse, type Outcome } from './problems.ts'
import { canResample } from './resample.ts'
import { openCandleStore, type SeriesInfo } from './store.ts'

/** Opens what was imported of one symbol: the timeframe asked for where it is stored, else the longest stored one it can be built from. */
export async function openStored(workspace: string | undefined, symbol: string | undefined): Promise<Outcome<{ source: CandleSource }>> {
  if (workspace === undefined) return refuse('no-data', 'there is no workspace, so nothing is stored; name a workspace folder')
  const store = openCandleStore(workspace)
  const listed = await store.list()
  if (!listed.ok) return listed
  const symbols = [...new Set(listed.series.map((one) => one.symbol))]
  if (symbols.length === 0) return refuse('no-data', `no candles are stored in "${workspace}"; import some with "weir data import FILE"`)
  if (symbol === undefined && symbols.length > 1)
    return refuse('unknown-symbol', `several symbols are stored; choose one of ${symbols.join(', ')}`)
  const wanted = symbol ?? symbols[0]
  const mine = listed.series.filter((one) => one.symbol === wanted).sort((a, b) => barLength(a.timeframe) - barLength(b.timeframe))
  if (mine.length === 0) return refuse('unknown-symbol', `no bars of ${wanted} are stored; there are ${symbols.join(', ')}`)
  const name = `stored ${wanted}`
  const finest = mine[0]
  const source: CandleSource = {
    name,
    // Imports may have come with different grids; the finest tick holds the prices of all.
    instrument: mine.reduce((a, b) => (Number(b.instrument.tick) < Number(a.instrument.tick) ? b : a)).instrument,
    timeframe: finest.timeframe,
    range: { from: Math.min(...mine.map((one) => one.from)), to: Math.max(...mine.map((one) => one.to)) },
    candles: async (asked, from, to, progress) => {
      const series = longestFor(asked, mine)
      if (series === undefined)
        return (
          refuseTimeframe(name, finest.timeframe, asked) ??
          refuse('not-divisible', `bars of ${asked} cannot be built from what is stored of ${wanted}`)
        )
      const direct = series.timeframe === asked
      const range = direct ? { from, to } : { from: nextOpen(asked, from), to: nextOpen(asked, to) }
      const loaded = await store.load(wanted, series.timeframe, { ...range, ...progress })
      if (!loaded.ok) return loaded
      const { candles, dataKey, instrument } = loaded
      if (direct) return { ok: true, candles, timeframe: asked, dataKey, incomplete: [] }
      return { ok: true, ...buildBars(candles, series.timeframe, asked, instrument, from, to) }
    },
  }
  return { ok: true, source }
}

function longestFor(asked: Timeframe, series: readonly SeriesInfo[]): SeriesInfo | undefined {
  return series.findLast((one) => canResample(one.timeframe, asked))
}
