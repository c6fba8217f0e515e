import { createHmac } from 'node:crypto'
import type { Notice } from '../protocol/alerts.ts'
import { readSecret, type Channel, type SecretSource } from './channel.ts'
import { judgeStatus, post } from './post.ts'
import { redact } from './redact.ts'

/** The key with which what goes to a webhook is signed. */
export const WEBHOOK_SECRET = 'alerts-webhook'

const SHORTEST_KEY = 16

export type WebhookOptions = { readonly address: string; readonly secret: SecretSource }

/**
 * A POST of `{"format":"weir-alert","formatVersion":1,"notice":…}` to an address of the person's choice. How a receiver proves that it
 * is genuine, with the key both sides know:
 *
 * 1. `Weir-Timestamp` is UTC seconds; more than five minutes from the receiver's clock is old: refuse.
 * 2. `Weir-Signature` is `v1=` and the HMAC-SHA256, in small hex digits, of timestamp, a full stop and the body's bytes as they came.
 * 3. Compare in constant time. The same `notice.id` may come again after a lost answer: act on it once.
 */
export function webhookChannel({ address, secret }: WebhookOptions): Channel {
  return {
    name: 'webhook',
    async send(notice, signal, now) {
      const problem = addressProblem(address)
      if (problem !== undefined) return { ok: false, why: `its address ${problem}`, again: false }
      const key = await readSecret(secret, WEBHOOK_SECRET)
      if ('missing' in key) return key.missing
      const weak = webhookKeyProblem(key.value)
      if (weak !== undefined) return { ok: false, why: weak, again: false }
      const body = redact(bodyOf(notice), [key.value])
      const timestamp = String(Math.floor(now / 1000))
      const signature = createHmac('sha256', key.value).update(`${timestamp}.${body}`).digest('hex')
      const headers = { 'weir-timestamp': timestamp, 'weir-signature': `v1=${signature}` }
      const reply = await post({ address, headers, body, signal })
      return 'unreached' in reply ? { ok: false, why: reply.unreached, again: true } : judgeStatus(reply)
    },
  }
}

/** What is wrong with a key to sign with, without quoting it; undefined when nothing is. */
export function webhookKeyProblem(key: string): string | undefined {
  return key.length < SHORTEST_KEY
    ? `the secret "${WEBHOOK_SECRET}" is shorter than ${SHORTEST_KEY} characters: it can be guessed`
    : undefined
}

const bodyOf = (notice: Notice) => JSON.stringify({ format: 'weir-alert', formatVersion: 1, notice })

/** What is wrong with an address for a webhook; undefined when nothing is. The sentence does not quote it. */
export function addressProblem(address: string): string | undefined {
  if (!URL.canParse(address)) return 'is no address such as https://example.org/weir'
  const { protocol, hostname, username, password, search, hash } = new URL(address)
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopback))
    return 'must begin with https:// (http:// only on this machine itself)'
  if (username !== '' || password !== '') return 'must not hold a user or a password: what is sent is signed instead'
  if (search !== '' || hash !== '') return 'must end before any "?" or "#": this file holds no secrets'
  return undefined
}
