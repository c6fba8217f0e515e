import { ZodError } from 'zod'
import { CodecError, TooLarge } from './channel-codec.ts'
import { createLink, type Link, type Wire } from './channel-link.ts'
import {
  failureKinds,
  LARGEST_ANSWER,
  LARGEST_REQUEST,
  RequestFailed,
  toServerSchema,
  type FailureKind,
  type ToClient,
  type ToServer,
} from './channel-messages.ts'
import type { EventName, Events } from './events.ts'
import type { RequestOptions } from './requests.ts'

export type ServerOptions = {
  /** Answers a request; the name is whatever came. Throws a RequestFailed, or what the engine throws. */
  readonly handle: (name: string, input: unknown, options: RequestOptions) => Promise<unknown>
  /** How everything stands now: the first thing each new client hears. */
  readonly snapshot: () => Events['snapshot']
  /** Told of faults, which are also the client's answer. */
  readonly onFault?: (error: unknown) => void
}

/** The engine's end of the channel: any number of windows. */
export type ChannelServer = {
  /** Takes in a client, until its wire closes. What it asked for is canceled then. */
  attach(wire: Wire): void
  /** Tells every client. */
  push<Name extends EventName>(name: Name, payload: Events[Name]): void
  clients(): number
  close(reason: string): void
}

/** Requests of one client under way at once. A window asks for a few dozen at its busiest. */
const MOST_REQUESTS = 256
const LARGEST = { received: LARGEST_REQUEST, sent: LARGEST_ANSWER }
/** How often a quiet connection shows that it lives, milliseconds. */
const BEAT = 15_000

export function createChannelServer({ handle, snapshot, onFault }: ServerOptions): ChannelServer {
  const links = new Set<Link>()
  let beating: ReturnType<typeof setInterval> | undefined

  function attach(wire: Wire): void {
    const running = new Map<number, AbortController>()
    const link = createLink(wire, {
      largest: LARGEST,
      message(raw) {
        const parsed = toServerSchema.safeParse(raw)
        if (!parsed.success) return link.close('a message was not of the agreed form')
        if (parsed.data.kind === 'cancel') running.get(parsed.data.id)?.abort()
        else void answer(link, running, parsed.data)
      },
      closed() {
        links.delete(link)
        if (links.size === 0) clearInterval(beating)
        for (const controller of running.values()) controller.abort()
      },
    })
    if (links.size === 0) beating = setInterval(() => links.forEach((one) => one.beat()), BEAT)
    links.add(link)
    link.send({ kind: 'event', name: 'snapshot', payload: snapshot() } satisfies ToClient)
  }

  async function answer(link: Link, running: Map<number, AbortController>, request: Extract<ToServer, { kind: 'request' }>): Promise<void> {
    const { id, name, input } = request
    const fail = (why: FailureKind, message: string) => link.send({ kind: 'failure', id, why, message } satisfies ToClient)
    if (running.has(id)) return link.close('two requests had the same number')
    if (running.size >= MOST_REQUESTS) return fail('busy', `more than ${MOST_REQUESTS} requests at once`)
    const controller = new AbortController()
    running.set(id, controller)
    try {
      const value = await handle(name, input, {
        signal: controller.signal,
        onProgress(share, doing, amount) {
          // A reader that is behind wants to know how it stands when it has caught up, not how it stood.
          if (running.has(id) && !link.congested())
            link.send({ kind: 'progress', id, share, doing, ...(amount ? { amount } : {}) } satisfies ToClient)
        },
      })
      link.send({ kind: 'reply', id, value } satisfies ToClient)
    } catch (error) {
      const why = failureOf(error)
      if (why === 'fault') onFault?.(error)
      fail(why, messageOf(error))
    } finally {
      running.delete(id)
    }
  }

  return {
    attach,
    push(name, payload) {
      for (const link of links)
        if (name !== 'run.progress' || !link.congested()) link.send({ kind: 'event', name, payload } satisfies ToClient)
    },
    clients: () => links.size,
    close(reason) {
      for (const link of links) link.close(reason)
    },
  }
}

/** What kind of failure an error is. The engine's own errors are known by name, since they live on a floor above. */
function failureOf(error: unknown): FailureKind {
  if (error instanceof RequestFailed) return error.why
  if (error instanceof ZodError) return 'invalid'
  if (error instanceof TooLarge) return 'too-large'
  if (error instanceof CodecError) return 'fault'
  const name = error instanceof Error ? error.name.toLowerCase() : ''
  if (name === 'aborterror') return 'canceled'
  return failureKinds.find((kind) => kind === name) ?? 'fault'
}

function messageOf(error: unknown): string {
  if (!(error instanceof ZodError)) return error instanceof Error ? error.message : String(error)
  const issue = error.issues[0]
  return issue === undefined ? 'it is not of the agreed form' : `${issue.path.map(String).join('.') || 'input'}: ${issue.message}`
}
