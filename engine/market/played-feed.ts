import { barLength, barOpen } from '../../nodes/define/timeframe.ts'
import type { CandleSource } from './candle-source.ts'
import { fasterClock, virtualClock, type Clock, type VirtualClock } from './clock.ts'
import type { Candles } from './candles.ts'
import type { Feed, FeedEvent, FeedStream, LiveBar } from './feed.ts'
import { describeProblem } from './problems.ts'

export type PlayedFeedOptions = {
  /** One source per slot. */
  readonly sources: readonly CandleSource[]
  /** The time it is when the feed begins, UTC milliseconds. */
  readonly start: number
  /** Simulated seconds in a second; Infinity: as fast as the run can follow. */
  readonly speed: number
  /** Last close to be told; absent: as long as there are bars. */
  readonly until?: number
}

/** Bars read ahead of time. */
const AHEAD = 2000

/**
 * Candles that are recorded or made up, told as if they happened now: each bar at its close, several that close together
 * in the order of the streams. The practice market is played this way, and so are recorded candles.
 */
export function playFeed({ sources, start, speed, until = Infinity }: PlayedFeedOptions): Feed {
  const atOnce = !Number.isFinite(speed)
  const clock: Clock | VirtualClock = atOnce ? virtualClock(start) : fasterClock(start, speed)
  const names = [...new Set(sources.map(({ name }) => name))].join('; ')
  const pace = atOnce ? 'as fast as it can be followed' : speed === 1 ? 'in real time' : `${speed} times as fast`
  let closed = false
  let wake: (() => void) | undefined

  /** Waits until it is `time`; the clock of a feed that is played at once is moved there. */
  async function waitUntil(time: number): Promise<void> {
    if ('advanceTo' in clock) return clock.advanceTo(time)
    await new Promise<void>((resolve) => {
      const callOff = clock.at(time, resolve)
      wake = () => {
        callOff()
        resolve()
      }
    })
  }

  async function play(streams: readonly FeedStream[], from: number, tell: (event: FeedEvent) => void | Promise<void>): Promise<void> {
    const readers = streams.map(({ slot, timeframe }) => createReader(sources[slot]!, timeframe, from))
    await tell({ kind: 'state', state: 'live', why: names })
    while (!closed) {
      const next = await Promise.all(readers.map((reader) => reader.next()))
      const time = Math.min(...next.map((bar, i) => (bar ? bar.time + barLength(streams[i]!.timeframe) : Infinity)))
      if (time === Infinity) return tell({ kind: 'end', why: `${names} has no more bars` })
      if (time > until) {
        await waitUntil(until)
        return tell({ kind: 'end', why: 'the time asked for is over' })
      }
      await waitUntil(time)
      for (const [stream, bar] of next.entries()) {
        if (closed || !bar || bar.time + barLength(streams[stream]!.timeframe) !== time) continue
        readers[stream]!.take()
        await tell({ kind: 'bar', stream, bar })
      }
    }
  }

  return {
    name: `${names}, ${pace}`,
    clock,
    instruments: sources.map(({ instrument }) => instrument),
    prices: false,
    grace: Infinity,
    history: ({ slot, timeframe }, from, to, progress) => sources[slot]!.candles(timeframe, from, to, progress),
    start(streams, from, tell) {
      play(streams, from, tell).catch((error: unknown) =>
        tell({ kind: 'end', why: error instanceof Error ? error.message : String(error) }),
      )
    },
    async close() {
      closed = true
      wake?.()
    },
  }
}

/** Bars of one stream one after the other, read some way ahead. */
function createReader(source: CandleSource, timeframe: FeedStream['timeframe'], after: number) {
  const length = barLength(timeframe)
  let from = barOpen(timeframe, after)
  let candles: Candles | undefined
  let row = 0
  let ended = false

  return {
    /** The next bar that closes after the start; undefined when there are no more. */
    async next(): Promise<LiveBar | undefined> {
      while (!ended && (!candles || row >= candles.length)) {
        const to = from + AHEAD * length
        const read = await source.candles(timeframe, from, to)
        if (!read.ok) {
          // The end of the data is a refusal like any other: what was read so far was all there is.
          if (read.problems.every(({ code }) => code === 'range')) ended = true
          else throw new Error(read.problems.map(describeProblem).join('; '))
        } else {
          candles = read.candles
          row = 0
          ended = candles.length === 0 && to >= source.range.to
          from = to
        }
      }
      if (!candles || row >= candles.length) return undefined
      const { time, open, high, low, close, volume } = candles
      return { time: time[row]!, open: open[row]!, high: high[row]!, low: low[row]!, close: close[row]!, volume: volume[row]! }
    },
    take: () => void row++,
  }
}
