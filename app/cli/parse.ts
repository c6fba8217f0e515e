import { InvalidArgumentError } from 'commander'

/** Readers of option values. Each says what it wants when it does not get it. */

const DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)?(Z|[+-]\d{2}:\d{2})?$/

/** "2024-01-31" or an ISO instant, UTC unless it says otherwise → UTC milliseconds. */
export function parseTime(text: string): number {
  const parts = DATE.exec(text)
  const hasZone = parts?.[1] !== undefined
  const hasClock = text[10] === 'T' || text[10] === ' '
  const time = parts === null || (hasZone && !hasClock) ? NaN : Date.parse(hasClock ? text.replace(' ', 'T') + (hasZone ? '' : 'Z') : text)
  // 2024-02-30 would roll over into March.
  if (time !== time || !sameDay(text, time)) throw new InvalidArgumentError('Write a date such as 2024-01-31 or 2024-01-31T14:00Z (UTC).')
  return time
}

/** True when the day in the text is the day of the instant, in the text's own zone. */
function sameDay(text: string, time: number): boolean {
  const zone = /([+-])(\d{2}):(\d{2})$/.exec(text.slice(10))
  const offset = zone === null ? 0 : (zone[1] === '-' ? -1 : 1) * (Number(zone[2]) * 60 + Number(zone[3])) * 60_000
  return new Date(time + offset).toISOString().slice(0, 10) === text.slice(0, 10)
}

/** Decimal text of money above 0, at most 8 decimals. */
export function parseMoney(text: string): string {
  if (!/^\d{1,15}(\.\d{1,8})?$/.test(text) || !/[1-9]/.test(text))
    throw new InvalidArgumentError('Write an amount above 0 such as 10000 or 2500.50.')
  return text
}

/** "0.1%" or "0.001" → 0.001. At most 10 %. */
export function parseRate(text: string): number {
  const parts = /^(\d{1,3}(?:\.\d{1,8})?)\s?(%?)$/.exec(text)
  const rate = parts === null ? NaN : parts[2] === '%' ? Number(parts[1]) / 100 : Number(parts[1])
  if (!(rate <= 0.1)) throw new InvalidArgumentError('Write a rate up to 10 %, such as 0.1% or 0.001.')
  return rate
}

const spans = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** "90s", "30m", "2h", "7d" → milliseconds. */
export function parseDuration(text: string): number {
  const parts = /^(\d{1,6})([smhd])$/.exec(text)
  const duration = parts === null ? 0 : Number(parts[1]) * spans[parts[2] as keyof typeof spans]
  if (!(duration > 0)) throw new InvalidArgumentError('Write a time such as 90s, 30m, 2h or 7d.')
  return duration
}

/** Collects "slot=spec" options. */
export function collectSlot(text: string, slots: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=')
  const [slot, spec] = [text.slice(0, at), text.slice(at + 1)]
  if (at < 1 || spec === '') throw new InvalidArgumentError('Write slot=source, such as main=ETH/USDT@practice.')
  if (Object.hasOwn(slots, slot)) throw new InvalidArgumentError(`The slot "${slot}" is given twice.`)
  return { ...slots, [slot]: spec }
}

/** "a.b,c.d" → names of wires, each once. */
export function parseWires(text: string): string[] {
  const wires = [
    ...new Set(
      text
        .split(',')
        .map((wire) => wire.trim())
        .filter((wire) => wire !== ''),
    ),
  ]
  const bad = wires.find((wire) => !/^[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*)*\.[a-zA-Z][\w-]*$/.test(wire))
  if (wires.length === 0 || bad !== undefined)
    throw new InvalidArgumentError('Write wires as node.port, separated by commas, such as fast.average,slow.average.')
  return wires
}
