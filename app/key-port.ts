import type { Port } from '../engine/protocol/channel-wires.ts'
import type { KeySource } from '../engine/protocol/key-source.ts'

/**
 * Between the shell, which opens the keychain, and the engine's process, which may not: questions for keys and their answers, on a port
 * of its own that no window ever holds.
 */
type Question = { readonly id: number; readonly ask: keyof KeySource; readonly given: readonly unknown[] }
type Answer = { readonly id: number; readonly answer: unknown }

const dataOf = (event: object): unknown => ('data' in event ? event.data : undefined)

/** The shell's side. */
export function answerKeys(port: Port, keys: KeySource): void {
  port.addEventListener('message', (event) => {
    // The engine is ours and asks as its types say: nothing else holds the other end.
    const { id, ask, given } = dataOf(event) as Question
    const asked = Object.hasOwn(keys, ask)
      ? (keys[ask] as (...all: readonly unknown[]) => Promise<unknown>)(...given)
      : Promise.reject(new Error('no such question'))
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
  let isGone = false
  const gone = { ok: false, reason: 'the shell that opens the keychain is gone' } as const
  port.addEventListener('message', (event) => {
    const { id, answer } = dataOf(event) as Answer
    waiting.get(id)?.(answer)
    waiting.delete(id)
  })
  port.addEventListener('close', () => {
    isGone = true
    for (const resolve of waiting.values()) resolve(gone)
    waiting.clear()
  })
  port.start()
  const asking =
    <Name extends keyof KeySource>(ask: Name) =>
    (...given: Parameters<KeySource[Name]>) =>
      new Promise<Awaited<ReturnType<KeySource[Name]>>>((resolve) => {
        if (isGone) return resolve(gone as Awaited<ReturnType<KeySource[Name]>>)
        const id = next++
        // The shell is ours and answers as it was asked: nothing else holds the other end.
        waiting.set(id, resolve as (answer: unknown) => void)
        port.postMessage({ id, ask, given } satisfies Question)
      })
  return {
    list: asking('list'),
    read: asking('read'),
    journalKey: asking('journalKey'),
    alertSecret: asking('alertSecret'),
    mark: asking('mark'),
    keepMark: asking('keepMark'),
    dropMark: asking('dropMark'),
  }
}
