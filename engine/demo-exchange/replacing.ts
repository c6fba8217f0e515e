import type { Account } from './accounts.ts'
import type { House } from './house.ts'
import { readParameters, type Parameters } from './parameters.ts'
import { Refusal, refusals } from './refusals.ts'
import { cancelOrder, newOrder } from './trading.ts'

type Part =
  | { readonly result: 'SUCCESS'; readonly response: unknown }
  | { readonly result: 'FAILURE'; readonly response: { readonly code: number; readonly msg: string } }
  | { readonly result: 'NOT_ATTEMPTED'; readonly response: null }

/** Withdraws one order and places another, which are two acts: each may fail alone, and the answer says which did (F37: the second does). */
export function replaceOrder(house: House, account: Account, params: Parameters): unknown {
  const mode = params.text('cancelReplaceMode')
  if (mode !== 'STOP_ON_FAILURE' && mode !== 'ALLOW_FAILURE') throw refusals.malformed('cancelReplaceMode')
  const old = { orderId: 'cancelOrderId', origClientOrderId: 'cancelOrigClientOrderId', newClientOrderId: 'cancelNewClientOrderId' }
  const search = new URLSearchParams({ symbol: params.text('symbol') })
  for (const [name, sentAs] of Object.entries(old)) {
    const value = params.optional(sentAs)
    if (value !== undefined) search.set(name, value)
  }
  const cancel = attempt(() => cancelOrder(house, account, readParameters(search)))
  const placed: Part =
    cancel.result === 'FAILURE' && mode === 'STOP_ON_FAILURE'
      ? { result: 'NOT_ATTEMPTED', response: null }
      : attempt(() => {
          if (house.faults.happens('F37')) throw refusals.engine('Order would immediately match and take.')
          return newOrder(house, account, params, false)!.body
        })
  const data = {
    cancelResult: cancel.result,
    newOrderResult: placed.result,
    cancelResponse: cancel.response,
    newOrderResponse: placed.response,
  }
  if (cancel.result === placed.result && cancel.result === 'SUCCESS') return data
  throw cancel.result === 'SUCCESS' || placed.result === 'SUCCESS' ? refusals.replacedInPart(data) : refusals.notReplaced(data)
}

function attempt(act: () => unknown): Exclude<Part, { result: 'NOT_ATTEMPTED' }> {
  try {
    return { result: 'SUCCESS', response: act() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return { result: 'FAILURE', response: { code: error.code, msg: error.message } }
  }
}
