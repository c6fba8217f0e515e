import { z } from 'zod'
import type { Mark } from '../journal/mark.ts'
import type { ReadJournalOptions } from '../journal/read.ts'
import { signerOf, type Signer } from '../journal/signer.ts'
import type { JournalWriter } from '../journal/writer.ts'
import type { Clock } from '../market/clock.ts'
import type { KeySource } from '../protocol/key-source.ts'

/** What seals the journals of a workspace: a key out of the keychain, and how far live ones had come, kept there too. */
export type Seal = {
  /** Gets the key, made where there is none. Null: journals are signed from now on; else why they are not. */
  ready(): Promise<string | null>
  /** Null: journals are unsigned, and say so. */
  signer(): Signer | null
  /** What the journal of a run has to be true to, as far as the keychain knows; a sentence where it cannot be asked. */
  expected(run: string): Promise<Pick<ReadJournalOptions, 'publicKey' | 'mark'> | string>
  /** Keeps the mark of a journal in the keychain: now, every ten minutes, and whenever told. `failed` is told once why it cannot. */
  keepMarks(journal: JournalWriter, clock: Clock, failed: (why: string) => void): KeptMarks
  /** Forgets the mark of a run whose journal is gone. */
  drop(run: string): Promise<void>
}

export type KeptMarks = {
  /** Resolves once it is kept, or is said not to be. */
  now(): Promise<void>
  end(): void
}

/** Between two marks in the keychain (TRADING §8): rolling back the journal and its own mark within it is not noticed. */
const MARK_EVERY = 600_000
/** A keychain that waits for a person to unlock it holds up a run for no longer. */
const PATIENCE = 10_000

const markShape = z.strictObject({ run: z.string(), seq: z.int().min(1), hash: z.string().regex(/^[0-9a-f]{64}$/) })

type Late = { readonly ok: false; readonly reason: string }

/** Without a source of keys nothing is signed. */
export function createSeal(keys: KeySource | undefined, patience = PATIENCE): Seal {
  let signer: Signer | null = null

  /** An answer, or that there was none in time. */
  async function soon<Answer extends { readonly ok: boolean }>(answer: Promise<Answer>): Promise<Answer | Late> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<Late>((resolve) => {
      timer = setTimeout(resolve, patience, { ok: false, reason: `the keychain did not answer within ${patience / 1000} s` })
    })
    return Promise.race([answer, late]).finally(() => clearTimeout(timer))
  }

  async function ready(): Promise<string | null> {
    if (signer) return null
    if (!keys) return 'this program was started without access to the keychain'
    const found = await soon(keys.journalKey(true))
    if (!found.ok) return found.reason
    signer = found.key === null ? null : signerFrom(found.key)
    return signer ? null : 'what the keychain keeps as the key of journals is none: take it out of the keychain, and a new one is made'
  }

  return {
    ready,
    signer: () => signer,
    async expected(run) {
      if (!keys) return 'this program was started without access to the keychain'
      const [key, mark] = [await soon(keys.journalKey(false)), await soon(keys.mark(run))]
      if (!key.ok) return key.reason
      if (!mark.ok) return mark.reason
      const own = key.key === null ? null : signerFrom(key.key)
      return { ...(own ? { publicKey: own.publicKey } : {}), ...(mark.text === null ? {} : { mark: readMark(mark.text) }) }
    },
    keepMarks(journal, clock, failed) {
      let callOff = () => {}
      let isSaid = false
      let last: Promise<void> = Promise.resolve()
      async function keep(): Promise<void> {
        const { mark } = journal
        if (!keys || mark === null) return
        const kept = await soon(keys.keepMark(mark.run, JSON.stringify(mark)))
        if (kept.ok || isSaid) return
        isSaid = true
        failed(kept.reason)
      }
      // One after the other: an older mark must not come after a later one.
      const now = () => (last = last.then(keep))
      const again = () => {
        callOff = clock.at(clock.now() + MARK_EVERY, () => void now().finally(again))
      }
      void now()
      again()
      return { now, end: () => callOff() }
    },
    async drop(run) {
      if (keys) await soon(keys.dropMark(run))
    },
  }
}

function signerFrom(key: string): Signer | null {
  try {
    return signerOf(key)
  } catch {
    return null
  }
}

/** A mark that is none reaches no record: a journal measured by it is not whole. */
function readMark(text: string): Mark {
  try {
    return markShape.parse(JSON.parse(text))
  } catch {
    return { run: '', seq: Infinity, hash: '' }
  }
}
