import { createHmac, timingSafeEqual } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Attempt, Channel } from '../../engine/alerts/channel.ts'
import { desktopChannel } from '../../engine/alerts/desktop.ts'
import { remarkOf } from '../../engine/alerts/tally.ts'
import { telegramChannel } from '../../engine/alerts/telegram.ts'
import { addressProblem, webhookChannel } from '../../engine/alerts/webhook.ts'
import type { Notice } from '../../engine/protocol/alerts.ts'
import { receiver, statuses, type Received } from './receiver.ts'
import { sampleAlert } from './sample-alert.ts'

const key = 'canary-key-0123456789'
const token = '123456:canary-token-0123456789'
const now = 1_767_600_000_123
const send = (channel: Channel, notice: Notice = sampleAlert()) => channel.send(notice, new AbortController().signal, now)
const why = (attempt: Attempt) => (attempt.ok ? '' : attempt.why)

/** As docs/cli.md tells a receiver to do it. */
function isGenuine({ headers, body }: Received): boolean {
  const hex = createHmac('sha256', key).update(String(headers['weir-timestamp'])).update('.').update(body).digest('hex')
  return timingSafeEqual(Buffer.from(`v1=${hex}`), Buffer.from(String(headers['weir-signature'])))
}

describe('a webhook', () => {
  const to = (origin: string, secret: () => Promise<string | undefined> = async () => key) =>
    webhookChannel({ address: `${origin}/hook`, secret })

  test('gets JSON that its receiver can verify, and one that was changed is found', async () => {
    const { received, origin } = await receiver()
    const alert = sampleAlert({ sentence: 'Bought 0.5 ₿ "now"' })
    expect(await send(to(origin), alert)).toEqual({ ok: true })
    const [one] = received
    expect(one).toMatchObject({ path: '/hook', headers: { 'content-type': 'application/json', 'weir-timestamp': '1767600000' } })
    expect(JSON.parse(one.body)).toEqual({ format: 'weir-alert', formatVersion: 1, notice: alert })
    expect(isGenuine(one)).toBe(true)
    expect(isGenuine({ ...one, body: one.body.replace('0.5', '5.0') })).toBe(false)
    expect(isGenuine({ ...one, headers: { ...one.headers, 'weir-timestamp': '1767600001' } })).toBe(false)
  })

  test('never sends its key, not even within an alert', async () => {
    const { received, origin } = await receiver()
    await send(to(origin), sampleAlert({ strategy: `named ${key}` }))
    expect(JSON.stringify(received)).not.toContain(key)
    expect(received[0].body).toContain('named [removed]')
    expect(isGenuine(received[0])).toBe(true)
  })

  test('that redirects is not followed', async () => {
    const elsewhere = await receiver()
    const { origin } = await receiver((response) => void response.writeHead(307, { location: `${elsewhere.origin}/x` }).end())
    expect(await send(to(origin))).toMatchObject({ ok: false, again: false, why: expect.stringContaining('redirect (307)') })
    expect(elsewhere.received).toEqual([])
  })

  test.each([
    [500, true],
    [503, true],
    [429, true],
    [408, true],
    [400, false],
    [401, false],
    [404, false],
  ])('that answers %i is tried again: %s', async (status, again) => {
    const { origin } = await receiver(statuses(status))
    expect(await send(to(origin))).toEqual({ ok: false, again, why: `it answered ${status}` })
  })

  test('may ask to wait, though not for ever', async () => {
    const asks = (after: string) => receiver((response) => void response.writeHead(503, { 'retry-after': after }).end())
    expect(await send(to((await asks('7')).origin))).toMatchObject({ after: 7000 })
    expect(await send(to((await asks('99999')).origin))).toMatchObject({ after: 60_000 })
    expect(await send(to((await asks('Fri, 31 Dec 1999 23:59:59 GMT')).origin))).not.toHaveProperty('after')
  })

  test('that took it has taken it, whatever it writes after', async () => {
    const { origin } = await receiver((response) => void response.writeHead(200).write('and so on'))
    expect(await send(to(origin))).toEqual({ ok: true })
  })

  test('that is not there says so without its address', async () => {
    const attempt = await send(to('http://127.0.0.1:9'))
    expect(attempt).toMatchObject({ ok: false, again: true })
    expect(why(attempt)).not.toContain('127')
  })

  test('without its key, with a short one or a locked keychain sends nothing', async () => {
    const { received, origin } = await receiver()
    expect(await send(to(origin, async () => undefined))).toMatchObject({
      again: false,
      why: 'no secret "alerts-webhook" is kept: weir alerts set webhook',
    })
    expect(await send(to(origin, async () => 'short'))).toMatchObject({ again: false, why: expect.not.stringContaining('short"') })
    const locked = await send(to(origin, () => Promise.reject(new Error(`locked ${key}`))))
    expect(locked).toEqual({ ok: false, again: true, why: 'the secret "alerts-webhook" could not be read' })
    expect(received).toEqual([])
  })

  test.each([
    'https://example.org/hook',
    'https://example.org:8443/a/b',
    'http://127.0.0.1:80/x',
    'http://localhost/x',
    'http://[::1]:3/x',
    'http://127.1.2.3/',
  ])('may be at %s', (address) => expect(addressProblem(address)).toBeUndefined())

  test.each([
    'http://example.org/hook',
    'http://127.0.0.1.example.org/',
    'http://10.0.0.1/',
    'http://localhost.example.org/',
    'ftp://example.org/',
    'file:///etc/passwd',
    `https://user:${key}@example.org/`,
    'https://example.org/?token=1',
    'https://example.org/#1',
    'nowhere',
    '',
  ])('may not be at %s', async (address) => {
    expect(addressProblem(address)).toBeDefined()
    expect(await send(webhookChannel({ address, secret: async () => key }))).toMatchObject({ ok: false, again: false })
  })
})

describe('Telegram', () => {
  const to = (origin: string, secret: () => Promise<string | undefined> = async () => token) =>
    telegramChannel({ chat: '-42', secret, origin })

  test('gets plain text through sendMessage of the bot', async () => {
    const { received, origin } = await receiver()
    expect(
      await send(to(origin), sampleAlert({ severity: 'critical', kind: 'halt', sentence: '*Halted* <b>', strategy: 'Cross_1' })),
    ).toEqual({
      ok: true,
    })
    expect(received[0].path).toBe(`/bot${token}/sendMessage`)
    expect(JSON.parse(received[0].body)).toEqual({
      chat_id: '-42',
      text: '🛑 Cross_1 (paper, abababab): *Halted* <b>',
      disable_notification: false,
      link_preview_options: { is_disabled: true },
    })
    await send(to(origin), { ...remarkOf('summary', `3 alerts ${token}`, 0), silent: true })
    expect(JSON.parse(received[1].body)).toMatchObject({ text: 'ℹ️ Weir: 3 alerts [removed]', disable_notification: true })
  })

  test('says how long to wait in the body', async () => {
    const text = JSON.stringify({ ok: false, error_code: 429, parameters: { retry_after: 17 } })
    const { origin } = await receiver((response) => void response.writeHead(429).end(text))
    expect(await send(to(origin))).toMatchObject({ ok: false, again: true, after: 17_000 })
  })

  test.each([
    [401, 'does not know the bot'],
    [404, 'does not know the bot'],
    [403, 'does not let the bot write'],
    [302, 'redirect'],
    [502, 'answered 502'],
  ])('that answers %i says what to do and never the token', async (status, words) => {
    const { origin } = await receiver((response) => void response.writeHead(status, { location: '/x' }).end(token))
    const attempt = await send(to(origin))
    expect(why(attempt)).toContain(words)
    expect(JSON.stringify(attempt)).not.toContain('canary')
  })

  test('a token that is none never makes an address', async () => {
    const { received, origin } = await receiver()
    for (const bad of ['../x', '1:short', `${token}/../other`, `${token}\n`, 'a:0123456789abc'])
      expect(await send(to(origin, async () => bad))).toMatchObject({ ok: false, again: false, why: expect.not.stringContaining(bad) })
    expect(received).toEqual([])
  })

  test('that cannot be reached never says the token', async () => {
    const attempt = await send(to('http://127.0.0.1:9'))
    expect(attempt).toMatchObject({ ok: false, again: true })
    expect(JSON.stringify(attempt)).not.toContain('canary')
  })
})

test('the windows are told the notice itself, and a window that fails is a failure', async () => {
  const told: Notice[] = []
  const alert = sampleAlert()
  expect(
    await send(
      desktopChannel((notice) => void told.push(notice)),
      alert,
    ),
  ).toEqual({ ok: true })
  expect(told).toEqual([alert])
  const broken = desktopChannel(() => {
    throw new Error(key)
  })
  expect(await send(broken)).toEqual({ ok: false, why: 'no window could be told', again: false })
})
