/**
 * What time it is where a person lives. The only place in the engine that asks the machine for its time zones: no result
 * of a run depends on when somebody sleeps.
 */

const offsetText = /^([+-])(\d{2}):(\d{2})$/
const formats = new Map<string, Intl.DateTimeFormat>()

/** Minutes since local midnight, 0 to 1439, at `time` in a zone such as "Europe/Berlin", "UTC" or "+05:30". Throws RangeError for no zone. */
export function minuteOfDay(zone: string, time: number): number {
  const offset = offsetMinutes(zone)
  if (offset !== undefined) return (((Math.floor(time / 60_000) + offset) % 1440) + 1440) % 1440
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
    formats.set(zone, format)
  }
  const parts = format.formatToParts(time)
  const number = (type: 'hour' | 'minute') => Number(parts.find((part) => part.type === type)?.value)
  return number('hour') * 60 + number('minute')
}

/** Whether this machine knows the zone. */
export function isZone(zone: string): boolean {
  try {
    return Number.isInteger(minuteOfDay(zone, 0))
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

/** Minutes ahead of UTC of a zone written as an offset; undefined for one with a name. */
function offsetMinutes(zone: string): number | undefined {
  const parts = offsetText.exec(zone)
  if (!parts) return undefined
  const [, sign, hours, minutes] = parts
  const offset = Number(hours) * 60 + Number(minutes)
  if (offset > 14 * 60 || Number(minutes) > 59) throw new RangeError(`no clock anywhere shows ${zone}`)
  return sign === '-' ? -offset : offset
}
