import type { RequestName, RequestInput, RequestOptions, Replies } from './requests.ts'
import { CodecError, TooLarge } from './channel-codec.ts'
import { createLink, type Link, type Wire } from './channel-link.ts'
import { EngineLost, LARGEST_ANSWER, LARGEST_REQUEST, RequestFailed, toClientSchema, type ToServer } from './channel-messages.ts'
import { eventSchemas, type EventName, type Events } from './events.ts'

/** Requests by name: what goes in and what comes back. */
export type RequestTable = { readonly [name: string]: { readonly input: unknown; readonly reply: unknown } }
export type EngineRequests = { readonly [Name in RequestName]: { readonly input: RequestInput<Name>; readonly reply: Replies[Name] } }

/**
 * `connecting`: not yet connected for the first time; requests wait. `live`: connected, and the snapshot has been told. `lost`: what was
 * connected no longer is; requests reject at once with EngineLost, and it is tried again by itself until it is live.
 */
export type ChannelState = 'connecting' | 'live' | 'lost'

/** The window's end of the channel. */
export type Channel<Requests extends RequestTable> = {
  /**
   * Asks for something by name. Rejects with a RequestFailed that says why, or with EngineLost when the connection is lost before the answer.
   * What was an iterable at the other end arrives as a list.
   */
  request<Name extends keyof Requests & string>(
    name: Name,
    input: Requests[Name]['input'],
    options?: RequestOptions,
  ): Promise<Requests[Name]['reply']>
  /** Listens until the function returned is called. Who asks late for `snapshot` is told the one in force. */
  on<Name extends EventName>(name: Name, listener: (payload: Events[Name]) => void): () => void
  /** Told at once how things stand, and at each change; `reason` is a sentence for the person. */
  onState(listener: (state: ChannelState, reason: string | undefined) => void): () => void
  close(): void
}

/** Opens one connection. Rejects, with a sentence, when there is none to be had now; it is asked again later. */
export type Connect = (signal: AbortSignal) => Promise<Wire>

const LARGEST = { received: LARGEST_ANSWER, sent: LARGEST_REQUEST }
/** Waits between attempts, milliseconds: soon at first, since a restart takes a second or two. */
const WAITS = [100, 200, 400, 800, 1600, 3000]

type Pending = {
  readonly message: Extract<ToServer, { kind: 'request' }>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
  readonly onProgress: RequestOptions['onProgress']
  readonly release: () => void
}

/**
 * Keeps a connection up, and asks and listens over it. The table is `EngineRequests`, and more where a host answers for the shell on the
 * same channel.
 */
export function connectChannel<Requests extends RequestTable>(connect: Connect): Channel<Requests> {
  const pending = new Map<number, Pending>()
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const stateListeners = new Set<(state: ChannelState, reason: string | undefined) => void>()
  const ending = new AbortController()
  let state: ChannelState = 'connecting'
  let reason: string | undefined
  let link: Link | undefined
  let snapshot: Events['snapshot'] | undefined
  let nextId = 1
  let failures = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function become(next: ChannelState, why?: string): void {
    if (state === next && reason === why) return
    state = next
    reason = why
    for (const listener of stateListeners) tell(() => listener(state, reason))
  }

  async function open(): Promise<void> {
    try {
      const wire = await connect(ending.signal)
      if (ending.signal.aborted) return wire.close('the window is done')
      link = createLink(wire, { largest: LARGEST, message: receive, closed: lose })
    } catch (error) {
      lose(error instanceof Error ? error.message : String(error))
    }
  }

  function lose(why: string): void {
    link = undefined
    snapshot = undefined
    if (state !== 'connecting') for (const one of pending.values()) settle(one, () => one.reject(new EngineLost(why)))
    if (ending.signal.aborted) return
    become(state === 'connecting' ? 'connecting' : 'lost', why)
    timer = setTimeout(() => void open(), WAITS[Math.min(failures++, WAITS.length - 1)])
  }

  function receive(raw: unknown): void {
    const parsed = toClientSchema.safeParse(raw)
    if (!parsed.success) return link?.close('the engine speaks another version; reload the page')
    const message = parsed.data
    if (message.kind === 'event') return hear(message.name, message.payload)
    const one = pending.get(message.id)
    if (!one) return
    switch (message.kind) {
      case 'reply':
        return settle(one, () => one.resolve(message.value))
      case 'failure':
        return settle(one, () => one.reject(new RequestFailed(message.why, message.message)))
      case 'progress':
        tell(() => one.onProgress?.(message.share, message.doing, message.amount))
    }
  }

  function hear(name: string, raw: unknown): void {
    // A newer engine may tell what this window does not know yet.
    if (!isEventName(name)) return
    const parsed = eventSchemas[name].safeParse(raw)
    if (!parsed.success) return link?.close('the engine speaks another version; reload the page')
    if (name === 'snapshot') snapshot = parsed.data as Events['snapshot']
    for (const listener of listeners.get(name) ?? []) tell(() => listener(parsed.data as never))
    if (name === 'snapshot') goLive()
  }

  function goLive(): void {
    failures = 0
    const waited = state === 'connecting' ? [...pending.values()] : []
    become('live')
    for (const one of waited) post(one)
  }

  function post(one: Pending): void {
    try {
      link?.send(one.message)
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      settle(one, () => one.reject(new RequestFailed(error instanceof TooLarge ? 'too-large' : 'invalid', error.message)))
    }
  }

  function settle(one: Pending, end: () => void): void {
    if (!pending.delete(one.message.id)) return
    one.release()
    end()
  }

  void open()
  return {
    request(name, input, { onProgress, signal } = {}) {
      return new Promise((resolve, reject) => {
        if (ending.signal.aborted) return reject(new EngineLost('the connection was closed'))
        if (state === 'lost') return reject(new EngineLost(reason ?? 'the connection is lost'))
        const message = { kind: 'request', id: nextId++, name, input } as const
        const cancel = () => {
          if (state === 'live') link?.send({ kind: 'cancel', id: message.id } satisfies ToServer)
          settle(one, () => reject(new RequestFailed('canceled', 'stopped')))
        }
        const release = () => signal?.removeEventListener('abort', cancel)
        const one: Pending = { message, resolve: resolve as Pending['resolve'], reject, onProgress, release }
        if (signal?.aborted) return reject(new RequestFailed('canceled', 'stopped'))
        signal?.addEventListener('abort', cancel)
        pending.set(message.id, one)
        if (state === 'live') post(one)
      })
    },
    on(name, listener) {
      const of = listeners.get(name) ?? new Set()
      listeners.set(name, of)
      of.add(listener)
      if (name === 'snapshot' && snapshot) listener(snapshot as never)
      return () => void of.delete(listener)
    },
    onState(listener) {
      stateListeners.add(listener)
      listener(state, reason)
      return () => void stateListeners.delete(listener)
    },
    close() {
      if (ending.signal.aborted) return
      ending.abort()
      clearTimeout(timer)
      for (const one of pending.values()) settle(one, () => one.reject(new EngineLost('the connection was closed')))
      link?.close('the window is done')
      become('lost', 'the connection was closed')
    },
  }
}

/** A listener that throws is its owner's fault: it is reported as any other, and the channel goes on. */
function tell(listener: () => void): void {
  try {
    listener()
  } catch (error) {
    setTimeout(() => {
      throw error
    })
  }
}

const isEventName = (name: string): name is EventName => Object.hasOwn(eventSchemas, name)
