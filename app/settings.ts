import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import Conf from 'conf'
import { z } from 'zod'
import type { Settings } from './bridge.ts'
import { documentName, settingsSchema } from './shell-requests.ts'

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
  readonly get: () => Value
  /** Changes what is given and leaves the rest. */
  readonly set: (part: Partial<Value>) => Value
}

/** What a person set, in `settings.json` of a folder. */
export const openSettings = (folder: string, tell: (sentence: string) => void): Kept<Settings> =>
  keep(folder, 'settings', settingsSchema, tell)

/** What is remembered from one start to the next, in `state.json` of a folder. */
export const openState = (folder: string, tell: (sentence: string) => void): Kept<State> => keep(folder, 'state', stateSchema, tell)

/** A file that is damaged, or not of this form, is moved aside and said: beginning anew in silence would lose what a person set. */
function keep<Schema extends z.ZodObject>(
  folder: string,
  configName: string,
  schema: Schema,
  tell: (sentence: string) => void,
): Kept<z.output<Schema>> {
  const path = join(folder, `${configName}.json`)
  const open = () =>
    new Conf<Record<string, unknown>>({ cwd: folder, configName, configFileMode: 0o600, accessPropertiesByDotNotation: false })

  function setAside(problem: string): void {
    if (!existsSync(path)) return
    renameSync(path, `${path}.damaged`)
    tell(`"${path}" ${problem}; it was moved to "${path}.damaged" and everything in it begins anew`)
  }

  function read(): { readonly file: Conf<Record<string, unknown>>; readonly value: z.output<Schema> } {
    let file: Conf<Record<string, unknown>>
    try {
      file = open()
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      setAside('is damaged')
      file = open()
    }
    const parsed = schema.safeParse(file.store)
    if (parsed.success) return { file, value: parsed.data }
    setAside('is not of the form this version reads')
    return { file: open(), value: schema.parse({}) }
  }

  return {
    get: () => read().value,
    set(part) {
      const { file, value } = read()
      const next = schema.parse({ ...value, ...part })
      file.store = next
      return next
    },
  }
}
