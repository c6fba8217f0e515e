import type { CancelRequest, Denial, OrderRequest, Signal } from '../../nodes/define/trade.ts'
import type { DeskEvent } from '../desk/contract.ts'
import type { Decisions } from './decide.ts'

/** One decision of a strategy, as plain data: what a plan answers to a step, and what the journal keeps of it. */
export type Decision =
  | { readonly kind: 'request'; readonly request: OrderRequest }
  | { readonly kind: 'cancel'; readonly request: CancelRequest }
  | { readonly kind: 'refused'; readonly by: string; readonly signal: Signal; readonly denial: Denial }

/**
 * Collects the decisions of one step in the order in which they are taken. They reach the desk together, after the last:
 * every decision of a step is taken on the account as it was before the first, wherever the plan computes.
 */
export function collectDecisions(): { readonly list: Decision[]; readonly decisions: Decisions } {
  const list: Decision[] = []
  return {
    list,
    decisions: {
      request: (request) => void list.push({ kind: 'request', request }),
      cancel: (request) => void list.push({ kind: 'cancel', request }),
      refused: (by, signal, denial) => void list.push({ kind: 'refused', by, signal, denial }),
    },
  }
}

/** A decision as the desk hears it. */
export function deskEvent(decision: Decision, time: number): DeskEvent {
  switch (decision.kind) {
    case 'request':
      return { kind: 'request', time, request: decision.request }
    case 'cancel':
      return { kind: 'cancel', time, request: decision.request }
    case 'refused':
      return { kind: 'refused', time, by: decision.by, signal: decision.signal, denial: decision.denial }
  }
}
