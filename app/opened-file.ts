import { readFile, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { fileProblem } from './written-file.ts'

/** No strategy is anywhere near this size. */
const LARGEST = 32 * 1024 * 1024

/** The strategy file among the words of a command line; undefined for none. */
export function strategyFileIn(words: readonly string[], from: string): string | undefined {
  const path = words.findLast((word) => /\.weir$/i.test(word) && !word.startsWith('-'))
  return path === undefined ? undefined : resolve(from, path)
}

/** Reads a strategy file that the system handed to Weir: a double click, or a path on the command line. */
export async function readStrategyFile(
  path: string,
): Promise<{ readonly ok: true; readonly name: string; readonly content: Uint8Array } | { readonly ok: false; readonly message: string }> {
  try {
    const { size } = await stat(path)
    if (size > LARGEST) return { ok: false, message: `"${basename(path)}" is too large for a strategy (${size} bytes)` }
    return { ok: true, name: basename(path), content: new Uint8Array(await readFile(path)) }
  } catch (error) {
    return { ok: false, message: `"${basename(path)}" cannot be opened: ${fileProblem(error)}` }
  }
}
