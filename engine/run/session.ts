import type { Desk, DeskCommand, DeskEvent } from '../desk/contract.ts'
import type { ApprovedOrder, OrderFact } from '../protocol/orders.ts'
import type { Venue } from '../venue/contract.ts'

export type Alert = Extract<DeskCommand, { kind: 'alert' }>

/**
 * Desk and venue at one table, in every mode: what the desk commands is done at the venue, what the venue proves goes
 * back to the desk. Facts may come while a command is being carried out (a simulated venue answers at once), so commands
 * wait in one queue and are done in the order in which they were given.
 */
export type Session = {
  send(event: DeskEvent): void
  /** Commands that came from elsewhere, such as a mark. */
  carryOut(commands: readonly DeskCommand[]): void
  /** What the venue tells. */
  readonly hear: (fact: OrderFact) => void
}

/** `beforeSend` is called before anything leaves for the venue: what was decided is on the disk by then. False: it is not (T-DISK-FULL); cancels leave all the same. */
export function createSession(desk: Desk, venue: () => Venue, alert: (alert: Alert) => void, beforeSend?: () => boolean): Session {
  const waiting: DeskCommand[] = []
  let busy = false

  function carryOut(commands: readonly DeskCommand[]): void {
    if (commands.length === 0) return
    for (const command of commands) waiting.push(command)
    if (busy) return
    busy = true
    try {
      for (let next = 0; next < waiting.length; next++) execute(waiting[next]!)
    } finally {
      waiting.length = 0
      busy = false
    }
  }

  function execute(command: DeskCommand): void {
    switch (command.kind) {
      case 'submit':
        if (beforeSend && !beforeSend()) return refuse(command.order)
        venue().submit(command.order)
        return
      case 'cancel':
        beforeSend?.()
        venue().cancel(command.sequence)
        return
      case 'alert':
        alert(command)
    }
  }

  /** What is not on record does not leave: an order nobody remembers could be sent twice, or never be found again. */
  function refuse({ sequence, time }: ApprovedOrder): void {
    send({ kind: 'fact', fact: { kind: 'rejected', sequence, time, code: 'NOT_RECORDED', reason: 'the journal could not be written' } })
  }

  const send = (event: DeskEvent) => carryOut(desk.handle(event))
  return { send, carryOut, hear: (fact) => send({ kind: 'fact', fact }) }
}
