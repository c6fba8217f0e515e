import { createStore } from 'zustand/vanilla'
import type { ReportDocument } from '../../engine/protocol/report.ts'
import type { EngineClient } from '../engine.ts'

/** The report of the run that is shown. While a newer one is on its way the last one stays. */
export type ReportState = {
  /** The run last asked for. */
  readonly run: string | undefined
  readonly loading: boolean
  readonly report: ReportDocument | undefined
  /** The report came with a row for each order: most of its bytes, so only who shows them asks for them. */
  readonly hasOrders: boolean
  /** Different results of this strategy shown so far, this one included; null: not counted. */
  readonly variantsTried: number | null
  /** Why the run was not recorded. */
  readonly note: string | undefined
  readonly failure: string | undefined
}

const none: ReportState = {
  run: undefined,
  loading: false,
  report: undefined,
  hasOrders: false,
  variantsTried: null,
  note: undefined,
  failure: undefined,
}

/** Asks the engine for reports, one at a time: the latest run wins. To ask counts as having shown the result. */
export function createReportStore(engine: EngineClient) {
  const store = createStore<ReportState>(() => none)
  /** The latest question was for the orders too. */
  let withOrders = false
  let asked = 0

  async function load(run: string, orders: boolean): Promise<void> {
    const own = ++asked
    withOrders = orders
    store.setState({ run, loading: true, failure: undefined })
    const isLatest = () => asked === own
    try {
      const answer = await engine.request('report.get', { run, orders })
      if (!isLatest()) return
      if (answer.ok) {
        const { report, variantsTried, note } = answer
        store.setState({ loading: false, report, hasOrders: orders, variantsTried, note })
      } else store.setState({ loading: false, failure: answer.message })
    } catch (error) {
      if (isLatest()) store.setState({ loading: false, failure: error instanceof Error ? error.message : String(error) })
    }
  }

  return {
    ...store,
    /** Sees to it that the report of this run is here or on its way. */
    want(run: string, orders: boolean): void {
      if (store.getState().run !== run || (orders && !withOrders)) void load(run, orders)
    },
    again(): void {
      const { run } = store.getState()
      if (run !== undefined) void load(run, withOrders)
    },
  }
}
export type ReportStore = ReturnType<typeof createReportStore>
