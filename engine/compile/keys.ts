import { createHash } from 'node:crypto'

/** 132 bits of SHA-256 over the parts, written in base64url: enough that no two meanings ever share a key. */
export function keyOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22)
}

/** Parameters as text: names sorted, so that the order they were written in does not matter. */
export function paramsText(params: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(
    Object.keys(params)
      .sort()
      .map((name) => [name, params[name]]),
  )
}
