import { readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Settings } from './bridge.ts'
import { documentName, settingsSchema } from './shell-requests.ts'
import { hasCode, writeWhole } from './written-file.ts'

/** What is remembered of a window and a start, beside what a person set. */
const stateSchema = z.object({
  layout: z.json().default(null),
  /** Names of documents, the one opened last first. */
  recent: z.array(documentName).default([]),
  /** Set when the desktop's runtime could not be had: it is not tried again at every start. */
  refusedRuntime: z.object({ version: z.string(), reason: z.string() }).nullable().default(null),
})
export type State = z.output<typeof stateSchema>

/** One file of values that outlive the process, the same in both shells. */
export type Kept<Value extends object> = {
  readonly get: () => Promise<Value>
  /** Changes what is given, or what comes of the present value, and leaves the rest. */
  readonly set: (part: Partial<Value> | ((present: Value) => Partial<Value>)) => Promise<Value>
}

/** What a person set, in `settings.json` of a folder. */
export const openSettings = (folder: string, tell: (sentence: string) => void): Kept<Settings> =>
  keep(join(folder, 'settings.json'), settingsSchema, tell)

/** What is remembered from one start to the next, in `state.json` of a folder. */
export const openState = (folder: string, tell: (sentence: string) => void): Kept<State> =>
  keep(join(folder, 'state.json'), stateSchema, tell)

/** A file that is damaged, or not of this form, is moved aside and said: beginning anew in silence would lose what a person set. */
export function keep<Schema extends z.ZodObject>(path: string, schema: Schema, tell: (sentence: string) => void): Kept<z.output<Schema>> {
  let turn: Promise<unknown> = Promise.resolve()

  async function read(): Promise<z.output<Schema>> {
    const text = await readFile(path, 'utf8').catch((error: unknown) => {
      if (!hasCode(error, 'ENOENT')) throw error
      return '{}'
    })
    const parsed = schema.safeParse(valueOf(text))
    if (parsed.success) return parsed.data
    await rename(path, `${path}.damaged`)
    tell(`"${path}" is damaged; it was moved to "${path}.damaged" and everything in it begins anew`)
    return schema.parse({})
  }

  /** One after the other: two changes at once would each leave out the other's. */
  function inTurn<Result>(act: () => Promise<Result>): Promise<Result> {
    const result = turn.then(act, act)
    turn = result
    return result
  }

  return {
    get: () => inTurn(read),
    set: (part) =>
      inTurn(async () => {
        const present = await read()
        const next = schema.parse({ ...present, ...(typeof part === 'function' ? part(present) : part) })
        await writeWhole(path, `${JSON.stringify(next, null, 1)}\n`, { mode: 0o600 })
        return next
      }),
  }
}

function valueOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
