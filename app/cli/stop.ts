/**
 * Exit codes, one table for the program, its help and docs/cli.md.
 */
export const exitCodes = {
  ok: 0,
  fault: 1,
  input: 2,
  findings: 3,
  data: 4,
  output: 5,
  mismatch: 6,
  interrupted: 130,
  terminated: 143,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** What each code means, in the order they are shown. */
export const exitWords: readonly (readonly [ExitCode, string])[] = [
  [exitCodes.ok, 'done'],
  [exitCodes.fault, 'a fault in Weir itself'],
  [exitCodes.input, 'a command, option or strategy file that cannot be used'],
  [exitCodes.findings, 'the strategy has findings with errors, so it was not run'],
  [exitCodes.data, 'the candles cannot be used: missing, broken, or none in the range'],
  [exitCodes.output, 'the result could not be written'],
  [exitCodes.mismatch, 'a journal is broken, or a session is not what it should be'],
  [exitCodes.interrupted, 'stopped with Ctrl-C; nothing was written'],
  [exitCodes.terminated, 'asked to end by the system; nothing was written'],
]

/** Ends a command early with a sentence for the person: what happened, what it means, what to do. An empty one says nothing more. */
export class Stop extends Error {
  override readonly name = 'Stop'
  readonly code: ExitCode
  constructor(code: ExitCode, sentence: string) {
    super(sentence)
    this.code = code
  }
}
