import type { Engine } from '../../engine/main.ts'
import type { LiveStatus } from '../../engine/protocol/live-requests.ts'
import { parityLines } from './live-text.ts'
import { say, sayJson, tell } from './output.ts'
import type { Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

/** Simulated time in a line while a run goes on, every so often. */
const LINE_EVERY = 1000

/** Shows how the run stands until it ends; Ctrl-C ends it in order. */
export async function follow(engine: Engine, run: string, { interrupt }: Shell): Promise<LiveStatus> {
  const ask = async () => (await engine.request('live.status', { run })) as { status: LiveStatus }
  let alerts = 0
  let last = ''
  const line = async () => {
    const { status } = await ask()
    for (const { code, message } of status.alerts.slice(alerts)) tell(`weir: ${code}: ${message}`)
    alerts = status.alerts.length
    const text = `${minute(status.now)} UTC  ${status.state}  equity ${status.equity ?? 'unknown'} ${status.currency}  ${status.orders} orders, ${status.fills} fills, ${status.positions.length} positions`
    if (text !== last) tell(`weir: ${text}`)
    last = text
  }
  const timer = setInterval(() => void line(), LINE_EVERY)
  const end = () => void engine.request('live.operate', { run, act: 'end' })
  if (interrupt.signal.aborted) end()
  interrupt.signal.addEventListener('abort', end)
  try {
    const ended = await engine.request('live.ended', { run })
    if (!ended.ok) throw new Stop(exitCodes.fault, ended.message)
    return ended.status
  } finally {
    clearInterval(timer)
    interrupt.signal.removeEventListener('abort', end)
  }
}

/** Says what the run came to: its report, its comparison with the backtest, and where its journal lies. */
export async function deliver(engine: Engine, status: LiveStatus, json: boolean): Promise<void> {
  const { run, parity, ended, fault, journal } = status
  const shown = await engine.request('report.get', { run, orders: json })
  if (!shown.ok) throw new Stop(exitCodes.fault, shown.message)
  if (json) sayJson({ ...shown.report, parity, ended, fault })
  else {
    const text = await engine.request('report.write', { run, form: 'text' })
    if (text.ok) for (const piece of text.pieces) say(piece)
    if (parity) say(`\n${parityLines(parity).join('\n')}\n`)
  }
  tell(`weir: ${status.mode} run ${run.slice(0, 8)} has ended: ${ended ?? 'it is over'}`)
  if (journal) tell(`weir: its journal of ${journal.records} records${journal.signed ? '' : ' (unsigned)'} is in ${journal.folder}`)
  if (fault !== null) throw new Stop(exitCodes.fault, `the run failed: ${fault.split('\n')[0]}`)
  if (parity && parity.unexplained > 0)
    throw new Stop(
      exitCodes.mismatch,
      `${parity.unexplained} orders or fills are not those of the backtest of the same bars, without a proven cause`,
    )
}

/** A profile by its name, under the name a request gives it. */
export function byName<Key extends string, Profile extends { readonly name: string }>(
  key: Key,
  profiles: readonly Profile[],
  name: string,
): { [K in Key]?: Profile } {
  const profile = profiles.find((one) => one.name === name)
  return profile ? ({ [key]: profile } as { [K in Key]: Profile }) : {}
}

/** "2026-11-26 18:05" */
function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ')
}
