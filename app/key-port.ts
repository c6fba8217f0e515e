import type { Port } from '../engine/protocol/channel-wires.ts'
import type { ExaminedKey, KeySource, TypedKey } from '../engine/protocol/key-source.ts'

/**
 * Between the shell, which opens the keychain, and the engine's process, which may not: questions for keys and their answers, on a port
 * of its own that no window ever holds.
 */
type Question = { readonly id: number; readonly ask: keyof KeySource; readonly given: readonly unknown[] }
type Answer = { readonly id: number; readonly answer: unknown }
/** The other way round: a key that was typed, which the engine asks the exchange about, and what it says. */
type Look = { readonly look: number; readonly typed: TypedKey }
type Looked = { readonly looked: number; readonly examined: ExaminedKey }

const dataOf = (event: object): unknown => ('data' in event ? event.data : undefined)

/** Asks an exchange about a key that was typed, before it is kept. */
export type Examine = (typed: TypedKey) => Promise<ExaminedKey>

/** The shell's side. Answers with what lets a typed key be looked at. */
export function answerKeys(port: Port, keys: KeySource): Examine {
  const looking = new Map<number, (examined: ExaminedKey) => void>()
  let next = 1
  port.addEventListener('close', () => {
    for (const resolve of looking.values()) resolve({ ok: false, reason: 'the engine ended while it asked the exchange' })
    looking.clear()
  })
  port.addEventListener('message', (event) => {
    const said = dataOf(event) as Question | Looked
    if ('looked' in said) {
      looking.get(said.looked)?.(said.examined)
      looking.delete(said.looked)
      return
    }
    // The engine is ours and asks as its types say: nothing else holds the other end.
    const { id, ask, given } = said
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
  return (typed) =>
    new Promise((resolve) => {
      const look = next++
      looking.set(look, resolve)
      port.postMessage({ look, typed } satisfies Look)
    })
}

/** The engine's side. */
export function keysOver(port: Port, examine: Examine): KeySource {
  const waiting = new Map<number, (answer: unknown) => void>()
  let next = 1
  let isGone = false
  const gone = { ok: false, reason: 'the shell that opens the keychain is gone' } as const
  port.addEventListener('message', (event) => {
    const said = dataOf(event) as Answer | Look
    if ('look' in said) {
      const tell = (examined: ExaminedKey) => port.postMessage({ looked: said.look, examined } satisfies Looked)
      examine(said.typed).then(tell, () => tell({ ok: false, reason: 'asking the exchange failed in Weir itself' }))
      return
    }
    const { id, answer } = said
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
