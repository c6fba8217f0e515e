import { CodecError, decode, encode, TooLarge } from './channel-codec.ts'

/** What carries frames: a message port or a WebSocket, opened. Frames arrive whole and in order, or the wire closes. */
export type Wire = {
  send(frame: Uint8Array): void
  /** Called once. `frame` is given whatever came, `closed` once, with the reason in words; neither before `listen` is done. */
  listen(hooks: { readonly frame: (frame: unknown) => void; readonly closed: (reason: string) => void }): void
  close(reason: string): void
}

/** Nothing larger goes over a wire in one piece, and nothing larger is taken from one. */
export const LARGEST_FRAME = 4 * 1024 * 1024
/** Size of the pieces a larger message is cut into. */
const PIECE = 1024 * 1024
/** Bytes that may be under way unconfirmed. A slow reader makes the sender wait here and not in the memory of the two. */
const WINDOW = 8 * 1024 * 1024
const CONFIRM_EVERY = 1024 * 1024
/** What waits beyond this shows a reader that has gone away without saying so. */
const LARGEST_BACKLOG = 512 * 1024 * 1024

const HEADER = 8
const VERSION = 1
const DATA = 1
const CONFIRM = 2

export type LinkOptions = {
  /** Most bytes a message may have that comes from the other side, and that goes there. */
  readonly largest: { readonly received: number; readonly sent: number }
  readonly message: (value: unknown) => void
  /** Called once, whoever closed it. */
  readonly closed: (reason: string) => void
}

/**
 * Messages over a wire: values are cut into frames and put together again, and no more is under way than the reader keeps up with.
 * What is not of the agreed form, or too large, closes this wire and touches nothing else.
 */
export type Link = {
  /** Sends a value after those before it. Throws a CodecError, and sends nothing, for what cannot be put in bytes or is too large. */
  send(value: unknown): void
  /** True while the reader is behind: what is worth nothing late need not be sent. */
  congested(): boolean
  /** Confirms what came so far, if only to show that this side lives. */
  beat(): void
  close(reason: string): void
}

export function createLink(wire: Wire, { largest, message, closed }: LinkOptions): Link {
  const waiting: { readonly bytes: Uint8Array; sent: number }[] = []
  let backlog = 0
  let unconfirmed = 0
  let toConfirm = 0
  let partial: { readonly bytes: Uint8Array; filled: number } | undefined
  let open = true

  function end(reason: string): void {
    if (!open) return
    open = false
    waiting.length = 0
    partial = undefined
    closed(reason)
  }

  function close(reason: string): void {
    if (!open) return
    wire.close(reason)
    end(reason)
  }

  function pump(): void {
    while (open && waiting.length > 0 && unconfirmed < WINDOW) {
      const next = waiting[0]!
      const total = next.bytes.length - HEADER
      const size = Math.min(PIECE, total - next.sent)
      // A message of one piece goes out in the buffer it was made in.
      const frame = size === total ? next.bytes : pieceOf(next.bytes, next.sent, size)
      writeHeader(frame, DATA, total)
      next.sent += size
      unconfirmed += size
      backlog -= size
      if (next.sent === total) waiting.shift()
      wire.send(frame)
    }
  }

  function send(value: unknown): void {
    if (!open) return
    const bytes = encode(value, HEADER)
    if (bytes.length - HEADER > largest.sent)
      throw new TooLarge(`${bytes.length} bytes are more than can be sent, which is ${largest.sent}`)
    waiting.push({ bytes, sent: 0 })
    backlog += bytes.length - HEADER
    if (backlog > LARGEST_BACKLOG) close('the other side does not keep up')
    else pump()
  }

  function take(frame: unknown): void {
    if (!open) return
    let whole: Uint8Array | undefined
    let value: unknown
    try {
      whole = read(frame)
      value = whole && decode(whole)
    } catch (error) {
      if (!(error instanceof CodecError)) throw error
      return close(error.message)
    }
    if (whole) message(value)
  }

  /** The bytes of a message when this frame was its last. */
  function read(frame: unknown): Uint8Array | undefined {
    if (!(frame instanceof Uint8Array)) throw new CodecError('what came is no frame')
    if (frame.length > LARGEST_FRAME) throw new CodecError(`a frame of ${frame.length} bytes is larger than ${LARGEST_FRAME}`)
    if (frame.length < HEADER || frame[0] !== VERSION) throw new CodecError('what came is no frame of this version')
    const count = new DataView(frame.buffer, frame.byteOffset, HEADER).getUint32(4, true)
    if (frame[1] === CONFIRM) {
      if (count > unconfirmed || frame.length > HEADER) throw new CodecError('more was confirmed than was sent')
      unconfirmed -= count
      pump()
      return undefined
    }
    if (frame[1] === DATA) return readPiece(frame, count)
    throw new CodecError('what came is no frame of this version')
  }

  function readPiece(frame: Uint8Array, total: number): Uint8Array | undefined {
    if (total > largest.received) throw new CodecError(`a message of ${total} bytes is larger than ${largest.received}`)
    const size = frame.length - HEADER
    partial ??= { bytes: new Uint8Array(total), filled: 0 }
    if (size === 0 || total !== partial.bytes.length || partial.filled + size > total)
      throw new CodecError('the pieces of a message do not fit')
    partial.bytes.set(frame.subarray(HEADER), partial.filled)
    partial.filled += size
    toConfirm += size
    if (toConfirm >= CONFIRM_EVERY) confirm()
    if (partial.filled < total) return undefined
    const { bytes } = partial
    partial = undefined
    return bytes
  }

  function confirm(): void {
    if (!open) return
    const frame = new Uint8Array(HEADER)
    writeHeader(frame, CONFIRM, toConfirm)
    toConfirm = 0
    wire.send(frame)
  }

  wire.listen({ frame: take, closed: end })
  return { send, congested: () => waiting.length > 0, beat: confirm, close }
}

function pieceOf(bytes: Uint8Array, from: number, size: number): Uint8Array {
  const frame = new Uint8Array(HEADER + size)
  frame.set(bytes.subarray(HEADER + from, HEADER + from + size), HEADER)
  return frame
}

function writeHeader(frame: Uint8Array, kind: number, count: number): void {
  frame[0] = VERSION
  frame[1] = kind
  new DataView(frame.buffer, frame.byteOffset, HEADER).setUint32(4, count, true)
}
