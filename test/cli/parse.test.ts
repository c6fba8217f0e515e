import { describe, expect, test } from 'vitest'
import { collectSlot, parseMoney, parseRate, parseTime, parseWires } from '../../app/cli/parse.ts'
import { wiresCsv } from '../../app/cli/wires-csv.ts'

describe('times', () => {
  test.each([
    ['2024-01-31', Date.UTC(2024, 0, 31)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2024-01-31T14:00', Date.UTC(2024, 0, 31, 14)],
    ['2024-01-31 14:00:30', Date.UTC(2024, 0, 31, 14, 0, 30)],
    ['2024-01-31T14:00Z', Date.UTC(2024, 0, 31, 14)],
    ['2024-01-31T00:30+02:00', Date.UTC(2024, 0, 30, 22, 30)],
    ['2024-01-31T23:30-05:00', Date.UTC(2024, 1, 1, 4, 30)],
  ])('%s', (text, time) => expect(parseTime(text)).toBe(time))
  test.each([
    '2024-02-30',
    '2023-02-29',
    '2024-13-01',
    '2024-1-1',
    '31.01.2024',
    '2024',
    '2024-01-31Z',
    '2024-01-31T25:00',
    'today',
    '',
    '1704067200000',
  ])('%j is refused', (text) => expect(() => parseTime(text)).toThrow('Write a date'))
})

describe('rates and money', () => {
  test.each([
    ['0.1%', 0.001],
    ['0.001', 0.001],
    ['0', 0],
    ['10%', 0.1],
    ['0.25 %', 0.0025],
  ])('%s is %d', (text, rate) => expect(parseRate(text)).toBe(rate))
  test.each(['11%', '0.2', '-0.1%', '1e-3', '', '%', 'NaN'])('%j is no rate', (text) => expect(() => parseRate(text)).toThrow('10 %'))
  test.each(['0', '0.00', '-5', '1e4', '', '10,000', '0.123456789'])('%j is no money', (text) =>
    expect(() => parseMoney(text)).toThrow('above 0'),
  )
  test('money stays as it was written', () => expect(parseMoney('2500.50')).toBe('2500.50'))
})

test('slots are collected, each once', () => {
  expect(collectSlot('hedge=a=b', { main: 'practice' })).toEqual({ main: 'practice', hedge: 'a=b' })
  expect(() => collectSlot('main=x', { main: 'practice' })).toThrow('twice')
  expect(() => collectSlot('=x')).toThrow('slot=source')
})

test('wires are read, each once', () => {
  expect(parseWires('a.b, pair/up.result,a.b')).toEqual(['a.b', 'pair/up.result'])
  for (const text of ['', ',', 'a', '../x.y', 'a.b;c.d']) expect(() => parseWires(text)).toThrow('node.port')
})

test('wires on two clocks stand side by side, the slower one carried on', () => {
  const hour = 3_600_000
  const fast = {
    wire: 'a.x',
    kind: 'number' as const,
    times: Float64Array.of(1, 2, 3, 4).map((n) => n * hour),
    values: Float64Array.of(NaN, 0.1, 1e-7, 4),
  }
  const slow = {
    wire: 'b.y',
    kind: 'condition' as const,
    times: Float64Array.of(0, 2, 4).map((n) => n * hour),
    values: Uint8Array.of(1, 2, 0),
  }
  expect([...wiresCsv([fast, slow], 1 * hour)].join('')).toBe(
    'time,a.x,b.y\n1970-01-01T01:00:00.000Z,,1\n1970-01-01T02:00:00.000Z,0.1,\n1970-01-01T03:00:00.000Z,1e-7,\n1970-01-01T04:00:00.000Z,4,0\n',
  )
})
