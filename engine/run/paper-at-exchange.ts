import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Plan } from '../compile/plan.ts'
import type { Progress } from '../market/problems.ts'
import type { VenueName } from '../protocol/key-source.ts'
import { prepareLive, type PreparedLive } from './prepare-live.ts'
import type { NotPrepared } from './prepare-paper.ts'
import { openAccess, type Limiters } from './venue-access.ts'

/** "binance", or "demo@127.0.0.1:8790": an exchange whose live markets a paper run may listen to. */
const shape = /^(binance|demo@(.+))$/

/** Whether market data is asked of an exchange, and of which. */
export function exchangeNamed(data: string | undefined): { readonly venue: VenueName; readonly address: string | undefined } | undefined {
  const match = data === undefined ? null : shape.exec(data)
  return match ? { venue: match[2] === undefined ? 'binance' : 'demo', address: match[2] } : undefined
}

/** Opens live market data of an exchange for a paper run: its public side alone, without a key. What was opened ends with the feed. */
export async function preparePaperAtExchange(
  document: StrategyDocument,
  plan: Plan,
  at: NonNullable<ReturnType<typeof exchangeNamed>>,
  workspace: string | undefined,
  duration: number | null,
  progress: Progress,
  limiters?: Limiters,
): Promise<PreparedLive | NotPrepared> {
  const access = await openAccess(at.venue, at.address, workspace, limiters)
  if (typeof access === 'string') return { findings: [], problems: [{ message: access }] }
  const ready = await prepareLive(document, plan, access, {}, duration, progress)
  if (!('feed' in ready)) {
    access.reach.close()
    return ready
  }
  const { feed } = ready
  return {
    ...ready,
    feed: {
      ...feed,
      async close() {
        await feed.close()
        access.reach.close()
      },
    },
  }
}
