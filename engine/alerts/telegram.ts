import type { Notice } from '../protocol/alerts.ts'
import { readSecret, type Attempt, type Channel, type SecretSource } from './channel.ts'
import { judgeStatus, post, type PostReply } from './post.ts'
import { redact } from './redact.ts'

/** The token of the bot that speaks. */
export const TELEGRAM_SECRET = 'alerts-telegram'

/** `origin` is only ever another one in tests. */
export type TelegramOptions = { readonly chat: string; readonly secret: SecretSource; readonly origin?: string }

const tokenShape = /^\d{1,20}:[A-Za-z0-9_-]{10,100}$/
const marks = { info: 'ℹ️', warning: '⚠️', critical: '🛑' } as const

/** A message of a bot to one chat (core.telegram.org/bots/api#sendmessage): plain text, so nothing in a name is taken for markup. */
export function telegramChannel({ chat, secret, origin = 'https://api.telegram.org' }: TelegramOptions): Channel {
  return {
    name: 'telegram',
    async send(notice, signal) {
      const token = await readSecret(secret, TELEGRAM_SECRET)
      if ('missing' in token) return token.missing
      const odd = tokenProblem(token.value)
      if (odd !== undefined) return { ok: false, why: odd, again: false }
      const body = JSON.stringify({
        chat_id: chat,
        text: redact(textOf(notice), [token.value]),
        disable_notification: 'silent' in notice && notice.silent,
        link_preview_options: { is_disabled: true },
      })
      const reply = await post({ address: `${origin}/bot${token.value}/sendMessage`, headers: {}, body, signal })
      return 'unreached' in reply ? { ok: false, why: reply.unreached, again: true } : judge(reply)
    },
  }
}

/** What is wrong with a token, without quoting it; undefined when nothing is. */
export function tokenProblem(token: string): string | undefined {
  return tokenShape.test(token) ? undefined : `the secret "${TELEGRAM_SECRET}" is no token as @BotFather gives one`
}

/** "🛑 Cross (paper, ab12cd34): Equity has fallen …" */
function textOf(notice: Notice): string {
  const mark = marks[notice.severity]
  return 'run' in notice
    ? `${mark} ${notice.strategy} (${notice.mode}, ${notice.run.slice(0, 8)}): ${notice.sentence}`
    : `${mark} Weir: ${notice.sentence}`
}

function judge(reply: PostReply): Attempt {
  const { status } = reply
  if (status === 401 || status === 404)
    return { ok: false, why: `Telegram does not know the bot (${status}): its token is wrong`, again: false }
  if (status === 400 || status === 403)
    return {
      ok: false,
      why: `Telegram does not let the bot write to this chat (${status}): begin a chat with it, then check its number`,
      again: false,
    }
  const verdict = judgeStatus(reply)
  const after = status === 429 ? retryAfter(reply.text) : undefined
  return verdict.ok || after === undefined ? verdict : { ...verdict, after }
}

/** Telegram says in the body how long to wait. */
function retryAfter(text: string): number | undefined {
  const seconds = Number(/"retry_after":\s*(\d{1,5})/.exec(text)?.[1])
  return seconds > 0 ? Math.min(seconds, 60) * 1000 : undefined
}
