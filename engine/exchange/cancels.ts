import { sleepOn } from '../market/clock.ts'
import { classifyCommand } from './classify.ts'
import { mayLive, type SentOrder } from './orders-sent.ts'
import type { Pursuit } from './evidence.ts'
import { jsonOf } from './raw-answer.ts'

/** How long after a cancel it is looked whether it held (T-CANCEL). */
const polls = [500, 500, 1000, 2000, 4000, 8000]
/** At most so many cancels of one order within so long; after that a person has to look. */
const MOST_ATTEMPTS = 6
const WITHIN = 600_000

export type Cancels = { begin(sent: SentOrder): void }

/** Withdraws orders: asks, and looks until the end is proven. "Not found" proves nothing. */
export function createCancels({ protocol, link, clock, evidence, emit, isClosed, fail }: Pursuit): Cancels {
  async function withdraw(sent: SentOrder): Promise<void> {
    const { read, requests, answers } = protocol
    const since = clock.now()
    for (let attempt = 0; attempt < MOST_ATTEMPTS && clock.now() - since < WITHIN; attempt++) {
      if (!mayLive(sent) || isClosed()) return
      const answer = await link.command(requests.cancelOrder(sent.symbol, sent.clientId))
      const outcome = classifyCommand({ ...answers, isOrder: () => true }, answer)
      if (outcome.kind === 'taken') {
        const body = jsonOf(answer)
        const told = read.readOrder(body) ?? read.readList(body)?.find(({ clientId }) => clientId === sent.clientId)
        if (told?.clientId === sent.clientId) await evidence.takeOrder(sent, told)
      }
      for (const wait of polls) {
        if (!mayLive(sent) || isClosed()) return
        await sleepOn(clock, wait)
        const found = mayLive(sent) ? await evidence.lookUp(sent) : 'settled'
        // It stands there, settled and open: the cancel was lost.
        if (found === 'settled' && mayLive(sent)) break
      }
    }
    if (!mayLive(sent) || isClosed()) return
    const reason = `${MOST_ATTEMPTS} cancels were sent and none is proven to have held`
    emit({ kind: 'unknown', sequence: sent.order.sequence, time: link.sync.serverNow(), command: 'cancel', reason })
  }

  return {
    begin(sent) {
      if (sent.canceling || !mayLive(sent)) return
      sent.canceling = true
      withdraw(sent)
        .catch(fail)
        .finally(() => (sent.canceling = false))
    },
  }
}
