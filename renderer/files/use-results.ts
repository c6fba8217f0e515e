import { useEffect, useState } from 'react'
import { RequestFailed } from '../../engine/protocol/channel-messages.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { EngineClient } from '../engine.ts'
import { shippedData } from '../run/shipped-data.ts'
import { say } from '../text/en.ts'
import type { Computed } from './TemplateResult.tsx'

const waiting: Computed = { kind: 'waiting' }

/** Results of strategies on the data that comes with the program, one after the other; what the engine has computed before is there at once. */
export function useResults(engine: EngineClient, strategies: readonly { readonly name: string; readonly strategy: StrategyDocument }[]) {
  const [results, setResults] = useState<ReadonlyMap<string, Computed>>(new Map())
  useEffect(() => {
    const controller = new AbortController()
    const set = (name: string, computed: Computed) => {
      if (!controller.signal.aborted) setResults((before) => new Map(before).set(name, computed))
    }
    void (async () => {
      for (const { name, strategy } of strategies) {
        if (controller.signal.aborted) return
        set(name, { kind: 'running', share: 0 })
        set(name, await look(engine, strategy, controller.signal, (share) => set(name, { kind: 'running', share })))
      }
    })()
    return () => controller.abort()
  }, [engine, strategies])
  return (name: string) => results.get(name) ?? waiting
}

async function look(
  engine: EngineClient,
  document: StrategyDocument,
  signal: AbortSignal,
  onShare: (share: number) => void,
  again = true,
): Promise<Computed> {
  try {
    const reply = await engine.request('backtest.glance', { document, data: shippedData(document) }, { signal, onProgress: onShare })
    if (reply.kind === 'glance') return { kind: 'here', glance: reply.glance }
    return { kind: 'failed', reason: reply.problems[0]?.message ?? reply.findings[0]?.message ?? say('files.gallery-no-reason') }
  } catch (error) {
    // A run of the person's own came first: this one is asked for once more.
    const isPushedAside = error instanceof RequestFailed && error.why === 'superseded'
    if (isPushedAside && again && !signal.aborted) return look(engine, document, signal, onShare, false)
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}
