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
export function jsonOf(answer: RawAnswer): unknown {
  try {
    return JSON.parse(answer.body)
  } catch {
    return undefined
  }
}
