import { closeSync, fdatasyncSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from '../../engine/compile/compile.ts'
import { openJournal } from '../../engine/journal/writer.ts'
import { openAccount } from '../../engine/exchange/account.ts'
import type { Send } from '../../engine/exchange/link.ts'
import { binance } from '../../engine/exchange/protocol.ts'
import type { Clock } from '../../engine/market/clock.ts'
import type { Feed } from '../../engine/market/feed.ts'
import { honestBar1, research1 } from '../../engine/protocol/profiles.ts'
import { loadStreams, openSources } from '../../engine/run/load.ts'
import { hostPlanInWorker } from '../../engine/run/plan-host.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { runOnPaper } from '../kit/paper.ts'
import type { Example } from '../properties/example-runs.ts'

/**
 * A complete bar in, the signed bytes of an order handed to the transport: through feed, desk, plan in its worker, risk, journal, limiter and
 * signature, one bar at a time as live does it. The one journal sync is taken out and printed apart, beside what the disk itself needs for as
 * many bytes.
 */
export async function bench(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  try {
    const example = await exampleForBench()
    const [{ candles }] = example.streams
    const journal = openJournal({
      folder: join(folder, 'journal'),
      run: 'bench',
      signer: null,
      engineVersion: 'bench',
      clock: { wall: Date.now, mono: () => performance.now() },
      onFailure(error) {
        throw error
      },
    })
    let barIn = 0
    let synced = 0
    const toTransport: number[] = []
    let clock: Clock
    let close = 0
    const syncs: number[] = []
    const steps: number[] = []
    const run = runOnPaper(
      example,
      candles.time[200],
      {
        append: journal.append,
        flush: journal.flush,
        sync() {
          const start = performance.now()
          const isSafe = journal.sync()
          const took = performance.now() - start
          synced += took
          if (took > 0.01) syncs.push(took)
          return isSafe
        },
      },
      {
        hostPlan: (config) => hostPlanInWorker(new URL('./worker.js', import.meta.url), config),
        openVenue({ slots, emit, clientId }) {
          const account = openAccount({
            protocol: binance,
            secret: { key: 'the-key', secret: 'the-secret' },
            address: { rest: 'http://127.0.0.1:1', account: 'ws://127.0.0.1:1', market: 'ws://127.0.0.1:1' },
            clock,
            random: () => 0.5,
            async send(request, path) {
              toTransport.push(performance.now() - barIn - synced)
              return filled(request, path, clock, close)
            },
            dial: () => ({ send() {}, close() {} }),
          })
          const { venue } = account.join({
            run: 'bench',
            slots: slots.map((slot) => ({ ...slot, symbol: slot.instrument.symbol.replace('/', '') })),
            clientId,
            emit,
            alert() {},
            halt(_, message) {
              throw new Error(message)
            },
            expected: () => ({}),
            record() {},
          })
          return venue
        },
        feedOf: (feed: Feed): Feed => (
          (clock = feed.clock),
          {
            ...feed,
            start(streams, from, tell) {
              feed.start(streams, from, async (event) => {
                if (event.kind === 'bar') ({ close } = event.bar)
                barIn = performance.now()
                synced = 0
                await tell(event)
                if (event.kind === 'bar') steps.push(performance.now() - barIn - synced)
              })
            },
          }
        ),
      },
    )
    await run.ended
    await run.ended
    const disk = diskSync(join(folder, 'raw'))
    print(`bar in → order bytes at the transport: ${percentiles(toTransport)}; target p99 2 ms; ${toTransport.length} orders`)
    print(`  a step with or without one: ${percentiles(steps.slice(20))}`)
    print(`  the one journal sync, apart: ${percentiles(syncs)}; the disk's own for 4 kB: ${percentiles(disk)}`)
    journal.close('done')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A venue that takes every order and fills it whole at the last close. */
async function filled({ body }: Parameters<Send>[0], path: string, clock: Clock, close: number): ReturnType<Send> {
  const asked = new URLSearchParams(body)
  const now = clock.now()
  const quantity = asked.get('quantity')
  const order = {
    symbol: asked.get('symbol'),
    orderId: now,
    orderListId: -1,
    clientOrderId: asked.get('newClientOrderId'),
    transactTime: now,
    price: '0.00000000',
    origQty: quantity,
    executedQty: quantity,
    cummulativeQuoteQty: '0',
    status: 'FILLED',
    timeInForce: 'IOC',
    type: asked.get('type'),
    side: asked.get('side'),
    fills: [{ price: String(close), qty: quantity, commission: '0', commissionAsset: 'USDT', tradeId: now }],
  }
  const common = { method: 'POST', path, bytesWritten: true, status: 200, headers: {}, error: '' }
  return { ...common, body: JSON.stringify(order), sent: now, received: now }
}

/** The worked example over a year of practice hours. */
async function exampleForBench(): Promise<Example> {
  const parsed = parseDocument(readFileSync(new URL('../examples/strategies/sma-cross.weir', import.meta.url), 'utf8'))
  if (!('document' in parsed)) throw new Error('the example does not parse')
  const { plan } = compile(parsed.document)
  const sources = plan && (await openSources(plan, {}, 'practice', {}))
  if (!plan || !sources || 'problems' in sources) throw new Error('the example cannot be run')
  const loaded = await loadStreams(plan, sources, Date.UTC(2020, 0, 1), Date.UTC(2021, 0, 1), {})
  if ('problems' in loaded) throw new Error('there are no bars')
  const binding = { slots: sources.bindings, from: null, to: null, capital: '10000', fillProfile: honestBar1, riskProfile: research1 }
  return { document: parsed.document, plan, binding, streams: loaded.streams }
}

function percentiles(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => `${(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(2)} ms`
  return `median ${at(0.5)}, p99 ${at(0.99)}`
}

/** What the disk needs to have 4 kB appended and made safe. */
function diskSync(path: string): number[] {
  const file = openSync(path, 'w')
  const bytes = Buffer.alloc(4096, 1)
  const times = Array.from({ length: 100 }, () => {
    const start = performance.now()
    writeSync(file, bytes)
    fdatasyncSync(file)
    return performance.now() - start
  })
  closeSync(file)
  return times
}
