import type { Timeframe } from '../../nodes/define/timeframe.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { readTemplate } from './examples.ts'
import { sayFindings } from './findings.ts'
import { say, tell } from './output.ts'
import { createProgress } from './progress.ts'
import { stopNotRun } from './run-options.ts'
import { withEngine, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

const EXAMPLE = 'sma-cross'

const welcome = `Weir: wire a trading strategy as a graph, see what it would have done.

The window is not part of this build. In its place this runs the example strategy "${EXAMPLE}" twice:
hour by hour on the practice market, whose prices are simulated, and day by day on the
S&P 500, whose prices are real. Neither needs a network, and no order is sent anywhere.
`

const next = `Next:
  weir new ${EXAMPLE} my-first.weir      a copy to change
  weir backtest my-first.weir           what it would have done
  weir --help                           everything else
(In a fresh clone write npx weir instead of weir.)
`

const markets = [
  { data: 'practice', title: 'The practice market (simulated), hourly', timeframe: '1h' },
  { data: 'sp500', title: 'The S&P 500, daily', timeframe: '1d' },
] as const

/** What there is to see without a window: the example's report on two markets. */
export async function startInTerminal(shell: Shell): Promise<void> {
  const { interrupt } = shell
  const { document } = await readTemplate(EXAMPLE)
  say(welcome)
  await withEngine(shell, async (engine) => {
    for (const { data, title, timeframe } of markets) {
      const progress = await createProgress(process.stderr.isTTY)
      const reply = await engine
        .request('backtest.run', { document: at(document, timeframe), data }, { onProgress: progress.show, signal: interrupt.signal })
        .finally(progress.end)
      interrupt.check()
      if (reply.kind === 'not-run') throw stopNotRun(reply, EXAMPLE)
      sayFindings(reply.findings)
      const run = reply.outcome.runId
      const shown = await engine.request('report.get', { run, orders: false })
      const written = await engine.request('report.write', { run, form: 'text' })
      if (!shown.ok || !written.ok) throw new Stop(exitCodes.fault, 'the report of a run just made is not there')
      say(`\n${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n`)
      for (const piece of written.pieces) say(piece)
      if (shown.note !== undefined) tell(`weir: ${shown.note}`)
    }
  })
  say(`\n${next}`)
}

/** The same strategy on bars of another length: the S&P 500 data has daily ones only. */
function at(document: StrategyDocument, timeframe: Timeframe): StrategyDocument {
  const slots = Object.entries(document.slots).map(([name, slot]) => [name, { ...slot, timeframe }])
  return { ...document, slots: Object.fromEntries(slots) }
}
