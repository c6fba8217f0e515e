import { createHash } from 'node:crypto'
import type { DeskCommand, DeskConfig, DeskEvent } from '../desk/contract.ts'
import type { FeedEvent } from '../market/feed.ts'
import type { Alert, AlertKind, Severity } from '../protocol/alerts.ts'
import type { LiveAlert, LiveStatus } from '../protocol/live-requests.ts'
import type { ParityReport } from '../protocol/parity.ts'
import { printable, shorten } from '../protocol/terminal-text.ts'
import { alertCodes } from './codes.ts'
import { fillSentence, type FillingOrder } from './fill-sentence.ts'
import { redact } from './redact.ts'

/** Which run it is about. */
export type AboutRun = { readonly run: string; readonly strategy: string; readonly mode: 'paper' | 'live' }

/** How a run stood at its end. */
export type EndedRun = Pick<LiveStatus, 'ended' | 'fault' | 'equity' | 'currency' | 'fills'> & { readonly positions: readonly unknown[] }

/** What is heard of a run. The same may be heard on two ways: it is told once. */
export type Happening =
  /** A record of its journal. */
  | { readonly from: 'journal'; readonly kind: string; readonly body: unknown }
  /** What the run itself raises; some of it no journal can hold, such as that it cannot be written. */
  | { readonly from: 'run'; readonly alert: LiveAlert }
  | { readonly from: 'end'; readonly status: EndedRun }

/** Takes what happens in one run, in order, and answers with what a person should be told, if anything. `at`: wall clock. */
export type AlertRule = (happening: Happening, at: number) => Alert | undefined

/** Ids remembered, so that nothing is told twice. */
const MOST_IDS = 2000
const LONGEST = 500

type Found = { readonly kind: AlertKind; readonly severity: Severity; readonly key: string; readonly sentence: string }

/** The rule of one run: pure but for what it remembers of the run. `secrets`: texts that must not be in an alert. */
export function createAlertRule({ run, strategy, mode }: AboutRun, secrets: () => readonly string[]): AlertRule {
  const said = new Set<string>()
  const orders = new Map<number, FillingOrder>()
  let slots: DeskConfig['slots'] = []
  let feed = 'live'
  let feedChanges = 0
  /** It has stopped itself and said why: that "the operator" halts it then is only how. */
  let isBroken = false

  function ofRecord(kind: string, body: unknown): Found | undefined {
    switch (kind) {
      case 'start':
        slots = (body as { plan: { desk: DeskConfig } }).plan.desk.slots
        return undefined
      case 'command':
        return ofCommand(body as DeskCommand)
      case 'event':
        return ofEvent(body as DeskEvent)
      case 'feed':
        return ofFeed(body as Extract<FeedEvent, { kind: 'state' }>)
      case 'fault':
        return ofFault(body as { fault: string; part: 'plan' | 'run' })
      case 'parity':
        return ofParity(body as ParityReport | null)
      case 'closed':
        return { kind: 'run-ended', severity: 'info', key: 'ended', sentence: `The run has ended: ${(body as { why: string }).why}.` }
      default:
        return undefined
    }
  }

  function ofCommand(command: DeskCommand): Found | undefined {
    if (command.kind === 'alert') return ofCode(command)
    if (command.kind === 'submit') {
      const { sequence, slot, side, purpose } = command.order
      orders.set(sequence, { side, purpose, slot: slots[slot] })
    }
    return undefined
  }

  function ofEvent(event: DeskEvent): Found | undefined {
    if (event.kind !== 'fact') return undefined
    const { fact } = event
    if (fact.kind === 'trade') {
      // What is not a trade the desk does not believe, and says so.
      if (!(Number.isSafeInteger(fact.lots) && fact.lots > 0 && Number.isSafeInteger(fact.ticks) && fact.ticks > 0)) return undefined
      const sentence = fillSentence(fact, orders.get(fact.sequence))
      return { kind: 'fill', severity: 'info', key: `fill ${fact.sequence} ${fact.tradeId}`, sentence }
    }
    return undefined
  }

  /** Told when it changes: a feed that is stale again while it was said to be stale says nothing new. */
  function ofFeed({ state, why }: Extract<FeedEvent, { kind: 'state' }>): Found | undefined {
    if (state === feed) return undefined
    feed = state
    const key = `feed ${++feedChanges}`
    if (state === 'live') return { kind: 'stale-feed', severity: 'info', key, sentence: 'Market data is live again.' }
    return { kind: 'stale-feed', severity: 'warning', key, sentence: `Market data is ${state}: ${why}` }
  }

  function ofFault({ fault, part }: { fault: string; part: 'plan' | 'run' }): Found {
    isBroken = true
    const who = part === 'plan' ? 'The strategy' : 'The run'
    return { kind: 'halt', severity: 'critical', key: 'fault', sentence: `${who} failed and is halted: ${fault.split('\n')[0]}` }
  }

  function ofParity(parity: ParityReport | null): Found | undefined {
    if (parity === null || parity.unexplained === 0) return undefined
    const sentence = `${parity.unexplained} orders or fills differ from the backtest of the same bars without a proven cause.`
    return { kind: 'parity', severity: 'critical', key: 'parity', sentence }
  }

  function ofCode({ code, message, time }: LiveAlert): Found | undefined {
    const known = Object.hasOwn(alertCodes, code) ? alertCodes[code] : undefined
    if (!known || (isBroken && code === 'HALT_OPERATOR')) return undefined
    if (known.halts) isBroken = true
    if (code === 'RELEASED') isBroken = false
    return { kind: known.kind, severity: known.severity, key: known.once ?? `${code} ${time} ${message}`, sentence: message }
  }

  function ofEnd({ ended, fault, equity, currency, fills, positions }: EndedRun): Found {
    const sum = `${count(fills, 'fill')}, equity ${equity === null ? 'unknown' : `${equity} ${currency}`}`
    const open = positions.length > 0 ? `, ${count(positions.length, 'position')} still open` : ''
    const severity = fault !== null ? 'critical' : positions.length > 0 ? 'warning' : 'info'
    return { kind: 'run-ended', severity, key: 'ended', sentence: `The run has ended: ${ended ?? 'it is over'}. ${sum}${open}.` }
  }

  function find(happening: Happening): Found | undefined {
    switch (happening.from) {
      case 'journal':
        return ofRecord(happening.kind, happening.body)
      case 'run':
        return ofCode(happening.alert)
      case 'end':
        return ofEnd(happening.status)
    }
  }

  /** True the first time. */
  function isNew(id: string): boolean {
    if (said.has(id)) return false
    said.add(id)
    if (said.size > MOST_IDS) for (const oldest of said) return said.delete(oldest)
    return true
  }

  const clean = (text: string, longest: number) => shorten(printable(redact(text, secrets())), longest)

  return (happening, at) => {
    const found = find(happening)
    if (!found) return undefined
    const id = createHash('sha256')
      .update(JSON.stringify([run, found.kind, found.key]))
      .digest('hex')
      .slice(0, 24)
    if (!isNew(id)) return undefined
    const { kind, severity, sentence } = found
    return { id, at, severity, kind, run, strategy: clean(strategy, 100), mode, sentence: clean(sentence, LONGEST) }
  }
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
