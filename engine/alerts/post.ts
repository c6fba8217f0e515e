import type { Attempt } from './channel.ts'

export type PostRequest = {
  /** May hold a secret: it is in no answer of this function. */
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly signal: AbortSignal
}

/** An answer of the other side: its status, and where it refuses the beginning of what it wrote. */
export type PostReply = { readonly status: number; readonly after: number | null; readonly text: string }

/** Read of an answer at most; nothing of it is shown to anyone. */
const MOST_READ = 4096
/** Longest wait another side may ask of us, milliseconds. */
const LONGEST_AFTER = 60_000

/** One POST of JSON. Follows no redirect. Tells what went wrong in its own words: those of the runtime quote addresses. */
export async function post({ address, headers, body, signal }: PostRequest): Promise<PostReply | { readonly unreached: string }> {
  try {
    const reply = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'user-agent': 'Weir', ...headers },
      body,
      signal,
    })
    return {
      status: reply.status,
      after: afterOf(reply.headers.get('retry-after')),
      text: reply.ok ? passOver(reply) : await beginning(reply),
    }
  } catch (error) {
    if (signal.aborted) return { unreached: 'it did not answer in time' }
    return { unreached: `it could not be reached${codeOf(error)}` }
  }
}

/** What a status means for the message. */
export function judgeStatus({ status, after }: PostReply): Attempt {
  if (status >= 200 && status < 300) return { ok: true }
  if (status >= 300 && status < 400)
    return { ok: false, why: `it answers with a redirect (${status}), which is not followed: write its final address`, again: false }
  const again = status >= 500 || [408, 425, 429].includes(status)
  return { ok: false, why: `it answered ${status}`, again, ...(again && after !== null ? { after } : {}) }
}

async function beginning(reply: Response): Promise<string> {
  const reader = reply.body?.getReader()
  if (!reader) return ''
  const decoder = new TextDecoder()
  let text = ''
  while (text.length < MOST_READ) {
    const { done, value } = await reader.read()
    if (done) return text
    text += decoder.decode(value, { stream: true })
  }
  void reader.cancel().catch(() => {})
  return text
}

/** What was accepted is accepted, whatever comes after. */
function passOver(reply: Response): string {
  void reply.body?.cancel().catch(() => {})
  return ''
}

/** Whole seconds another side asks us to wait, as milliseconds. A date is not read: the jitter of a retry is as good. */
function afterOf(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text) ? Math.min(Number(text) * 1000, LONGEST_AFTER) : null
}

/** " (ECONNREFUSED)": a code of the system holds nothing of the address. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,40}$/.test(code) ? ` (${code})` : ''
}
