/**
 * How values are written in a journal. JSON has no word for NaN, the infinities and −0: they are `{"$":"NaN"}` and so on.
 * Typed arrays are written as arrays; an object that has a "$" of its own is wrapped. Fields that are undefined are left out.
 */

const words = new Map<number, string>([
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  [-Infinity, '-Infinity'],
])

/** One value as JSON text. */
export function encode(value: unknown): string {
  return JSON.stringify(toPlain(value)) ?? 'null'
}

/** The value of parsed JSON. */
export function decode(plain: unknown): unknown {
  if (Array.isArray(plain)) return plain.map(decode)
  if (typeof plain !== 'object' || plain === null) return plain
  if ('$' in plain) {
    if (plain.$ === 'object' && 'value' in plain) return decodeFields(plain.value as object)
    return plain.$ === '-0' ? -0 : Number(plain.$)
  }
  return decodeFields(plain)
}

function decodeFields(plain: object): object {
  return Object.fromEntries(Object.entries(plain).map(([name, inner]) => [name, decode(inner)]))
}

/** The same value where JSON can say it, so that most records are written as they are. */
function toPlain(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Object.is(value, -0)) return { $: '-0' }
    return value - value === 0 ? value : { $: words.get(value) }
  }
  if (typeof value !== 'object' || value === null) return value
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<number>, toPlain)
  if (Array.isArray(value)) {
    let plain: unknown[] | undefined
    for (let i = 0; i < value.length; i++) {
      const inner = toPlain(value[i])
      if (inner !== value[i]) (plain ??= value.slice())[i] = inner
    }
    return plain ?? value
  }
  let plain: Record<string, unknown> | undefined
  for (const name of Object.keys(value)) {
    const own = (value as Record<string, unknown>)[name]
    const inner = toPlain(own)
    if (inner !== own) (plain ??= { ...value })[name] = inner
  }
  return '$' in value ? { $: 'object', value: plain ?? value } : (plain ?? value)
}
