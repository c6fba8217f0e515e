import { createHash } from 'node:crypto'

/**
 * T-COID: the id by which an exchange knows an order. A 2-character prefix and the first 26 characters of
 * base32(sha256(timestamp‖symbol‖run id + sequence)), all of [a-z0-9]: 130 bits that any copy of the run works out alike.
 */
const prefix = 'wr'
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const length = 26

/** The client id of the order `sequence` of a run, decided at `time` (UTC milliseconds) on `symbol`. */
export function clientIdOf(time: number, symbol: string, runId: string, sequence: number): string {
  // Lines keep the parts apart: no two orders spell the same text.
  const hash = createHash('sha256').update(`${time}\n${symbol}\n${runId}\n${sequence}`).digest()
  let id = prefix
  let bits = 0
  let held = 0
  for (let i = 0; id.length < prefix.length + length; i++) {
    held = ((held & 31) << 8) | hash[i]
    bits += 8
    while (bits >= 5 && id.length < prefix.length + length) {
      bits -= 5
      id += alphabet[(held >> bits) & 31]
    }
  }
  return id
}
