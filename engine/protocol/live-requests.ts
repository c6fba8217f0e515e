import { z } from 'zod'
import type { NamedKey } from './key-source.ts'
import type { HeldRecord, OrderRecord } from './orders.ts'
import type { ParityReport } from './parity.ts'
import { fillProfileSchema, riskProfileSchema } from './profiles.ts'
import type { Had } from './report-requests.ts'

/** Requests about runs that live: paper and live, their journals, and the proof that they equal a backtest. Part of the table in `requests.ts`. */

/** A run by its id or its first digits, or "latest". */
const run = z.string().max(40)
/** The journal of a run: the run, or the path of its folder. */
const journal = z.strictObject({ run: run.optional(), folder: z.string().max(4000).optional() })

/** What a person may do to a run. `end` lets it go as it stands; `stop` forbids new exposure for good; `kill` takes away what rests as well. */
export const acts = ['stop', 'kill', 'halt', 'release', 'end'] as const
export type Act = (typeof acts)[number]

/** What a person wants to run live. The secret is not part of it: the engine asks the keychain for the key by its name. */
const liveWish = {
  document: z.unknown(),
  key: z.string().max(40),
  /** Another place that speaks the venue's protocol: an exchange to practise on, on this machine. */
  address: z.string().max(200).optional(),
  /** Instruments in place of the document's own, by slot: "BTC/USDT". */
  slots: z.record(z.string(), z.string()).default({}),
  duration: z.number().min(1).nullable().default(null),
  capital: z.string().regex(/^\d{1,15}(\.\d{1,8})?$/),
  fillProfile: fillProfileSchema.optional(),
  riskProfile: riskProfileSchema.optional(),
} as const

export const liveRequestSchemas = {
  'paper.start': z.strictObject({
    document: z.unknown(),
    data: z.string().optional(),
    slots: z.record(z.string(), z.string()).default({}),
    /** What time it is when the run begins, UTC milliseconds; null: now, or for recorded candles as early as they allow. */
    from: z.number().nullable().default(null),
    /** How long it runs, milliseconds of its own time; null: until somebody ends it. */
    duration: z.number().min(1).nullable().default(null),
    /** Simulated seconds in a second; null: as fast as the run can follow. */
    speed: z.number().min(0.001).max(1e6).nullable().default(1),
    capital: z.string().optional(),
    fillProfile: fillProfileSchema.optional(),
    riskProfile: riskProfileSchema.optional(),
  }),
  /** Keys by name, out of the keychain; none is opened. */
  'keys.list': z.strictObject({}),
  /** Everything that stands for and against arming, without arming: nothing is sent that changes anything. */
  'live.check': z.strictObject(liveWish),
  /** Begins a run with real orders: only with every check green and the strategy's name typed as it is. */
  'live.start': z.strictObject({
    ...liveWish,
    armed: z.string().max(200),
    /** Codes of checks a person overrides, each typed; what may be overridden is KEY_RIGHTS alone, and it is journaled. */
    overrides: z
      .array(z.enum(['KEY_RIGHTS']))
      .max(1)
      .default([]),
  }),
  /** Goes on with a live run that ended without being ended: a crash, a power cut. Its journal must be whole. */
  'live.resume': z.strictObject({ run, key: z.string().max(40), address: z.string().max(200).optional() }),
  /** Runs that live here, and those whose journals lie in the workspace. */
  'live.list': z.strictObject({}),
  'live.status': z.strictObject({ run }),
  /** Answers once the act holds: after `stop` or `kill` no new exposure leaves (T-STOP-MEANS-STOP). */
  'live.operate': z.strictObject({ run, act: z.enum(acts) }),
  /** Answers when the run has ended, its comparison with the backtest included. */
  'live.ended': z.strictObject({ run }),
  'journal.read': z.strictObject({
    run,
    /** First record wanted, and how many at most. */
    from: z.int().min(1).default(1),
    count: z.int().min(1).max(5000).default(500),
    /** Only these kinds of records, or of events and commands in them ("event:fact"); empty: all. */
    kinds: z.array(z.string().max(40)).max(40).default([]),
  }),
  'journal.verify': journal,
  'journal.replay': journal,
  /** Journals in the workspace, by a look at their ends. */
  'journal.list': z.strictObject({}),
  /** One file with everything in it, which `journal.verify` takes as it takes the folder. */
  'journal.export': z.strictObject({ run }),
  'parity.get': journal,
} as const

/** One line of the check list before arming. */
export type ArmingCheck = { readonly code: string; readonly ok: boolean; readonly sentence: string }

/** What the graph and the account's limits allow at the very most, in the account's currency as it stands; null where there is no limit. */
export type WorstCase = {
  readonly positions: number
  readonly notional: number
  /** Decided by the graph, with their stops and targets; those placed anew after partial fills are not counted. */
  readonly ordersPerMinute: number | null
  /** If every stop slips to nothing. */
  readonly loss: number
  /** Fraction of the peak at which nothing more is added. */
  readonly drawdown: number | null
}

export type ArmingList = {
  readonly strategy: string
  readonly currency: string
  readonly checks: readonly ArmingCheck[]
  readonly worst: WorstCase
}

export type LivePosition = {
  readonly slot: string
  readonly symbol: string
  /** Signed, in base. */
  readonly quantity: string
  readonly entryPrice: number
  readonly price: number
  /** Account currency; null where a price is missing. */
  readonly profit: string | null
}

/** An account at an exchange as a live run sees it. No part of a key is in it. */
export type LiveAccount = {
  readonly venue: string
  readonly stream: 'connecting' | 'live' | 'stale' | 'backoff'
  /** How far this machine's clock is off, milliseconds; null while nobody knows. */
  readonly clockOff: number | null
  readonly balances: readonly { readonly asset: string; readonly free: string; readonly locked: string }[]
  /** Orders of others on the account: shown, never touched. */
  readonly foreign: readonly { readonly symbol: string; readonly side: 'buy' | 'sell'; readonly quantity: string; readonly price: string }[]
  /** When it was looked at last, by the run's clock; null before the first time. */
  readonly checkedAt: number | null
  /** Share of the exchange's request limits that is left, from 0 to 1. */
  readonly budget: number
  /** Other runs that trade on the account: limits that count look at all of them. */
  readonly beside: readonly { readonly run: string; readonly strategy: string }[]
}

export type LiveAlert = { readonly time: number; readonly code: string; readonly message: string }

export type LiveStatus = {
  readonly run: string
  readonly mode: 'paper' | 'live'
  readonly strategy: { readonly id: string; readonly name: string; readonly revision: number }
  readonly feed: { readonly name: string; readonly state: 'live' | 'stale' | 'down'; readonly why: string }
  readonly state: 'starting' | 'active' | 'reducing' | 'halted' | 'reconciling' | 'ended'
  /** By the run's own clock, UTC milliseconds: now, when it began, when it will end (null: open). */
  readonly now: number
  readonly from: number
  readonly until: number | null
  readonly steps: number
  readonly lastStep: number | null
  readonly currency: string
  readonly capital: string
  readonly equity: string | null
  readonly positions: readonly LivePosition[]
  /** Orders that have not ended. */
  readonly working: readonly OrderRecord[]
  readonly orders: number
  readonly fills: number
  readonly denials: number
  readonly late: number
  readonly revised: number
  /** Latest last, at most 100. */
  readonly alerts: readonly LiveAlert[]
  /** Why the strategy or the run failed. */
  readonly fault: string | null
  /** Stops and targets watched here instead of at the exchange. */
  readonly held: readonly HeldRecord[]
  /** The account behind a live run; null on paper. */
  readonly account: LiveAccount | null
  readonly journal: { readonly folder: string; readonly records: number; readonly failed: string | null; readonly signed: boolean } | null
  /** Why it ended. */
  readonly ended: string | null
  readonly parity: ParityReport | null
}

/** One line of the list. A run that lives nowhere any more says how its journal ends. */
export type LiveSummary = {
  readonly run: string
  readonly mode: 'paper' | 'live'
  readonly strategy: string
  readonly from: number
  readonly state: LiveStatus['state'] | 'lost'
  readonly here: boolean
}

export type JournalLine = {
  readonly seq: number
  readonly wall: number
  readonly kind: string
  readonly corr: string | null
  readonly body: unknown
}

/** A journal in the workspace. Times by the wall clock, UTC milliseconds; null where its ends cannot be read. */
export type KeptJournal = Pick<LiveSummary, 'run' | 'mode' | 'strategy' | 'state'> & {
  readonly bytes: number
  readonly records: number
  readonly first: number | null
  readonly last: number | null
  readonly signed: boolean
}

/** A journal old enough to go. `kept`: why it stays; null: it goes. */
export type PrunedJournal = KeptJournal & { readonly kept: string | null }

export type JournalVerdict = {
  readonly folder: string
  readonly ok: boolean
  readonly run: string | null
  readonly records: number
  readonly segments: number
  readonly signed: boolean
  /** Whose signature it is: this workspace's, somebody else's, or the keychain could not be asked; null: unsigned. */
  readonly signer: 'ours' | 'another' | 'unchecked' | null
  readonly closed: boolean
  readonly torn: boolean
  readonly problems: readonly { readonly seq: number; readonly file: string; readonly what: string }[]
}

export type ReplayVerdict = {
  readonly folder: string
  readonly records: number
  readonly steps: number
  readonly decisions: number
  readonly commands: number
  readonly differences: readonly { readonly seq: number; readonly what: string; readonly recorded: string; readonly replayed: string }[]
}

export type LiveReplies = {
  /** `problem`: why there are none to be had here, in a sentence. */
  'keys.list': { readonly keys: readonly NamedKey[]; readonly problem: string | null }
  'live.list': { readonly runs: readonly LiveSummary[] }
  'live.status': Had<{ readonly status: LiveStatus }>
  'live.operate': Had<{ readonly status: LiveStatus }>
  'live.ended': Had<{ readonly status: LiveStatus }>
  'journal.read': Had<{ readonly records: readonly JournalLine[]; readonly total: number }>
  'journal.verify': Had<{ readonly verdict: JournalVerdict }>
  'journal.list': { readonly journals: readonly KeptJournal[] }
  /** In pieces: a long journal never stands in memory as one text. */
  'journal.export': Had<{ readonly run: string; readonly pieces: Iterable<string> }>
  'journal.replay': Had<{ readonly verdict: ReplayVerdict }>
  'parity.get': Had<{ readonly parity: ParityReport }>
}
