import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { Worker } from 'node:worker_threads'
import { compile } from '../../engine/compile/compile.ts'
import { openExchangeFeed } from '../../engine/exchange/exchange-feed.ts'
import { createLimiter } from '../../engine/exchange/limiter.ts'
import { createLink } from '../../engine/exchange/link.ts'
import { openPinFile } from '../../engine/exchange/pins.ts'
import { binance } from '../../engine/exchange/protocol.ts'
import { reachVenue } from '../../engine/exchange/reach.ts'
import { openJournal } from '../../engine/journal/writer.ts'
import { allocateCandles } from '../../engine/market/candles.ts'
import { fasterClock } from '../../engine/market/clock.ts'
import { honestBar1, research1 } from '../../engine/protocol/profiles.ts'
import { hostPlanInWorker } from '../../engine/run/plan-host.ts'
import { paperVenue } from '../../engine/run/paper-venue.ts'
import { startRealtime } from '../../engine/run/realtime.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { instrument } from '../kit/instruments.ts'
import { quickExample } from '../kit/quick-example.ts'

const MARKETS = 100
const PER_SECOND = 5000
const SECONDS = 20
/** The stream's minutes go faster than the world's, so that there are closes to decide on. */
const SPEED = 20

/**
 * A run on a hundred markets of an exchange whose stream tells five thousand messages a second: read from a socket, taken to the desk and the
 * journal, and at each close decided on by the plan in its worker. Printed: how far behind it is, and how long its thread is ever busy.
 */
export async function bench(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const symbols = Array.from({ length: MARKETS }, (_, i) => `S${String(i).padStart(3, '0')}USDT`)
  const start = Date.UTC(2024, 0, 1)
  const clock = fasterClock(start, SPEED)
  const sender = join(import.meta.dirname, '../test/bench/reference/flood.mjs')
  const flood = new Worker(sender, {
    workerData: { symbols, perSecond: PER_SECOND, minute: 60_000 / SPEED, start, begun: performance.timeOrigin + performance.now() },
  })
  const [{ port }] = (await once(flood, 'message')) as [{ port: number }]
  try {
    const origin = `ws://127.0.0.1:${port}`
    const pins = openPinFile(join(folder, 'pins.json'))
    if (!pins.ok) throw new Error(pins.message)
    const reach = reachVenue({ origins: [origin], pins: pins.pins, clock, onIdentity: print })
    const lags: number[] = []
    const sentAt = /"[uE]":([\d.]+)/
    const feed = openExchangeFeed({
      name: 'flood',
      protocol: binance,
      link: createLink({
        clock,
        limiter: createLimiter(clock, binance.limits),
        random: () => 0.5,
        answers: binance.answers,
        usage: {},
        receiveWindow: 5000,
        sign: ({ method, path }) => ({ url: path, method, headers: {}, body: '' }),
        // Nothing to be asked for: what was missed stays missed.
        send: async ({ method }, path) => {
          const now = clock.now()
          return { method, path, bytesWritten: true, status: 200, headers: {}, body: '[]', error: '', sent: now, received: now }
        },
        timeRequest: binance.requests.serverTime(),
        readTime: () => clock.now(),
        record() {},
        onNotice() {},
        onClock() {},
      }),
      dial: (url, heard) =>
        reach.dial(url, {
          ...heard,
          message(text) {
            const at = sentAt.exec(text)
            heard.message(text)
            if (at) lags.push(performance.timeOrigin + performance.now() - Number(at[1]))
          },
        }),
      address: origin,
      clock,
      speed: SPEED,
      random: () => 0.5,
      markets: symbols.map((symbol) => ({
        symbol,
        trades: true,
        instrument: instrument({ symbol: `${symbol.slice(0, 4)}/USDT` }),
        features: { oco: true, stop: true, stopLimit: true, trailingTicks: false, timesInForce: ['GTC', 'IOC', 'FOK'] },
      })),
    })
    const document = wide(quickExample(readFileSync(new URL('../examples/strategies/sma-cross.weir', import.meta.url), 'utf8')), MARKETS)
    const { plan, findings } = compile(document)
    if (!plan) throw new Error(findings[0]?.message)
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
    let toldAlerts = 0
    const run = startRealtime({
      mode: 'paper',
      runId: 'bench',
      document,
      plan,
      binding: {
        slots: Object.fromEntries(plan.slots.map(({ name, instrument: symbol }) => [name, { instrument: symbol, source: 'flood' }])),
        from: start,
        to: null,
        capital: '1000000',
        fillProfile: honestBar1,
        riskProfile: research1,
      },
      feed,
      from: start,
      until: Infinity,
      histories: plan.streams.map(() => allocateCandles(0)),
      openVenue: paperVenue(honestBar1),
      hostPlan: (config) => hostPlanInWorker(new URL('./worker.js', import.meta.url), config),
      recorder: journal,
      onAlert: () => void toldAlerts++,
    })
    await new Promise((resolve) => void setTimeout(resolve, 2000))
    lags.length = 0
    const delays = monitorEventLoopDelay({ resolution: 1 })
    delays.enable()
    const cpu = process.cpuUsage()
    await new Promise((resolve) => void setTimeout(resolve, SECONDS * 1000))
    delays.disable()
    const { user, system } = process.cpuUsage(cpu)
    const { step, late } = run.status()
    lags.sort((a, b) => a - b)
    const lag = (share: number) => lags[Math.floor(lags.length * share)]?.toFixed(1)
    print(`${MARKETS} markets, ${Math.round(lags.length / SECONDS)} messages a second handled (${PER_SECOND} sent)`)
    print(`  behind the sender: median ${lag(0.5)} ms, p99 ${lag(0.99)} ms, most ${lag(0.999999)} ms`)
    print(`  event loop held up: p99 ${(delays.percentile(99) / 1e6).toFixed(1)} ms; target 20 ms`)
    print(
      `  ${step} steps of ${MARKETS} bars each, ${run.desk.orders().length} orders, ${late} bars late, ${journal.seq} records, ${toldAlerts} alerts`,
    )
    print(`  processor: ${Math.round((user + system) / 1e4 / SECONDS)} % of one core, plan and sender included`)
    await run.end('enough')
    journal.close('done')
    reach.close()
  } finally {
    await flood.terminate()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The same strategy on many slots of one document. */
function wide(text: string, count: number): StrategyDocument {
  const parsed = parseDocument(text)
  if (!('document' in parsed)) throw new Error('the example does not parse')
  const { document } = parsed
  const nodes: Record<string, StrategyDocument['nodes'][string]> = {}
  const wires: StrategyDocument['wires'][number][] = []
  const slots: Record<string, StrategyDocument['slots'][string]> = {}
  for (let i = 0; i < count; i++) {
    const name = i === 0 ? 'main' : `s${i}`
    slots[name] = { instrument: `S${String(i).padStart(3, '0')}/USDT`, timeframe: '1m' }
    for (const [id, node] of Object.entries(document.nodes)) {
      const slot = ['market.candles', 'signal.enter', 'signal.exit'].includes(node.type) ? { slot: name } : {}
      nodes[`${id}${i}`] = { ...node, params: { ...node.params, ...slot } }
    }
    for (const { from, to } of document.wires) {
      const end = (text: string) => text.replace('.', `${i}.`)
      wires.push({ from: end(from), to: end(to) })
    }
  }
  return { ...document, slots, nodes, wires }
}
