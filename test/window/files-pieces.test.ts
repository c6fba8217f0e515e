import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { documentName } from '../../app/shell-requests.ts'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import { commands } from '../../renderer/commands/index.ts'
import { nameProblem } from '../../renderer/files/document-name.ts'
import { graphPicture } from '../../renderer/files/graph-picture.ts'
import { menus } from '../../renderer/run/menus.ts'
import { fileName } from '../../renderer/stores/documents.ts'
import { sampleStrategy } from '../kit/strategy.ts'

const anyName = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 110 }),
  fc.string({ unit: fc.constantFrom('a', '.', ' ', '/', '\\', '\u202e', '\u0000', 'ü'), maxLength: 6 }),
  fc.constantFrom('con', 'NUL.txt', 'com1', 'lpt9.weir', 'console', ' a', 'a ', '.a', 'a.', ''),
)

test('the window refuses the names the shell refuses, and no others', () => {
  fc.assert(
    fc.property(anyName, (name) => {
      expect(nameProblem(name) === undefined).toBe(documentName.safeParse(name).success)
    }),
  )
})

test('a file name made of a strategy is one that can be used', () => {
  fc.assert(
    fc.property(anyName, (name) => {
      expect(nameProblem(fileName({ ...sampleStrategy(), name }))).toBeUndefined()
    }),
  )
})

test('the menus name commands there are, each once', () => {
  const ids = menus.flatMap(({ groups }) => groups.flatMap((group) => group.ids))
  const known = new Set(commands.map(({ id }) => id))
  expect(ids.filter((id) => !known.has(id) && id !== 'view.learn')).toEqual([])
  expect(new Set(ids).size).toBe(ids.length)
})

test('no command takes a key that browsers keep to themselves', () => {
  const keys = commands.flatMap((command) => command.keys ?? [])
  for (const kept of [/^\$mod\+(Shift\+)?[wnt]$/i, /^\$mod\+q$/i, /^Alt\+F4$/, /^F11$/, /^F12$/]) {
    expect(keys.filter((key) => kept.test(key))).toEqual([])
  }
})

const examples = join(import.meta.dirname, '../../examples/strategies')
test.each(readdirSync(examples).filter((file) => file.endsWith('.weir')))(
  'the picture of %s shows every node and wire inside its frame',
  (file) => {
    const parsed = parseDocument(readFileSync(join(examples, file), 'utf8'))
    if (!('document' in parsed)) throw new Error(file)
    const picture = graphPicture(parsed.document)
    expect(picture.boxes).toHaveLength(Object.keys(parsed.document.nodes).length)
    expect(picture.wires).toHaveLength(parsed.document.wires.length)
    expect(picture.wires.some(({ money }) => money)).toBe(true)
    const [left = 0, top = 0, width = 0, height = 0] = picture.viewBox.split(' ').map(Number)
    for (const { x, y } of picture.boxes) {
      expect(x).toBeGreaterThan(left)
      expect(x).toBeLessThan(left + width)
      expect(y).toBeGreaterThan(top)
      expect(y).toBeLessThan(top + height)
    }
  },
)

test('a strategy without nodes has a picture, too', () => {
  const { viewBox, boxes } = graphPicture({ ...sampleStrategy(), nodes: {}, wires: [] })
  expect(boxes).toEqual([])
  expect(viewBox.split(' ').every((part) => Number.isFinite(Number(part)))).toBe(true)
})
