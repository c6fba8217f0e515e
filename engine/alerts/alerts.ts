import { randomInt } from 'node:crypto'
import type { Clock } from '../market/clock.ts'
import type { ChannelStatus, Notice } from '../protocol/alerts.ts'
import type { LiveAlert } from '../protocol/live-requests.ts'
import type { Attempt, Channel, SecretSource } from './channel.ts'
import { createCourier } from './courier.ts'
import { desktopChannel } from './desktop.ts'
import { createGate } from './gate.ts'
import { createAlertRule, type AboutRun, type EndedRun, type Happening } from './rule.ts'
import type { AlertSettings, ChannelSettings } from './settings.ts'
import { remarkOf } from './tally.ts'
import { telegramChannel } from './telegram.ts'
import { wallClock } from './wall-clock.ts'
import { webhookChannel } from './webhook.ts'

export type AlertsOptions = {
  readonly settings: AlertSettings
  /** Key of the webhook, token of the bot: asked for by name when they are needed. */
  readonly secret: SecretSource
  /** Texts that must not leave: every secret this process holds. */
  readonly secrets?: () => readonly string[]
  /** Tells every window. */
  readonly tell: (notice: Notice) => void
  readonly clock?: Clock
  readonly random?: () => number
  /** Where Telegram answers, and how long an attempt may take: other ones only in tests. */
  readonly telegramOrigin?: string
  readonly deadline?: number
}

/** What one run says as it goes. Each call returns at once and never throws: no alert is worth a run. */
export type RunWatch = {
  /** A record of its journal. */
  record(kind: string, body: unknown): void
  /** What it raises beside its journal. The same said in both is told once. */
  alert(alert: LiveAlert): void
  ended(status: EndedRun): void
}

export type Alerts = {
  watch(about: AboutRun): RunWatch
  /** How each channel stands; `fault`: what went wrong in here, which no run has felt. */
  status(): { readonly channels: readonly ChannelStatus[]; readonly fault: string | null }
  /** Sends one notice through every channel, once, whatever the hour. */
  test(): Promise<readonly { readonly channel: ChannelStatus['channel']; readonly attempt: Attempt }[]>
  /** Sends what waits and what is held, for at most `patience` milliseconds. */
  close(patience?: number): Promise<void>
}

/** How often it is looked whether something held is due. */
const LOOK_EVERY = 5000
const PATIENCE_AT_END = 5000

/** Alerts of every run of this process, through the channels a person has set. */
export function openAlerts(options: AlertsOptions): Alerts {
  const { settings, secrets = () => [], clock = wallClock, random = anyShare } = options
  const lines = channelsOf(options).map(({ channel, least }) =>
    createLine({ channel, least, settings, clock, random, ...(options.deadline === undefined ? {} : { deadline: options.deadline }) }),
  )
  let fault: string | null = null

  function guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      fault = error instanceof Error ? `${error.name} in the rule of alerts` : 'a fault in the rule of alerts'
    }
  }

  return {
    watch(about) {
      const rule = createAlertRule(about, secrets)
      const hear = (happening: Happening) =>
        guard(() => {
          const alert = rule(happening, clock.now())
          if (alert) for (const line of lines) line.take(alert)
        })
      return {
        record: (kind, body) => hear({ from: 'journal', kind, body }),
        alert: (alert) => hear({ from: 'run', alert }),
        ended: (status) => hear({ from: 'end', status }),
      }
    },
    status: () => ({ channels: lines.map((line) => line.status()), fault }),
    test: () => Promise.all(lines.map(async (line) => ({ channel: line.status().channel, attempt: await line.test() }))),
    async close(patience = PATIENCE_AT_END) {
      await Promise.all(lines.map((line) => line.close(patience)))
    },
  }
}

/** Uniform in [0, 1), for the waits between attempts. */
const anyShare = () => randomInt(0x1_0000_0000) / 0x1_0000_0000

type Wanted = { readonly channel: Channel } & ChannelSettings

function channelsOf({ settings: { channels }, secret, tell, telegramOrigin }: AlertsOptions): Wanted[] {
  const { desktop, webhook, telegram } = channels
  return [
    ...(desktop ? [{ channel: desktopChannel(tell), least: desktop.least }] : []),
    ...(webhook ? [{ channel: webhookChannel({ address: webhook.address, secret }), least: webhook.least }] : []),
    ...(telegram
      ? [
          {
            channel: telegramChannel({ chat: telegram.chat, secret, ...(telegramOrigin === undefined ? {} : { origin: telegramOrigin }) }),
            least: telegram.least,
          },
        ]
      : []),
  ]
}

type LineInput = Wanted & {
  readonly settings: AlertSettings
  readonly clock: Clock
  readonly random: () => number
  readonly deadline?: number
}

/** One channel with what stands before it: the gate, and the queue. */
function createLine({ settings: { quiet, perMinute }, least, clock, ...how }: LineInput) {
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
    take: (alert: Parameters<typeof gate.take>[0]) => post(gate.take(alert, clock.now())),
    test: () => courier.tryOnce(remarkOf('test', 'This is a test. Alerts of your runs will come this way.', clock.now())),
    status: (): ChannelStatus => ({ ...courier.status(), held: gate.held }),
    async close(patience: number) {
      for (const notice of gate.close(clock.now())) courier.post(notice)
      callOff?.()
      callOff = () => {}
      await courier.close(patience)
    },
  }
}
