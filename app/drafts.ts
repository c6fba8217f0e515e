import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Draft } from './bridge.ts'
import { shellRequestSchemas } from './shell-requests.ts'
import { hasCode, writeWhole } from './written-file.ts'

/** Work not yet saved, one file each in `drafts`: what a window finds again after a crash, of itself or of the shell. */
export type Drafts = {
  /** Latest first. One that cannot be read is passed over and stays where it is. */
  readonly list: () => Promise<readonly Draft[]>
  readonly write: (draft: Omit<Draft, 'savedAt'>) => Promise<void>
  readonly remove: (id: string) => Promise<void>
}

const draftSchema = shellRequestSchemas['shell.drafts.write'].extend({ savedAt: z.number() })
const ENDING = '.json'

export function openDrafts(workspace: string, now: () => number): Drafts {
  const folder = join(workspace, 'drafts')
  const pathOf = (id: string) => join(folder, id + ENDING)
  return {
    async list() {
      const drafts: Draft[] = []
      for (const file of await readdir(folder).catch(nothing)) {
        if (!file.endsWith(ENDING)) continue
        const draft = read(await readFile(join(folder, file), 'utf8').catch(() => ''))
        if (draft?.id === file.slice(0, -ENDING.length)) drafts.push(draft)
      }
      return drafts.sort((a, b) => b.savedAt - a.savedAt)
    },
    async write(draft) {
      await writeWhole(pathOf(draft.id), JSON.stringify({ ...draft, savedAt: now() } satisfies Draft), { mode: 0o600 })
    },
    remove: (id) => rm(pathOf(id), { force: true }),
  }
}

function read(text: string): Draft | undefined {
  try {
    return draftSchema.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

function nothing(error: unknown): string[] {
  if (!hasCode(error, 'ENOENT')) throw error
  return []
}
