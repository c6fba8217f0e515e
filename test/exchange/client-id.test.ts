import { expect, test } from 'vitest'
import { clientIdOf } from '../../engine/desk/coid.ts'
import { binanceClientId, createClientIds, venueClientId } from '../../engine/exchange/client-id.ts'

const id = (sequence: number) => clientIdOf(1000, 'BTC/USDT', 'run', sequence)

test('T-COID a venue gets our id in its own shape, the same every time', () => {
  expect(venueClientId(binanceClientId, id(1))).toBe(id(1))
  expect(venueClientId({ kind: 'text', prefix: 't-', longest: 30 }, id(1))).toBe(`t-${id(1)}`)
  const digits = venueClientId({ kind: 'digits', digits: 19 }, id(1))
  expect(digits).toMatch(/^\d{19}$/)
  expect(venueClientId({ kind: 'digits', digits: 19 }, id(1))).toBe(digits)
  expect(venueClientId({ kind: 'digits', digits: 19 }, id(2))).not.toBe(digits)
  expect(() => venueClientId({ kind: 'text', prefix: 'too-long-', longest: 32 }, id(1))).toThrow('longer than the 32')
  expect(() => venueClientId(binanceClientId, 'my-order')).toThrow('not a client id')
})

test('T-COID REQ-04 REQ-11 an id names one order for ever, and tells ours from foreign ones', () => {
  const ids = createClientIds(binanceClientId)
  expect(ids.add(1, id(1))).toBe(id(1))
  expect(ids.add(1, id(1))).toBe(id(1))
  expect(() => ids.add(2, id(1))).toThrow('already names order 1')
  expect([ids.sequence(id(1)), ids.venueId(1), ids.sequence(id(9))]).toEqual([1, id(1), undefined])
  expect([ids.whose(id(1)), ids.whose(id(9)), ids.whose('web_123')]).toEqual(['known', 'house', 'foreign'])
})
