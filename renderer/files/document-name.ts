import { say } from '../text/en.ts'

/** What a file system, a path or a terminal would read in a name; the shell refuses the same. */
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?"<>|]/
/** Names Windows keeps for devices, with any ending. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i
const LONGEST = 100

/** Why a document cannot be called so, in a sentence; undefined where it can. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return say('files.name.empty')
  if (name.length > LONGEST) return say('files.name.long', { longest: LONGEST })
  if (name !== name.trim() || /^\.|\.$/.test(name)) return say('files.name.ends')
  if (unsafe.test(name)) return say('files.name.marks')
  if (devices.test(name)) return say('files.name.system')
  return undefined
}
