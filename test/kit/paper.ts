import { barLength } from '../../nodes/define/timeframe.ts'
import { candlesBetween, type Candles } from '../../engine/market/candles.ts'
import { memorySource } from '../../engine/market/candle-source.ts'
import type { Feed } from '../../engine/market/feed.ts'
import { playFeed } from '../../engine/market/played-feed.ts'
import { finestStream } from '../../engine/run/slots.ts'
import { paperVenue } from '../../engine/run/paper-venue.ts'
import { hostPlanHere } from '../../engine/run/plan-host.ts'
import { startRealtime, type RealtimeInput, type RealtimeRun } from '../../engine/run/realtime.ts'
import type { Recorder } from '../../engine/run/recorder.ts'
import type { Example } from '../properties/example-runs.ts'

export type Kept = { readonly kind: string; readonly body: unknown }

/** A recorder into memory. */
export function keepRecords(): Recorder & { readonly records: Kept[]; synced: number } {
  const records: Kept[] = []
  const recorder = {
    records,
    synced: 0,
    append: (kind: string, body: unknown) => records.push({ kind, body: structuredClone(body) }),
    sync() {
      recorder.synced = records.length
      return true
    },
    flush() {},
  }
  return recorder
}

/** The bars of a stream that close at or before `time`. */
function closedBy(candles: Candles, length: number, time: number): Candles {
  return candlesBetween(candles, -Infinity, time - length + 1)
}

/** A paper run of an example over its own candles, deciding from `from` on, as fast as it can go. */
export function runOnPaper(
  { document, plan, binding, streams }: Example,
  from: number,
  recorder: Recorder,
  change: Partial<RealtimeInput> & { readonly feedOf?: (feed: Feed) => Feed } = {},
): RealtimeRun {
  const { feedOf = (feed) => feed, ...input } = change
  const slots = plan.slots.map((_, slot) => finestStream(plan, slot))
  const sources = slots.map((stream) => {
    const { instrument, source, candles } = streams[stream]
    return memorySource(source, instrument, plan.streams[stream].timeframe, candles)
  })
  const feed = feedOf(playFeed({ sources, start: from, speed: Infinity }))
  return startRealtime({
    mode: 'paper',
    runId: 'paper',
    document,
    plan,
    binding,
    feed,
    from,
    until: Infinity,
    histories: streams.map(({ candles }, i) => closedBy(candles, barLength(plan.streams[i].timeframe), from)),
    openVenue: paperVenue(binding.fillProfile),
    hostPlan: hostPlanHere,
    recorder,
    ...input,
  })
}
