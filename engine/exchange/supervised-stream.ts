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
/** Venues end connections after a day: this one is renewed before. */
const LONGEST_LIFE = 23 * 3_600_000

export function superviseStream(options: StreamOptions): SupervisedStream {
  const { url, dial, clock, random, patience, onState } = options
  let state: StreamState = 'connecting'
  let attempt = 0
  let closed = false
  /** What a line says that is neither of these is not heard. */
  let current: Line | undefined
  let successor: Line | undefined
  let noConnect = () => {}

  function enter(next: StreamState, why: string): void {
    if (state === next && next !== 'backoff') return
    state = next
    onState(next, why)
  }

  const isUp = (line: Line) => !closed && (line === current || line === successor)

  function open(line: Line): void {
    const after = (milliseconds: number, act: () => void) => void line.callOffs.push(clock.at(clock.now() + milliseconds, act))
    line.heardAt = clock.now()
    line.socket = dial(url, {
      opened() {
        if (isUp(line)) line.socket?.send(options.greet())
      },
      message(text) {
        if (!isUp(line)) return
        line.heardAt = clock.now()
        if (!line.isLive && options.isLive(text)) goLive(line)
        if (line === current) options.hear(text)
      },
      closed: (why) => lose(line, why),
    })
    const watch = () => {
      if (!isUp(line)) return
      const silence = clock.now() - line.heardAt
      if (silence >= patience) return lose(line, `nothing was heard for ${Math.round(silence / 1000)} s`)
      if (silence >= (patience * 2) / 3 && line.isLive) line.socket?.send(options.ping())
      after(patience / 3, watch)
    }
    after(patience / 3, watch)
    after(LONGEST_LIFE, renew)
  }

  function connect(): void {
    const line = newLine()
    current = line
    enter('connecting', url)
    open(line)
  }

  /** A new line is up before the old one goes. */
  function renew(): void {
    if (closed || !current?.isLive || successor) return
    const line = newLine()
    successor = line
    open(line)
  }

  function goLive(line: Line): void {
    line.isLive = true
    attempt = 0
    if (line === current) return enter('live', '')
    drop(current)
    current = line
    successor = undefined
    // What was on its way over the old line is looked for, as after a break.
    onState('live', 'renewed')
  }

  function drop(line: Line | undefined): void {
    for (const callOff of line?.callOffs ?? []) callOff()
    line?.socket?.close()
  }

  function lose(line: Line, why: string): void {
    if (!isUp(line)) return
    if (line === successor) {
      successor = undefined
      drop(line)
      current?.callOffs.push(clock.at(clock.now() + LONGEST_PAUSE, renew))
      return
    }
    current = successor
    successor = undefined
    drop(line)
    // Half at least and the whole at most, so that many do not come back at one instant.
    const bound = Math.min(FIRST_PAUSE * (1 << Math.min(attempt++, 5)), LONGEST_PAUSE)
    enter('backoff', why)
    if (current) return enter('connecting', url)
    noConnect()
    noConnect = clock.at(clock.now() + bound / 2 + random() * (bound / 2), connect)
  }

  connect()
  return {
    get state() {
      return state
    },
    restart(why) {
      if (current) lose(current, why)
    },
    close() {
      closed = true
      noConnect()
      drop(successor)
      drop(current)
    },
  }
}

/** One connection, from its dialling to its end. */
type Line = { socket: Socket | undefined; heardAt: number; isLive: boolean; callOffs: (() => void)[] }

const newLine = (): Line => ({ socket: undefined, heardAt: 0, isLive: false, callOffs: [] })
