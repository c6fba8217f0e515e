import type { Port } from '../engine/protocol/channel-wires.ts'
import type { KeySource } from '../engine/protocol/key-source.ts'

/**
 * Between the shell, which opens the keychain, and the engine's process, which may not: questions for keys and their answers, on a port
 * of its own that no window ever holds.
 */
type Question = { readonly id: number; readonly name: string | null }
type Answer = { readonly id: number; readonly answer: unknown }

const dataOf = (event: object): unknown => ('data' in event ? event.data : undefined)

/** The shell's side. */
export function answerKeys(port: Port, keys: KeySource): void {
  port.addEventListener('message', (event) => {
    const { id, name } = dataOf(event) as Question
    const asked: Promise<unknown> = name === null ? keys.list() : keys.read(name)
    asked.then(
      (answer) => port.postMessage({ id, answer } satisfies Answer),
      (error: unknown) =>
        port.postMessage({ id, answer: { ok: false, reason: error instanceof Error ? error.message : String(error) } } satisfies Answer),
    )
  })
  port.start()
}

/** The engine's side. */
export function keysOver(port: Port): KeySource {
  const waiting = new Map<number, (answer: unknown) => void>()
  let next = 1
  port.addEventListener('message', (event) => {
    const { id, answer } = dataOf(event) as Answer
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  port.addEventListener('close', () => {
    for (const resolve of waiting.values()) resolve({ ok: false, reason: 'the shell that opens the keychain is gone' })
    waiting.clear()
  })
  port.start()
  const ask = <Reply>(name: string | null) =>
    new Promise<Reply>((resolve) => {
      const id = next++
      // The shell is ours and answers as it was asked: nothing else holds the other end.
      waiting.set(id, resolve as (answer: unknown) => void)
      port.postMessage({ id, name } satisfies Question)
    })
  return { list: () => ask(null), read: (name) => ask(name) }
}
