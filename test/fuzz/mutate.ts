import fc from 'fast-check'

/** JSON with the keys that trip careless code, put into place of anything. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const trickyKeys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'length', '', 'a.b', 'in', 'out', '/']
const trickyValues: readonly Json[] = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1e308,
  5e-324,
  2 ** 53,
  1.5,
  '',
  '__proto__',
  'constructor',
  '\u0000',
  '\ud800',
  'a'.repeat(5000),
  [],
  {},
  [[]],
  Array.from({ length: 2000 }, () => 0),
  Array.from({ length: 500 }, (_, i) => ({ from: `a${i}.b`, to: `c${i}.d` })),
  nest(200),
]

function nest(depth: number): Json {
  let value: Json = 0
  for (let i = 0; i < depth; i++) value = i % 2 ? [value] : { a: value }
  return value
}

/** One change to a document, chosen by numbers so that fast-check can shrink it. */
export type Mutation = { readonly at: number; readonly kind: number; readonly pick: number; readonly value: Json }

export const mutation: fc.Arbitrary<Mutation> = fc.record({
  at: fc.nat(),
  kind: fc.nat(7),
  pick: fc.nat(),
  value: fc.oneof(fc.constantFrom(...trickyValues), fc.jsonValue() as fc.Arbitrary<Json>),
})

/** Every place of a value: the containers and the keys in them. */
function places(value: Json): { readonly inside: Record<string, Json> | Json[]; readonly key: string | number }[] {
  if (typeof value !== 'object' || value === null) return []
  const keys = Array.isArray(value) ? value.map((_, i) => i) : Object.keys(value)
  return keys.flatMap((key) => [{ inside: value as Record<string, Json>, key }, ...places((value as Record<string, Json>)[key])])
}

/** Applies the mutations to a copy. Keys such as __proto__ become own keys, as JSON.parse makes them. */
export function mutate(document: Json, mutations: readonly Mutation[]): string {
  let text = JSON.stringify(document)
  for (const { at, kind, pick, value } of mutations) {
    const copy = JSON.parse(text) as Json
    const all = places(copy)
    if (all.length === 0) break
    const { inside, key } = all[at % all.length]
    const record = inside as Record<string | number, Json>
    const other = all[pick % all.length]
    const otherValue = (other.inside as Record<string | number, Json>)[other.key]
    const own = (name: string, content: Json) => {
      if (!Array.isArray(record))
        Object.defineProperty(record, name, { value: content, enumerable: true, configurable: true, writable: true })
    }
    if (kind === 0) record[key] = value
    else if (kind === 1) delete record[key]
    else if (kind === 2) own(trickyKeys[pick % trickyKeys.length], record[key])
    else if (kind === 3) own(trickyKeys[pick % trickyKeys.length], value)
    else if (kind === 4) record[key] = JSON.parse(JSON.stringify(otherValue)) as Json
    else if (kind === 5 && typeof record[key] === 'string') record[key] = `${record[key]}${String(pick % 10)}`
    else if (kind === 6 && typeof record[key] === 'number') record[key] = record[key] + (pick % 3) - 1
    else if (kind === 7 && typeof record[key] === 'string' && typeof otherValue === 'string') record[key] = otherValue
    text = JSON.stringify(copy)
  }
  return text
}
