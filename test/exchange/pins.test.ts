import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openPinFile } from '../../engine/exchange/pins.ts'

const folder = mkdtempSync(join(tmpdir(), 'weir-pins-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const [first, second] = ['A', 'B'].map((letter) => `${letter.repeat(43)}=`)

function open(path: string) {
  const opened = openPinFile(path)
  if (!opened.ok) throw new Error(opened.message)
  return opened.pins
}

test('what is learned is there for the next process, for this user only', () => {
  const path = join(folder, 'deep/pins.json')
  const pins = open(path)
  expect(pins.get('api.binance.com')).toEqual([])
  pins.learn('api.binance.com', first)
  pins.learn('api.binance.com', first)
  pins.learn('stream.binance.com:9443', second)
  expect(open(path).get('api.binance.com')).toEqual([first])
  pins.learn('api.binance.com', second)
  expect(open(path).get('api.binance.com')).toEqual([first, second])
  pins.replace('api.binance.com', second, 5)
  expect(open(path).get('api.binance.com')).toEqual([second])
  expect(open(path).get('stream.binance.com:9443')).toEqual([second])
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({
    taken: [{ at: 5, host: 'api.binance.com', before: [first, second], after: second }],
  })
  pins.learn('other', first)
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ taken: [{ at: 5 }] })
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test.each(['', '{', '[]', '{"format":"weir-pins","hosts":{"a":[]}}', '{"format":"weir-pins","hosts":{"a":["short"]}}', '{"hosts":{}}'])(
  'a file that holds %j is not an empty one',
  (text) => {
    const path = join(folder, 'broken.json')
    writeFileSync(path, text)
    expect(openPinFile(path)).toMatchObject({ ok: false, message: expect.stringContaining('cannot be read') as string })
    expect(readFileSync(path, 'utf8')).toBe(text)
  },
)

test('two processes know what either has learned, and what a person has decided', () => {
  const path = join(folder, 'both.json')
  const [here, there] = [open(path), open(path)]
  here.learn('a', first)
  there.learn('b', second)
  expect([here.get('b'), there.get('a')]).toEqual([[second], [first]])
  here.replace('b', first, 5)
  expect(there.get('b')).toEqual([first])
})

test('what cannot be kept is not learned, and a file that broke meanwhile makes nobody known', () => {
  const path = join(folder, 'gone/pins.json')
  const pins = open(path)
  pins.learn('a', first)
  writeFileSync(path, '{')
  expect(() => pins.get('a')).toThrow('cannot be read')
  expect(() => pins.learn('b', second)).toThrow('cannot be read')
  rmSync(join(folder, 'gone'), { recursive: true })
  writeFileSync(join(folder, 'gone'), 'a file in place of the folder')
  expect(() => pins.learn('b', second)).toThrow('cannot be read')
})
