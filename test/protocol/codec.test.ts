import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CodecError, decode, encode } from '../../engine/protocol/channel-codec.ts'

const number = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0, 0))
const column = fc.oneof(
  fc.array(number).map((values) => Float64Array.from(values)),
  fc.uint8Array(),
)
const leaf = fc.oneof(fc.string({ unit: 'binary' }), number, fc.boolean(), fc.constant(null), column)
/** Everything that is sent: records with any name, even those every object has. */
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(fc.oneof(tie('value'), fc.constant(undefined))),
    fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('constructor', 'toString', '$', '')), tie('value')),
  ),
}))

test('any value arrives as it left, to the bit', () => {
  fc.assert(
    fc.property(value, fc.integer({ min: 0, max: 20 }), (sent, room) => {
      const bytes = encode(sent, room)
      // Not vitest's comparison, which is misled by a property called constructor.
      expect(isDeepStrictEqual(decode(bytes.subarray(room)), plainOf(sent))).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('the sender keeps what it had, and a part of a column sends that part', () => {
  const whole = Float64Array.of(1, NaN, 3, 4)
  const sent = { values: whole.subarray(1, 3), flags: new Uint8Array(new SharedArrayBuffer(3)), gap: NaN }
  const before = structuredClone({ ...sent, flags: [...sent.flags] })
  const got = decode(encode(sent)) as typeof sent
  expect({ ...sent, flags: [...sent.flags] }).toStrictEqual(before)
  expect(got).toStrictEqual({ values: Float64Array.of(NaN, 3), flags: new Uint8Array(3), gap: NaN })
  got.values[1] = 9
  expect(whole[2]).toBe(3)
})

test('what can be gone through once becomes a list, and a record forgets what is undefined', () => {
  function* pieces() {
    yield 'a'
    yield 'b'
  }
  expect(decode(encode({ pieces: pieces(), set: new Set([1, 2]), gone: undefined }))).toStrictEqual({ pieces: ['a', 'b'], set: [1, 2] })
})

describe('what cannot be sent is said', () => {
  const circle: Record<string, unknown> = {}
  circle['again'] = { circle }
  test.each([
    ['function', { f: () => 1 }],
    ['bigint', [1n]],
    ['symbol', Symbol('x')],
    ['date', { at: new Date(0) }],
    ['circle', circle],
    ['other column', { column: new Float32Array(2) }],
  ])('%s', (_, sent) => {
    expect(() => encode(sent)).toThrow(CodecError)
  })
})

/** A message made by hand: the JSON and bytes behind it. */
function made(json: unknown, behind = new Uint8Array()): Uint8Array {
  const text = typeof json === 'string' ? new TextEncoder().encode(json) : new TextEncoder().encode(JSON.stringify(json))
  const start = behind.length === 0 ? 4 + text.length : Math.ceil((4 + text.length) / 8) * 8
  const bytes = new Uint8Array(start + behind.length)
  new DataView(bytes.buffer).setUint32(0, text.length, true)
  bytes.set(text, 4)
  bytes.set(behind, start)
  return bytes
}

describe('bytes that are no message are refused with a CodecError, and nothing else happens', () => {
  test.each<[string, Uint8Array]>([
    ['none', new Uint8Array()],
    ['a length beyond the end', Uint8Array.of(255, 255, 255, 255, 1)],
    ['no JSON', made('{')],
    ['no UTF-8', Uint8Array.of(2, 0, 0, 0, 0xc3, 0x28)],
    ['not a list', made({ value: 1 })],
    ['three parts', made([1, [], 2])],
    ['notes that are none', made([null, { nan: [] }])],
    ['an unknown kind', made([null, [['big', []]]])],
    ['a kind every object has', made([null, [['constructor', []]]])],
    ['a path to nowhere', made([{ a: null }, [['nan', ['b']]]])],
    ['a path into what every object has', made([{ a: null }, [['nan', ['__proto__', 'polluted']]]])],
    ['a path through a list into its methods', made([[null], [['nan', ['push']]]])],
    ['a value where something stands already', made([{ a: 1 }, [['nan', ['a']]]])],
    ['a column longer than the message', made([null, [['f64', [], 3]]], new Uint8Array(16))],
    ['a column of half a row', made([null, [['f64', [], 0.5]]], new Uint8Array(8))],
    ['a column of negative length', made([null, [['u8', [], -8]]])],
    ['a huge column', made([null, [['f64', [], 2 ** 53]]])],
    ['bytes nobody spoke of', made([1], new Uint8Array(8))],
  ])('%s', (_, bytes) => {
    expect(() => decode(bytes)).toThrow(CodecError)
    expect({}).not.toHaveProperty('polluted')
  })

  test('a record may have a property called __proto__, which is then only that', () => {
    const got = decode(made('[{"__proto__":null},[["nan",["__proto__"]]]]')) as object
    expect(Object.getPrototypeOf(got)).toBe(Object.prototype)
    expect(Object.entries(got)).toEqual([['__proto__', NaN]])
  })

  test('whatever bytes come, the answer is a value or a CodecError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), value, fc.nat(), fc.nat({ max: 255 }), (noise, sent, at, byte) => {
        const spoiled = encode(sent)
        spoiled[at % spoiled.length] = byte
        const cut = encode(sent).subarray(0, at % spoiled.length)
        expect([noise, spoiled, cut].map(outcome)).not.toContain('another error')
      }),
      { numRuns: 500 },
    )
  })
})

function outcome(bytes: Uint8Array): string {
  try {
    decode(bytes)
    return 'a value'
  } catch (error) {
    return error instanceof CodecError ? 'refused' : 'another error'
  }
}

/** What fast-check made, as plain records: it makes some without a prototype. */
function plainOf(sent: unknown): unknown {
  if (Array.isArray(sent)) return sent.map(plainOf)
  if (typeof sent !== 'object' || sent === null || ArrayBuffer.isView(sent)) return sent
  return Object.fromEntries(Object.entries(sent).map(([key, inner]) => [key, plainOf(inner)]))
}
