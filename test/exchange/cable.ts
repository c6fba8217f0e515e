import type { Send } from '../../engine/exchange/link.ts'
import type { Dial } from '../../engine/exchange/supervised-stream.ts'
import type { Clock } from '../../engine/market/clock.ts'

/** `refused`: nobody answers and connections end. `silent`: nothing comes any more, what is sent arrives every second time, and nobody is told. */
export type Pulled = 'refused' | 'silent'

/** The way to an exchange, with a cable in it that can be pulled. */
export type Cable = {
  readonly send: Send
  readonly dial: Dial
  pull(how: Pulled): void
  plugIn(): void
  /** Says something on every open connection, as if the other side had. */
  say(text: string): void
  /** Connections that are open, and how many there have been. */
  readonly open: number
  readonly dialled: number
}

/** How long the transport waits for an answer. */
const DEADLINE = 12_000

export function pullable(way: { readonly send: Send; readonly dial: Dial }, clock: Clock): Cable {
  let pulled: Pulled | undefined
  let [sent, dialled] = [0, 0]
  const open = new Set<() => void>()
  const heardBy = new Map<() => void, (text: string) => void>()
  const wait = (milliseconds: number) => new Promise<void>((resolve) => void clock.at(clock.now() + milliseconds, resolve))

  return {
    async send(request, path) {
      const begun = clock.now()
      const failed = (bytesWritten: boolean, error: string) => ({
        method: request.method,
        path,
        bytesWritten,
        status: 0,
        headers: {},
        body: '',
        error,
        sent: begun,
        received: clock.now(),
      })
      if (pulled === 'refused') return failed(false, 'nobody answers')
      if (pulled === 'silent' && sent++ % 2 === 0) {
        await wait(DEADLINE)
        return failed(true, 'no answer')
      }
      const answer = await way.send(request, path)
      if (pulled === undefined) return answer
      await wait(DEADLINE)
      return failed(true, 'no answer')
    },
    dial(url, heard) {
      dialled++
      let isOver = false
      const end = (why: string) => {
        if (isOver) return
        isOver = true
        open.delete(cut)
        heard.closed(why)
      }
      const cut = () => {
        socket.close()
        end('the connection was reset')
      }
      if (pulled === 'refused') {
        clock.at(clock.now(), () => end('nobody answers'))
        return { send() {}, close: () => end('closed here') }
      }
      const socket = way.dial(url, {
        opened: () => void (pulled || heard.opened()),
        message: (text) => void (pulled || isOver || heard.message(text)),
        closed: end,
      })
      open.add(cut)
      heardBy.set(cut, (text) => heard.message(text))
      return {
        send: (text) => void (pulled || socket.send(text)),
        close() {
          open.delete(cut)
          socket.close()
        },
      }
    },
    pull(how) {
      pulled = how
      if (how === 'refused') for (const cut of open) cut()
    },
    plugIn: () => void (pulled = undefined),
    say(text) {
      for (const cut of open) heardBy.get(cut)!(text)
    },
    get open() {
      return open.size
    },
    get dialled() {
      return dialled
    },
  }
}
