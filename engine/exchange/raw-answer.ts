/**
 * What came back from one request, as it came: journaled before anyone reads it. The text is kept, not the parsed value,
 * because parsing rounds whole numbers beyond 2^53.
 */
export type RawAnswer = {
  readonly method: string
  /** Path without host, query or signature. */
  readonly path: string
  /** False only where it is certain that not one byte of the request left: the name was not found, the connection refused. */
  readonly bytesWritten: boolean
  /** 0 when no answer came. */
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Why there is no answer, in words; empty where there is one. */
  readonly error: string
  /** UTC milliseconds of this machine. */
  readonly sent: number
  readonly received: number
}

/** The body as a value, or undefined where it is no JSON (a page of a firewall, half an answer). */
export function jsonOf(answer: Pick<RawAnswer, 'body'>): unknown {
  try {
    return parseExact(answer.body)
  } catch {
    return undefined
  }
}

/** Text in quotes, to be left alone, or a whole number too long to be exact as a double. */
const longNumbers = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g

/** JSON in which whole numbers of sixteen digits and more become text: as doubles two trade ids could be one. Throws SyntaxError. */
export function parseExact(text: string): unknown {
  // Almost no answer has one.
  if (!/\d{16}/.test(text)) return JSON.parse(text)
  return JSON.parse(text.replace(longNumbers, (found) => (found.startsWith('"') ? found : `"${found}"`)))
}
