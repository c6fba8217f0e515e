import { printable } from '../../engine/protocol/terminal-text.ts'

/** The only place that writes to the terminal. Results go to stdout, everything about how it went to stderr. */

/** Writes a result. */
export function say(text: string): void {
  process.stdout.write(text)
}

/** Writes lines about how it went, not part of the result. They may quote a file of a stranger, which must not steer the terminal. */
export function tell(lines: string): void {
  process.stderr.write(`${lines.split('\n').map(printable).join('\n')}\n`)
}

/** Writes one JSON document, and nothing beside it. */
export function sayJson(document: unknown): void {
  say(`${JSON.stringify(document)}\n`)
}

/**
 * A reader that has seen enough (`weir … | head -1`) closes the pipe. That is its right and no failure of the command:
 * the process ends at once, since nobody is left to read.
 */
export function endWhenNobodyReads(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error
      process.exit(stream === process.stdout ? 0 : undefined)
    })
  }
}
