import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from '../../engine/compile/compile.ts'
import type { Book } from '../../engine/desk/book.ts'
import { openAccount } from '../../engine/demo-exchange/accounts.ts'
import { createDemoExchange } from '../../engine/demo-exchange/exchange.ts'
import { createFaults } from '../../engine/demo-exchange/faults.ts'
import { serveDemoExchange } from '../../engine/demo-exchange/serve.ts'
import { demoSymbol } from '../../engine/demo-exchange/symbols.ts'
import { openAccount as openVenueAccount } from '../../engine/exchange/account.ts'
import { openPinFile } from '../../engine/exchange/pins.ts'
import { binance } from '../../engine/exchange/protocol.ts'
import { reachVenue } from '../../engine/exchange/reach.ts'
import { readJournal } from '../../engine/journal/read.ts'
import type { JournalRecord } from '../../engine/journal/record.ts'
import { openJournal } from '../../engine/journal/writer.ts'
import { fasterClock } from '../../engine/market/clock.ts'
import { honestBar1, research1 } from '../../engine/protocol/profiles.ts'
import { adoptOrders } from '../../engine/run/live-venue.ts'
import { hostPlanInWorker } from '../../engine/run/plan-host.ts'
import { loadStreams, openSources } from '../../engine/run/load.ts'
import { foldJournal } from '../../engine/run/resume.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { funds, waveSource } from '../demo-exchange/market.ts'
import { runOnPaper } from '../kit/paper.ts'
import { quickExample } from '../kit/quick-example.ts'

/**
 * A run that was killed, with ten thousand orders in its journal: the journal verified and folded, every order handed to the exchange's
 * side, and the account reconciled with a demo exchange over a socket, while the plan goes through its steps again. Of the whole, 2.1 s are
 * the pause before the second look.
 */
export async function bench(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  try {
    const orders = await writeJournal(join(folder, 'journal'))
    const begun = performance.now()
    const records: JournalRecord[] = []
    const { ok } = readJournal(join(folder, 'journal'), (record) => void records.push(record))
    const read = performance.now()
    const left = foldJournal(records)!
    const folded = performance.now()
    if (!ok) throw new Error('the journal is not whole')

    const clock = fasterClock(Date.now(), 1)
    const exchange = createDemoExchange({
      clock,
      markets: [{ symbol: demoSymbol('BTC', 'USDT'), source: waveSource() }],
      accounts: [openAccount('the-key', 'the-secret', funds)],
      faults: createFaults(1, 0),
    })
    const served = await serveDemoExchange(exchange, 0, { now: clock.now, speed: 1 })
    const rest = `http://${served.address}`
    const sockets = `ws://${served.address}`
    const pins = openPinFile(join(folder, 'pins.json'))
    if (!pins.ok) throw new Error(pins.message)
    const reach = reachVenue({ origins: [rest, sockets], pins: pins.pins, clock, onIdentity: print })
    const ready = performance.now()
    const connection = openVenueAccount({
      protocol: binance,
      secret: { key: 'the-key', secret: 'the-secret' },
      address: { rest, account: `${sockets}/ws-api/v3`, market: `${sockets}/ws` },
      clock,
      random: () => 0.5,
      send: reach.send,
      dial: reach.dial,
    }).join({
      run: 'the-run',
      slots: [{ instrument: left.start.instruments[0]!, symbol: 'BTCUSDT' }],
      clientId: (order) => left.desk.clientId(order),
      emit: () => {},
      alert: () => {},
      halt: (_, message) => print(message),
      expected: () => ({}),
      record: () => {},
    })
    const { orders: book, fills } = left.desk.checkpoint() as Pick<Book, 'orders' | 'fills'>
    adoptOrders(connection.venue, book, fills)
    const adopted = performance.now()
    const host = hostPlanInWorker(new URL('./worker.js', import.meta.url), left.start.plan)
    const stepped = host.step(left.planSteps, 60_000)
    const against = await connection.start()
    await stepped
    const active = performance.now()
    if (against.length > 0) throw new Error(against.join('; '))
    const ms = (from: number, to: number) => `${Math.round(to - from)} ms`
    const whole = active - ready + (folded - begun)
    print(`restart with ${orders} orders to active: ${Math.round(whole)} ms; target 5000 ms`)
    print(
      `  ${records.length} records verified ${ms(begun, read)}, folded ${ms(read, folded)}, orders taken up ${ms(ready, adopted)}, account ${ms(adopted, active)}`,
    )
    connection.close()
    void host.close()
    reach.close()
    await served.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The journal of a session of minutes that trades at almost every bar, cut off without an end. Answers with its orders. */
async function writeJournal(folder: string): Promise<number> {
  const text = quickExample(readFileSync(new URL('../examples/strategies/sma-cross.weir', import.meta.url), 'utf8'))
  // Without the pause after losses and the gate under the peak, so that there are as many orders as can be.
  const parsed = parseDocument(text.replace('"losses": 3', '"losses": 100').replace('"fromPeak": 25', '"fromPeak": 99'))
  if (!('document' in parsed)) throw new Error('the example does not parse')
  const { plan } = compile(parsed.document)
  const sources = plan && (await openSources(plan, {}, 'practice', {}))
  if (!plan || !sources || 'problems' in sources) throw new Error('the example cannot be run')
  const loaded = await loadStreams(plan, sources, Date.UTC(2024, 0, 1), Date.UTC(2024, 1, 2), {})
  if ('problems' in loaded) throw new Error('there are no bars')
  const binding = { slots: sources.bindings, from: null, to: null, capital: '1000', fillProfile: honestBar1, riskProfile: research1 }
  const example = { document: parsed.document, plan, binding, streams: loaded.streams }
  const journal = openJournal({
    folder,
    run: 'bench',
    signer: null,
    engineVersion: 'bench',
    clock: { wall: Date.now, mono: () => performance.now() },
    onFailure(error) {
      throw error
    },
  })
  const recorder = { append: journal.append, flush: journal.flush, sync: () => true }
  const run = runOnPaper(example, loaded.streams[0]!.candles.time[200]!, recorder)
  await run.ended
  journal.close('done')
  return run.desk.orders().length
}
