import type { Clock } from '../market/clock.ts'
import type { Alert, ChannelStatus, Notice, Severity } from '../protocol/alerts.ts'
import type { Attempt, Channel } from './channel.ts'
import { createCourier } from './courier.ts'
import { createGate } from './gate.ts'
import type { AlertSettings } from './settings.ts'
import { remarkOf } from './tally.ts'

/** How often it is looked whether something held is due. */
const LOOK_EVERY = 5000

export type LineInput = {
  readonly channel: Channel
  readonly least: Severity
  readonly settings: AlertSettings
  readonly clock: Clock
  readonly random: () => number
  readonly deadline?: number
}

/** One channel with what stands before it: the gate, and the queue. */
export type Line = {
  take(alert: Alert): void
  test(): Promise<Attempt>
  status(): ChannelStatus
  close(patience: number): Promise<void>
}

export function createLine({ settings: { quiet, perMinute }, least, clock, ...how }: LineInput): Line {
  const gate = createGate({ least, quiet, perMinute })
  const courier = createCourier({ clock, ...how })
  let callOff: (() => void) | undefined

  function post(notices: readonly Notice[]): void {
    for (const notice of notices) courier.post(notice)
    if (gate.held === 0 || callOff) return
    callOff = clock.at(clock.now() + LOOK_EVERY, () => {
      callOff = undefined
      post(gate.release(clock.now()))
    })
  }

  return {
    take: (alert) => post(gate.take(alert, clock.now())),
    test: () => courier.tryOnce(remarkOf('test', 'This is a test. Alerts of your runs will come this way.', clock.now())),
    status: () => ({ ...courier.status(), held: gate.held }),
    async close(patience) {
      for (const notice of gate.close(clock.now())) courier.post(notice)
      callOff?.()
      callOff = () => {}
      await courier.close(patience)
    },
  }
}
