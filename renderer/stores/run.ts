import { createStore } from 'zustand/vanilla'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Finding } from '../../nodes/strategy/findings.ts'
import type { DataProblem, Replies, RequestInput } from '../../engine/protocol/requests.ts'
import { liveDefault1 } from '../../engine/protocol/profiles.ts'
import { RequestFailed } from '../../engine/protocol/channel-messages.ts'
import type { EngineClient } from '../engine.ts'
import type { DocumentStore } from './document.ts'

/** What the run bar sets: the binding of a backtest. It edits the run, never the document. */
export type RunSettings = Omit<RequestInput<'backtest.show'>, 'document'>

export type Result = Extract<Replies['backtest.show'], { kind: 'run' }>

export type RunMode = 'backtest' | 'paper' | 'live'

export type RunState = {
  readonly settings: RunSettings
  readonly mode: RunMode
  /** Of a paper run: simulated seconds in a second, null for as fast as it goes; how long by its own clock, null until somebody ends it. */
  readonly paper: { readonly speed: number | null; readonly duration: number | null }
  /** Of a live run: the key by its name, where the demo exchange is (empty for a real one), how long. */
  readonly live: { readonly key: string; readonly address: string; readonly duration: number | null }
  readonly autoRun: boolean
  /** A run in progress: share done 0 to 1, and what is being done. */
  readonly running: { readonly share: number; readonly doing: string } | undefined
  /** The last good result and the document it is of. It stays, named as old, while a newer one cannot be had. */
  readonly result: Result | undefined
  readonly resultOf: StrategyDocument | undefined
  /** The result is of what is in view only, while something is dragged: as good as old, to be looked at and not taken along. */
  readonly isPreview: boolean
  /** Milliseconds the last whole run took, reading included. */
  readonly took: number | undefined
  /** Why the last attempt gave no result. */
  readonly findings: readonly Finding[]
  readonly problems: readonly DataProblem[]
  readonly failure: string | undefined
}

/** Over this, a run is not started by itself: the button says why. */
const SLOWEST_AUTO = 5000
/** Over this, what is dragged runs over what is in view only, and over everything when it is let go. */
const SLOWEST_DRAGGED = 500
/** Milliseconds after which an edit does not wait for those before it; closer together they are one run. */
const CALM = 40
/** A run that began by itself is told of after so many milliseconds. */
const BLINK = 150

/** Runs of one open document: started by hand or by every edit, the latest wins. */
export function createRunStore(engine: EngineClient, document: DocumentStore) {
  const store = createStore<RunState>(() => ({
    settings: { data: shippedDataOf(document.getState().document), slots: {}, from: null, to: null, capital: '10000' },
    mode: 'backtest',
    paper: { speed: 1, duration: null },
    live: { key: '', address: '', duration: null },
    autoRun: false,
    running: undefined,
    result: undefined,
    resultOf: undefined,
    isPreview: false,
    took: undefined,
    findings: [],
    problems: [],
    failure: undefined,
  }))
  let controller: AbortController | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let editedAt = -Infinity
  /** What of the last whole result is in view, UTC milliseconds; undefined: all of it, or nobody looks. */
  let inView: { readonly from: number; readonly to: number } | undefined
  /** The latest run was begun over what is in view: everything is still to be run. */
  let owesWhole = false

  /** `quietFor`: milliseconds for which it is not said that it runs; what is over within a blink would only flicker. */
  async function run(quietFor = 0, over?: typeof inView): Promise<void> {
    controller?.abort()
    const own = (controller = new AbortController())
    const of = document.getState().document
    owesWhole = over !== undefined
    const began = performance.now()
    const tell = (share: number, doing: string) => controller === own && store.setState({ running: { share, doing }, failure: undefined })
    const telling = quietFor > 0 ? setTimeout(() => tell(0, 'starting'), quietFor) : void tell(0, 'starting')
    try {
      const reply = await engine.request(
        'backtest.show',
        { ...store.getState().settings, ...over, document: of },
        {
          signal: own.signal,
          onProgress: (share, doing) => {
            if (performance.now() - began >= quietFor) tell(share, doing)
          },
        },
      )
      if (controller !== own) return
      const took = over ? store.getState().took : performance.now() - began
      if (reply.kind === 'run')
        store.setState({
          running: undefined,
          result: reply,
          resultOf: of,
          isPreview: over !== undefined,
          took,
          findings: reply.findings,
          problems: [],
          failure: undefined,
        })
      else store.setState({ running: undefined, took, findings: reply.findings, problems: reply.problems, failure: undefined })
    } catch (error) {
      if (controller !== own) return
      const stopped = error instanceof RequestFailed && (error.why === 'canceled' || error.why === 'superseded')
      store.setState({ running: undefined, failure: stopped ? undefined : error instanceof Error ? error.message : String(error) })
    } finally {
      clearTimeout(telling)
    }
  }

  function liveWish(): RequestInput<'live.check'> {
    const { settings, live } = store.getState()
    const { capital, fillProfile, riskProfile } = settings
    return {
      document: document.getState().document,
      key: live.key,
      duration: live.duration,
      capital: capital ?? '1000',
      ...(live.address === '' ? {} : { address: live.address }),
      ...(fillProfile ? { fillProfile } : {}),
      riskProfile: riskProfile ?? liveDefault1,
    }
  }

  function afterEdit(): void {
    const { autoRun, took = 0 } = store.getState()
    if (!autoRun || took > SLOWEST_AUTO) return
    clearTimeout(timer)
    const over = isDragged() && took > SLOWEST_DRAGGED ? inView : undefined
    const now = performance.now()
    // A single edit is run at once, and what a burst of them comes to when it has ended: in the turn after, so that the window has drawn it.
    timer = setTimeout(() => void run(BLINK, over), now - editedAt > CALM ? 0 : CALM)
    editedAt = now
  }

  const isDragged = () => document.getState().before !== undefined

  const stopListening = document.subscribe((now, before) => {
    const isLetGo = owesWhole && now.before === undefined && before.before !== undefined
    if (isLetGo || meaning(now.document) !== meaning(before.document)) afterEdit()
  })

  return {
    ...store,
    run: () => run(),
    stop(): void {
      controller?.abort()
      controller = undefined
      store.setState({ running: undefined })
    },
    /** Changes the binding; with auto-run on, runs again. */
    set(settings: Partial<RunSettings>): void {
      store.setState(({ settings: old }) => ({ settings: { ...old, ...settings } }))
      afterEdit()
    },
    /** What of the whole result is in view: as far as a slow strategy runs while something is dragged. */
    setInView(times: typeof inView): void {
      inView = times
    },
    setMode: (mode: RunMode) => store.setState({ mode }),
    setPaper: (paper: Partial<RunState['paper']>) => store.setState(({ paper: old }) => ({ paper: { ...old, ...paper } })),
    /** Begins a paper run of the document as it is now. Answers with its id; undefined where it was not begun, and why stands with the problems. */
    async startPaper(): Promise<string | undefined> {
      const { settings, paper } = store.getState()
      const { data, slots, capital, fillProfile, riskProfile } = settings
      const binding = { data, slots, capital, fillProfile, riskProfile }
      try {
        const reply = await engine.request('paper.start', {
          document: document.getState().document,
          ...Object.fromEntries(Object.entries(binding).filter(([, value]) => value !== undefined)),
          ...paper,
        })
        store.setState({ findings: reply.findings, problems: reply.kind === 'started' ? [] : reply.problems, failure: undefined })
        return reply.kind === 'started' ? reply.run : undefined
      } catch (error) {
        store.setState({ failure: error instanceof Error ? error.message : String(error) })
        return undefined
      }
    },
    setLive: (live: Partial<RunState['live']>) => store.setState(({ live: old }) => ({ live: { ...old, ...live } })),
    /** The check list of a live run of the document as it is now; nothing begins. Rejects where the engine cannot be reached. */
    checkLive: () => engine.request('live.check', liveWish()),
    /** Begins a live run. `armed`: the strategy's name as it was typed. */
    startLive: (armed: string) => engine.request('live.start', { ...liveWish(), armed }),
    setAutoRun(autoRun: boolean): void {
      store.setState({ autoRun })
      if (autoRun) afterEdit()
    },
    dispose(): void {
      stopListening()
      clearTimeout(timer)
      controller?.abort()
    },
  }
}
export type RunStore = ReturnType<typeof createRunStore>

/** The data that comes with the product and has the market a strategy names: the S&P 500 where that is its only one, else the practice market. */
function shippedDataOf({ slots }: StrategyDocument): 'sp500' | 'practice' {
  const named = new Set(Object.values(slots).map(({ instrument }) => instrument))
  return named.size === 1 && named.has('SPX/USD') ? 'sp500' : 'practice'
}

/** What of a document a run depends on: immer keeps untouched parts identical, so this is a comparison of references. */
function meaning({ nodes, wires, slots, subgraphs, settings }: StrategyDocument): string {
  return [nodes, wires, slots, subgraphs, settings].map(identity).join()
}

const identities = new WeakMap<object, number>()
let nextIdentity = 1
function identity(part: object): number {
  const known = identities.get(part) ?? nextIdentity++
  identities.set(part, known)
  return known
}

/** True when the result shown is of an older document, or of a part of the bars only. */
export function isStale(
  {
    result,
    resultOf,
    isPreview = false,
  }: Pick<RunState, 'resultOf'> & { readonly isPreview?: boolean; readonly result: object | undefined },
  document: StrategyDocument,
): boolean {
  return result !== undefined && resultOf !== undefined && (isPreview || meaning(resultOf) !== meaning(document))
}
