import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { readJournal } from '../../engine/journal/read.ts'
import type { JournalRecord } from '../../engine/journal/record.ts'
import { openJournal } from '../../engine/journal/writer.ts'
import { virtualClock, type VirtualClock } from '../../engine/market/clock.ts'
import { liveDefault1 } from '../../engine/protocol/profiles.ts'
import { compareWithBacktest } from '../../engine/run/parity.ts'
import { readSession } from '../../engine/run/parity-journal.ts'
import { replay } from '../../engine/run/replay.ts'
import { busy, openRun } from './run-at-exchange.ts'

/** A whole day in `npm run soak`. */
const HOURS = Number(process.env['WEIR_HOURS'] ?? 2)
/** Megabytes the heap may grow in an hour: what is kept of an order and a bar is some hundred bytes. Code that is compiled on the way counts too. */
const MOST_AN_HOUR = 3
/** Acts a run and its exchange have ahead of them at any time. */
const MOST_PENDING = 40

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

function heap(): number {
  collect()
  return process.memoryUsage().heapUsed / 1e6
}

/** A clock that knows how many acts are still to come. */
function countingClock(): VirtualClock & { readonly pending: number } {
  const clock = virtualClock(Date.UTC(2026, 0, 5))
  const pending = new Set<() => void>()
  return {
    now: () => clock.now(),
    advanceTo: (time) => clock.advanceTo(time),
    at(time, act) {
      const once = () => {
        pending.delete(once)
        act()
      }
      pending.add(once)
      const callOff = clock.at(time, once)
      return () => {
        pending.delete(once)
        callOff()
      }
    },
    get nextAct() {
      return clock.nextAct
    },
    get pending() {
      return pending.size
    },
  }
}

test(
  `${HOURS} hours with an outage every ten minutes: nothing is unexplained, nothing is left over, memory stays as it is`,
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-day-'))
    const journal = openJournal({
      folder: join(folder, 'journal'),
      run: 'a-run',
      signer: null,
      engineVersion: 'a test',
      clock: { wall: () => 0, mono: () => 0 },
      onFailure(error) {
        throw error
      },
    })
    const riskProfile = { ...liveDefault1, name: 'all day', lossStreak: null, drawdown: null, dayLoss: null }
    const clock = countingClock()
    const at = await openRun({ clock, recorder: journal, edit: busy, riskProfile })
    await at.pass(15_000)
    const heaps: number[] = []
    for (let outage = 0; outage < HOURS * 6; outage++) {
      await at.pass(300_000)
      // Everything is as it was: two connections, the same acts to come.
      expect([at.cable.open, at.run.status().state, at.run.status().fault]).toEqual([2, 'active', null])
      expect(clock.pending).toBeLessThan(MOST_PENDING)
      if (outage % 6 === 5) heaps.push(heap())
      // Over one close, two or three; each ends just after a close.
      const length = 20_000 + (outage % 5) * 30_000
      await at.pass(300_000 - length)
      at.cable.pull(outage % 2 === 0 ? 'refused' : 'silent')
      await at.pass(length)
      at.cable.plugIn()
    }
    await at.pass(60_000)
    const growth = heaps.slice(1).map((now, hour) => now - heaps[hour]!)
    expect(growth.filter((megabytes) => megabytes > MOST_AN_HOUR)).toEqual([])
    expect(at.run.desk.orders().length).toBeGreaterThan(HOURS * 4)
    expect(at.run.status().late).toBeGreaterThan(HOURS * 4)
    expect(at.codes()).toContain('FEED_STALE')
    expect(await at.end()).toBe('the test is over')
    journal.close('the test is over')
    const records: JournalRecord[] = []
    expect(readJournal(join(folder, 'journal'), (record) => void records.push(record))).toMatchObject({ ok: true, problems: [] })
    const parity = compareWithBacktest(readSession(records)!)
    expect(parity.differences.filter(({ causes }) => causes.length === 0)).toEqual([])
    expect(parity.unexplained).toBe(0)
    expect(replay(records).differences).toEqual([])
    at.close()
    // What is still to come is the exchange's own: its candle.
    expect(clock.pending).toBeLessThan(8)
    rmSync(folder, { recursive: true })
  },
  60_000 + HOURS * 300_000,
)
