/**
 * A window has no file system and gets none through the engine: a page gone wrong could otherwise have files of this machine read to it, in
 * the sentences about broken lines, or written. It hands candles over piece by piece and names what it got for them.
 */

/** Sources of candles that are no path, with or without a market before them: `practice`, `practice:seed=7`, `sp500`, `store`, `upload:…`. */
const source = /^([A-Z0-9.]{1,20}\/[A-Z0-9.]{1,20}@)?(practice(:[\w=,.-]*)?|sp500|store|upload:[\w-]{1,40})$/
const upload = /^upload:[\w-]{1,40}$/

/** The path that a window's request names, by the fields in which requests name sources and files; undefined when there is none. */
export function pathNamed(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const { data, source: from, slots, file, folder } = input as Record<string, unknown>
  const sources = [data, from, ...(typeof slots === 'object' && slots !== null ? Object.values(slots) : [])]
  return (
    (sources.find((one) => isText(one) && !source.test(one)) as string | undefined) ??
    (isText(file) && !upload.test(file) ? file : undefined) ??
    (isText(folder) ? folder : undefined)
  )
}

/** What is no text is refused by the request's own form. */
const isText = (value: unknown): value is string => typeof value === 'string'
