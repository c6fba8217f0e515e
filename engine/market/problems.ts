/** What can be wrong with data a person hands us. One code per kind; the message carries the case in trading words. */
export type ProblemCode =
  // the file or folder
  | 'missing-file'
  | 'unreadable'
  | 'folder'
  | 'empty'
  | 'not-text'
  | 'too-few-bars'
  | 'write-failed'
  // the shape of the file
  | 'no-header'
  | 'no-column'
  | 'unknown-layout'
  | 'fields'
  // one row
  | 'not-a-time'
  | 'not-a-number'
  | 'negative'
  | 'zero-price'
  | 'high-below-low'
  | 'outside-range'
  // rows among each other
  | 'unsorted'
  | 'conflict'
  | 'step'
  | 'misaligned'
  | 'timeframe'
  // the store and the sources
  | 'unknown-source'
  | 'unknown-symbol'
  | 'unknown-option'
  | 'too-fine'
  | 'not-divisible'
  | 'no-data'
  | 'range'
  | 'corrupt'
  | 'in-use'
  | 'name'
  | 'instrument'
  // the person stopped it
  | 'canceled'

/** One thing that is wrong, as a value. `line` counts the lines of the file from 1, `column` the fields of the line from 1. */
export type Problem = {
  readonly code: ProblemCode
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** Data that was not taken, and why. Never thrown: bad files are an everyday thing. */
export type Refusal = { readonly ok: false; readonly problems: readonly Problem[] }

/** What an operation on outside data answers: the thing asked for, or what is wrong. */
export type Outcome<T> = ({ readonly ok: true } & T) | Refusal

/** A refusal with one problem. */
export function refuse(code: ProblemCode, message: string, where: Omit<Problem, 'code' | 'message'> = {}): Refusal {
  return { ok: false, problems: [{ code, message, ...where }] }
}

/** "btc.csv, line 12, column 3: the high 10 is below the low 11" */
export function describeProblem(problem: Problem): string {
  const where = [
    problem.file,
    problem.line === undefined ? undefined : `line ${problem.line}`,
    problem.column === undefined ? undefined : `column ${problem.column}`,
  ].filter((part) => part !== undefined)
  return where.length > 0 ? `${where.join(', ')}: ${problem.message}` : problem.message
}

/** What a failed file operation means to the person who named the path. What is no failure of the file system is thrown on. */
export function refuseFile(error: unknown, named: string): Refusal {
  if (!(error instanceof Error) || !('code' in error) || !('syscall' in error)) throw error
  const { code } = error
  const file = 'path' in error && typeof error.path === 'string' ? error.path : named
  if (code === 'ENOENT' || code === 'ENOTDIR') return refuse('missing-file', `there is no file "${file}"; check the path`, { file })
  if (code === 'EISDIR') return refuse('folder', `"${file}" is a folder; name one candle file in it`, { file })
  if (code === 'EACCES' || code === 'EPERM') return refuse('unreadable', `"${file}" may not be read or written by this user`, { file })
  if (code === 'ENOSPC' || code === 'EDQUOT') return refuse('write-failed', `the disk is full; nothing was changed at "${file}"`, { file })
  return refuse('unreadable', `"${file}" could not be read or written (${String(code)})`, { file })
}

/** The answer to an operation the person stopped; nothing half-done is left behind. */
export const canceled: Refusal = refuse('canceled', 'stopped before it was done; nothing was changed')

/** How long operations speak: `done` of `total` in any unit, and whether to go on. */
export type Progress = {
  readonly progress?: (done: number, total: number) => void
  readonly signal?: AbortSignal
}
