import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { openAlerts, type Alerts, type AlertsOptions } from '../../engine/alerts/alerts.ts'
import { alertSettingsSchema, writeAlertSettings } from '../../engine/alerts/settings.ts'
import { openWorkspaceAlerts } from '../../engine/alerts/workspace-alerts.ts'
import { virtualClock } from '../../engine/market/clock.ts'
import type { Notice } from '../../engine/protocol/alerts.ts'
import { practiceInstrument } from './journal-of-a-run.ts'
import { receiver, statuses } from './receiver.ts'

const about = { run: 'ab'.repeat(16), strategy: 'Cross', mode: 'paper' } as const
const canary = { 'alerts-webhook': 'canary-key-0123456789', 'alerts-telegram': '123456:canary-token-0123456789' } as const
const secret = async (name: string) => canary[name as keyof typeof canary]
const evening = Date.UTC(2026, 0, 5, 23)

function opened(settings: object, change: Partial<AlertsOptions> = {}) {
  const told: Notice[] = []
  const alerts = openAlerts({
    settings: alertSettingsSchema.parse(settings),
    secret,
    secrets: () => Object.values(canary),
    tell: (notice) => void told.push(notice),
    random: () => 0,
    ...change,
  })
  return { alerts, told }
}
const settled = () => new Promise((resolve) => setTimeout(resolve, 5))
const halted = (alerts: Alerts, message: string = 'x') => alerts.watch(about).alert({ time: 1, code: 'HALT_FACTS', message })

describe('alerts of a run', () => {
  test('go through every channel that asks for as much', async () => {
    const { received, origin } = await receiver()
    const channels = { webhook: { address: origin, least: 'critical' }, telegram: { chat: '1', least: 'warning' } }
    const { alerts, told } = opened({ channels }, { telegramOrigin: origin })
    const watch = alerts.watch(about)
    watch.record('start', { plan: { desk: { slots: [{ name: 'main', instrument: practiceInstrument }] } } })
    watch.record('event', { kind: 'fact', fact: { kind: 'trade', sequence: 1, tradeId: 'a', lots: 5, ticks: 7, time: 1 } })
    watch.record('feed', { kind: 'state', state: 'stale', why: 'nothing heard' })
    watch.record('fault', { fault: 'Error: planted', part: 'plan' })
    await alerts.close()
    expect(told.map(({ kind }) => kind)).toEqual(['fill', 'stale-feed', 'halt'])
    const paths = received.map(({ path }) => path)
    expect(paths.filter((path) => path === '/')).toHaveLength(1)
    expect(paths.filter((path) => path.startsWith('/bot'))).toHaveLength(2)
    expect(alerts.status().channels.map(({ channel, delivered, state }) => [channel, delivered, state])).toEqual([
      ['desktop', 3, 'working'],
      ['webhook', 1, 'working'],
      ['telegram', 2, 'working'],
    ])
  })

  test('in a flood and by night are held, and told later, by the clock', async () => {
    const clock = virtualClock(evening)
    const { alerts, told } = opened({ quiet: { from: '22:00', to: '07:00', zone: 'UTC' }, perMinute: 2 }, { clock })
    const watch = alerts.watch(about)
    for (let i = 0; i < 4; i++) watch.alert({ time: i, code: 'HALT_SLIP', message: 'slip' })
    halted(alerts)
    await settled()
    expect(told.map(({ kind }) => kind)).toEqual(['halt'])
    expect(alerts.status().channels[0]).toMatchObject({ held: 4 })
    clock.advanceTo(evening + 8 * 3_600_000 - 1)
    await settled()
    expect(told).toHaveLength(1)
    clock.advanceTo(evening + 8 * 3_600_000 + 5000)
    await settled()
    expect(told[1]).toMatchObject({ kind: 'summary', alerts: 4, severity: 'warning' })
    expect(clock.nextAct).toBeGreaterThan(evening + 8 * 3_600_000 + 5000)
    for (let i = 10; i < 15; i++) watch.alert({ time: i, code: 'HALT_SLIP', message: 'slip' })
    await settled()
    expect(told).toHaveLength(4)
    clock.advanceTo(clock.now() + 65_000)
    await settled()
    expect(told[4]).toMatchObject({ kind: 'summary', alerts: 3, sentence: expect.stringContaining('And 3 more: 3 breach') })
  })

  test('held at the end are told before it', async () => {
    const { alerts, told } = opened({ quiet: { from: '22:00', to: '21:59', zone: 'UTC' } })
    alerts.watch(about).alert({ time: 1, code: 'RELEASED', message: 'x' })
    await alerts.close()
    expect(told).toMatchObject([{ kind: 'summary', silent: true }])
  })
})

describe('whatever a channel does', () => {
  test('a run goes on: hung, refusing and missing ones cost it nothing, and are in the status', async () => {
    const hung = await receiver(() => {})
    const refusing = await receiver(statuses(403))
    const channels = { webhook: { address: hung.origin }, telegram: { chat: '1' } }
    const { alerts } = opened({ channels, perMinute: 60 }, { telegramOrigin: refusing.origin, deadline: 30 })
    const watch = alerts.watch(about)
    for (let i = 0; i < 500; i++) watch.alert({ time: i, code: 'HALT_FACTS', message: String(i) })
    // Nothing has been sent yet: all of this was one turn of the run.
    expect([hung.received, refusing.received]).toEqual([[], []])
    await vi.waitFor(() => expect(alerts.status().channels[2]).toMatchObject({ state: 'failing', failed: 60 }))
    await alerts.close(50)
    expect(alerts.status().channels[1]).toMatchObject({ channel: 'webhook', state: 'failing', delivered: 0 })
    expect(alerts.status().fault).toBeNull()
  })

  test('what the rule cannot bear is said and not thrown', () => {
    const { alerts } = opened({})
    alerts.watch(about).record('start', null)
    expect(alerts.status().fault).toBe('TypeError in the rule of alerts')
  })

  test('no secret is in anything that leaves, is told or is shown', async () => {
    const { received, origin } = await receiver(statuses(200, 500, 302, 403))
    const channels = { webhook: { address: origin }, telegram: { chat: '1' } }
    const { alerts, told } = opened({ channels }, { telegramOrigin: origin })
    const [key, token] = Object.values(canary)
    const watch = alerts.watch({ ...about, strategy: `S ${key}` })
    for (const [time, text] of [key, token, `${key}${token}`, JSON.stringify(key)].entries())
      watch.alert({ time, code: 'HALT_FACTS', message: `it says ${text}` })
    watch.record('fault', { fault: `Error: ${token}`, part: 'plan' })
    const tried = await alerts.test()
    await alerts.close()
    // The path of a call to Telegram is where its token belongs.
    const bodies = received.map(({ headers, body }) => ({ headers, body }))
    expect(JSON.stringify([bodies, told, tried, alerts.status()])).not.toContain('canary')
    expect(told.length).toBeGreaterThan(4)
  })
})

describe('other settings', () => {
  test('hold from then on, for runs that are watched already too, and what was held is told before', async () => {
    const { received, origin } = await receiver()
    const { alerts, told } = opened({ quiet: { from: '00:00', to: '23:59', zone: 'UTC' } }, { clock: virtualClock(evening) })
    const watch = alerts.watch(about)
    watch.alert({ time: 1, code: 'RELEASED', message: 'by night' })
    alerts.change(alertSettingsSchema.parse({ channels: { desktop: null, webhook: { address: origin } } }))
    watch.alert({ time: 2, code: 'RELEASED', message: 'now' })
    await vi.waitFor(() => expect(received).toHaveLength(1))
    expect(told).toMatchObject([{ kind: 'summary', silent: true, alerts: 1 }])
    expect(JSON.parse(received[0].body)).toMatchObject({ notice: { sentence: 'now' } })
  })

  test('that are the same change nothing', async () => {
    const { alerts } = opened({})
    halted(alerts)
    await settled()
    alerts.change(alertSettingsSchema.parse({}))
    expect(alerts.status().channels).toMatchObject([{ delivered: 1 }])
  })

  test('of a workspace are read when they are wanted; a file that cannot be used changes nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'weir-alerts-'))
    const { received, origin } = await receiver()
    const alerts = openWorkspaceAlerts(folder, { secret, tell() {} })
    try {
      expect([await alerts.refresh(), alerts.status().channels.length]).toEqual([null, 1])
      await writeAlertSettings(folder, alertSettingsSchema.parse({ channels: { desktop: null, webhook: { address: origin } } }))
      expect(await alerts.refresh()).toBeNull()
      writeFileSync(join(folder, 'alerts.json'), '{')
      expect(await alerts.refresh()).toContain('cannot be used')
      halted(alerts)
      await alerts.close()
      expect(received).toHaveLength(1)
      expect(await openWorkspaceAlerts(undefined, { secret, tell() {} }).refresh()).toBeNull()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

test('a trial goes through at any hour, and says what each channel made of it', async () => {
  const { received, origin } = await receiver(statuses(401))
  const settings = { channels: { telegram: { chat: '1', least: 'critical' } }, quiet: { from: '00:00', to: '23:59', zone: 'UTC' } }
  const { alerts, told } = opened(settings, { telegramOrigin: origin, clock: virtualClock(evening) })
  expect(await alerts.test()).toEqual([
    { channel: 'desktop', attempt: { ok: true } },
    { channel: 'telegram', attempt: { ok: false, again: false, why: expect.stringContaining('token is wrong') } },
  ])
  expect(told).toMatchObject([{ kind: 'test' }])
  expect(received).toHaveLength(1)
})
