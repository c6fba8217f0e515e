import type { ReadStream } from 'node:tty'
import type { Interrupt } from './interrupt.ts'
import { tell } from './output.ts'
import { exitCodes, Stop } from './stop.ts'

/** Longer than any key; what is beyond was pasted by mistake. */
const LONGEST = 4096

const [CTRL_C, CTRL_D, BACKSPACE, LINE_FEED, ENTER, CTRL_U, DELETE] = [3, 4, 8, 10, 13, 21, 127]

/**
 * Asks for lines in the terminal and shows nothing of what is typed. The terminal stays silent from the first question to the last answer:
 * two lines pasted at once are two answers, and none is seen. However it ends, the terminal is as it was.
 */
export async function askHidden(questions: readonly string[], interrupt: Interrupt): Promise<string[]> {
  const { stdin } = process
  const answers: string[] = []
  const line = Buffer.alloc(LONGEST)
  let length = 0
  let last = 0
  let end: (() => void) | undefined
  try {
    await new Promise<void>((resolve, reject) => {
      const stop = () => reject(new Stop(exitCodes.interrupted, 'stopped; nothing was kept'))
      const take = (bytes: Buffer) => {
        for (const byte of bytes) {
          // Some terminals end a line with both.
          const isSecondHalf = byte === LINE_FEED && last === ENTER
          last = byte
          if (isSecondHalf || answers.length === questions.length) continue
          if (byte === CTRL_C || (byte === CTRL_D && length === 0)) stop()
          else if (byte === ENTER || byte === LINE_FEED) {
            answers.push(line.toString('utf8', 0, length))
            length = 0
            if (answers.length === questions.length) resolve()
            else tell(questions[answers.length])
          } else if (byte === BACKSPACE || byte === DELETE) length = Math.max(0, length - 1)
          else if (byte === CTRL_U) length = 0
          else if (length < LONGEST) line[length++] = byte
        }
        bytes.fill(0)
      }
      end = openSilently(stdin, take, stop, interrupt.signal)
      tell(questions[0])
    }).catch((error: unknown) => {
      interrupt.check()
      throw error
    })
    return answers
  } finally {
    end?.()
    line.fill(0)
  }
}

/** Reads byte after byte from the terminal, without echo. What it answers puts everything back. */
function openSilently(stdin: ReadStream, take: (bytes: Buffer) => void, stop: () => void, signal: AbortSignal): () => void {
  if (signal.aborted) stop()
  stdin.setRawMode(true)
  stdin.on('data', take).on('end', stop).on('error', stop)
  signal.addEventListener('abort', stop)
  return () => {
    stdin.setRawMode(false)
    stdin.off('data', take).off('end', stop).off('error', stop).pause()
    signal.removeEventListener('abort', stop)
  }
}

/** Before anyone types a secret: whether it can be asked for, or read from another program where that was said. */
export function checkHidden(stdin: boolean, what: string): void {
  const { isTTY } = process.stdin
  if (!stdin && !isTTY) throw new Stop(exitCodes.input, `there is no terminal to ask in: let a program write ${what}, with --stdin`)
  if (stdin && isTTY) throw new Stop(exitCodes.input, 'what is typed here would be seen: leave --stdin out and you are asked without echo')
}

/** Lines that a program hands over on stdin; more than a key could be is none. */
export async function readLines(interrupt: Interrupt): Promise<string[]> {
  const { stdin } = process
  const end = () => stdin.destroy()
  interrupt.signal.addEventListener('abort', end)
  const pieces: Buffer[] = []
  let length = 0
  try {
    for await (const piece of stdin as AsyncIterable<Buffer>) {
      pieces.push(piece)
      length += piece.length
      if (length > LONGEST) break
    }
  } catch (error) {
    // Destroyed by us: that is the interrupt and said below.
    if (!interrupt.signal.aborted) throw error
  } finally {
    interrupt.signal.removeEventListener('abort', end)
  }
  interrupt.check()
  const whole = Buffer.concat(pieces)
  const lines = whole
    .toString('utf8')
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
  for (const bytes of [...pieces, whole]) bytes.fill(0)
  return length > LONGEST ? [] : lines
}
