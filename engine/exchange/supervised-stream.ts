import type { Clock } from '../market/clock.ts'

/** One connection, as it was opened. */
export type Socket = { send(text: string): void; close(): void }

/** Opens a connection; what happens to it is told, its end exactly once. */
export type Dial = (url: string, heard: { opened(): void; message(text: string): void; closed(why: string): void }) => Socket

export type StreamState = 'connecting' | 'live' | 'stale' | 'backoff'

export type StreamOptions = {
  readonly url: string
  readonly dial: Dial
  readonly clock: Clock
  readonly random: () => number
  /** Silence after which the connection counts as dead, milliseconds; it is asked for a sign of life a third earlier. */
  readonly patience: number
  /** What is said first on every new connection. */
  readonly greet: () => string
  /** Asks for a sign of life. */
  readonly ping: () => string
  /** True: this message says that the connection is subscribed and live. */
  readonly isLive: (text: string) => boolean
  readonly hear: (text: string) => void
  readonly onState: (state: StreamState, why: string) => void
}

/** A connection that is kept: opened again after a pause that grows to half a minute, and given up when it goes quiet. */
export type SupervisedStream = {
  readonly state: StreamState
  /** Begins anew: the venue said so. */ restart(why: string): void
  close(): void
}

const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000
/** Venues end connections after a day: this one goes before, in an hour of its own choosing. */
const LONGEST_LIFE = 23 * 3_600_000

export function superviseStream(options: StreamOptions): SupervisedStream {
  const { url, dial, clock, random, patience, onState } = options
  let state: StreamState = 'connecting'
  let attempt = 0
  let closed = false
  let socket: Socket | undefined
  /** Each connection has its number: what an old one still says is not heard. */
  let current = 0
  let callOffs: (() => void)[] = []

  function enter(next: StreamState, why: string): void {
    if (state === next && next !== 'backoff') return
    state = next
    onState(next, why)
  }

  const after = (milliseconds: number, act: () => void) => void callOffs.push(clock.at(clock.now() + milliseconds, act))

  function connect(): void {
    const mine = ++current
    let heardAt = clock.now()
    enter('connecting', url)
    socket = dial(url, {
      opened() {
        if (mine === current) socket?.send(options.greet())
      },
      message(text) {
        if (mine !== current || closed) return
        heardAt = clock.now()
        if (state !== 'live' && options.isLive(text)) {
          attempt = 0
          enter('live', '')
        }
        options.hear(text)
      },
      closed: (why) => lose(mine, why),
    })
    const watch = () => {
      if (mine !== current || closed) return
      const silence = clock.now() - heardAt
      if (silence >= patience) return lose(mine, `nothing was heard for ${Math.round(silence / 1000)} s`)
      if (silence >= (patience * 2) / 3 && state === 'live') socket?.send(options.ping())
      after(patience / 3, watch)
    }
    after(patience / 3, watch)
    after(LONGEST_LIFE, () => lose(mine, 'it was open for a day'))
  }

  function lose(mine: number, why: string): void {
    if (mine !== current || closed) return
    current++
    for (const callOff of callOffs) callOff()
    callOffs = []
    socket?.close()
    // Half at least and the whole at most, so that many do not come back at one instant.
    const bound = Math.min(FIRST_PAUSE * (1 << Math.min(attempt++, 5)), LONGEST_PAUSE)
    enter('backoff', why)
    after(bound / 2 + random() * (bound / 2), connect)
  }

  connect()
  return {
    get state() {
      return state
    },
    restart: (why) => lose(current, why),
    close() {
      closed = true
      current++
      for (const callOff of callOffs) callOff()
      socket?.close()
    },
  }
}
