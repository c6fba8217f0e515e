import { jitter } from '../exchange/jitter.ts'
import type { Clock } from '../market/clock.ts'
import type { ChannelStatus, Notice } from '../protocol/alerts.ts'
import type { LiveAlert } from '../protocol/live-requests.ts'
import type { Attempt, Channel, SecretSource } from './channel.ts'
import { desktopChannel } from './desktop.ts'
import { createLine, type Line } from './line.ts'
import { createAlertRule, type AboutRun, type EndedRun, type Happening } from './rule.ts'
import type { AlertSettings, ChannelSettings } from './settings.ts'
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
  /** `own`: secrets that run holds, which must not leave either. */
  watch(about: AboutRun, own?: () => readonly string[]): RunWatch
  /** Goes on under other settings, for runs that are watched already too. Channels begin anew; what waited is still sent. */
  change(settings: AlertSettings): void
  /** How each channel stands; `fault`: what went wrong in here, which no run has felt. */
  status(): { readonly channels: readonly ChannelStatus[]; readonly fault: string | null }
  /** Sends one notice through every channel, once, whatever the hour. */
  test(): Promise<readonly { readonly channel: ChannelStatus['channel']; readonly attempt: Attempt }[]>
  /** Sends what waits and what is held, for at most `patience` milliseconds. */
  close(patience?: number): Promise<void>
}

const PATIENCE_AT_END = 5000

/** Alerts of every run of this process, through the channels a person has set. */
export function openAlerts(options: AlertsOptions): Alerts {
  const { secrets = () => [], clock = wallClock, random = jitter } = options
  const deadline = options.deadline === undefined ? {} : { deadline: options.deadline }
  let settings = options.settings
  let lines = linesOf(settings)
  const leaving = new Set<Promise<void>>()
  let fault: string | null = null

  function linesOf(set: AlertSettings): Line[] {
    return channelsOf(set, options).map(({ channel, least }) => createLine({ channel, least, settings: set, clock, random, ...deadline }))
  }

  function leave(old: readonly Line[], patience: number): void {
    for (const line of old) {
      const left = line.close(patience).finally(() => leaving.delete(left))
      leaving.add(left)
    }
  }

  function guard(act: () => void): void {
    try {
      act()
    } catch (error) {
      fault = error instanceof Error ? `${error.name} in the rule of alerts` : 'a fault in the rule of alerts'
    }
  }

  return {
    watch(about, own = () => []) {
      const rule = createAlertRule(about, () => [...secrets(), ...own()])
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
    change(next) {
      if (JSON.stringify(next) === JSON.stringify(settings)) return
      leave(lines, PATIENCE_AT_END)
      settings = next
      lines = linesOf(next)
    },
    status: () => ({ channels: lines.map((line) => line.status()), fault }),
    test: () => Promise.all(lines.map(async (line) => ({ channel: line.status().channel, attempt: await line.test() }))),
    async close(patience = PATIENCE_AT_END) {
      leave(lines, patience)
      await Promise.all(leaving)
    },
  }
}

type Wanted = { readonly channel: Channel } & ChannelSettings

function channelsOf(
  { channels: { desktop, webhook, telegram } }: AlertSettings,
  { secret, tell, telegramOrigin }: AlertsOptions,
): Wanted[] {
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
