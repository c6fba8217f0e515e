import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { alertSettingsFile, alertSettingsSchema, readAlertSettings, writeAlertSettings } from '../../engine/alerts/settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'weir-alerts-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const canary = '123456:canary-token-0123456789'

const whole = alertSettingsSchema.parse({
  channels: { webhook: { address: 'https://example.org/hook', least: 'warning' }, telegram: { chat: '-42', least: 'critical' } },
  quiet: { from: '22:00', to: '07:00', zone: 'Europe/Berlin' },
  perMinute: 5,
})

describe('alerts.json', () => {
  test('where there is none, windows are told and nobody else', async () => {
    expect(await readAlertSettings(join(folder, 'nowhere'))).toMatchObject({
      ok: true,
      isThere: false,
      settings: { channels: { desktop: { least: 'info' }, webhook: null, telegram: null }, quiet: null, perMinute: 10 },
    })
  })

  test('is not there where a file stands in the place of its folder: that is for whoever writes there to say', async () => {
    const place = join(folder, 'a-file')
    writeFileSync(place, '')
    expect(await readAlertSettings(place)).toMatchObject({ ok: true, isThere: false })
    rmSync(place)
  })

  test('comes back as it was written and leaves nothing beside it', async () => {
    await writeAlertSettings(folder, whole)
    expect(await readAlertSettings(folder)).toEqual({ ok: true, isThere: true, settings: whole })
    expect(readdirSync(folder)).toEqual(['alerts.json'])
  })

  test.skipIf(process.platform === 'win32')('is for this user only, whatever it was before', async () => {
    await writeAlertSettings(folder, whole)
    chmodSync(alertSettingsFile(folder), 0o644)
    await writeAlertSettings(folder, whole)
    expect(statSync(alertSettingsFile(folder)).mode & 0o777).toBe(0o600)
  })

  test.each([
    ['a token among the rest', { channels: { telegram: { chat: '1', token: canary } } }, 'belong in the keychain'],
    ['a token by its own name', { [canary]: 1 }, 'belong in the keychain'],
    ['a token for a chat', { channels: { telegram: { chat: canary } } }, 'channels.telegram.chat must be the number'],
    [
      'a token in an address',
      { channels: { webhook: { address: `https://x.org/?t=${canary}` } } },
      'channels.webhook.address must end before',
    ],
    ['a password in an address', { channels: { webhook: { address: `https://u:${canary}@x.org/` } } }, 'must not hold a user'],
    ['no TLS', { channels: { webhook: { address: 'http://example.org/' } } }, 'must begin with https://'],
    ['a zone nobody knows', { quiet: { from: '22:00', to: '07:00', zone: canary } }, 'quiet.zone must be a time zone'],
    ['a time there is not', { quiet: { from: '24:00', to: '07:00', zone: 'UTC' } }, 'quiet.from must be a time'],
    ['hours without a length', { quiet: { from: '07:00', to: '07:00', zone: 'UTC' } }, 'quiet must begin and end'],
    ['no limit', { perMinute: 0 }, 'perMinute is not of the form'],
    ['another format', { formatVersion: 2 }, 'formatVersion is not of the form'],
  ])('with %s is refused, and not quoted', async (_, content, words) => {
    writeFileSync(alertSettingsFile(folder), JSON.stringify(content))
    const read = await readAlertSettings(folder)
    expect(read).toMatchObject({ ok: false, message: expect.stringContaining(words) })
    expect(JSON.stringify(read)).not.toContain('canary')
  })

  test('that is no JSON says so', async () => {
    writeFileSync(alertSettingsFile(folder), canary)
    expect(await readAlertSettings(folder)).toEqual({
      ok: false,
      message: `"${alertSettingsFile(folder)}" cannot be used: the file is not of the form it should have`,
    })
  })
})
