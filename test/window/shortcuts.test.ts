import { describe, expect, test } from 'vitest'
import type { Command } from '../../renderer/commands/command.ts'
import { keysOf, refusal, spell } from '../../renderer/commands/shortcuts.ts'

const plain = { key: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false }
const command = (id: string, place: Command['place'], ...keys: string[]): Command => ({ id, title: id, place, keys, run: () => {} })
const [save, run, fit, mute] = [
  command('save', 'window', '$mod+s'),
  command('run', 'window', '$mod+Enter'),
  command('fit', 'canvas', 'f'),
  command('mute', 'canvas', 'm'),
]
const all = [save, run, fit, mute]
const why = (keys: string, of: Command, own = {}) => refusal(keys, of, all, own, ({ id }) => id)

test('keys are written as the table of commands writes them, on either system', () => {
  expect(spell({ ...plain, key: 'S', ctrlKey: true, shiftKey: true }, false)).toBe('$mod+Shift+s')
  expect(spell({ ...plain, key: 's', metaKey: true }, true)).toBe('$mod+s')
  expect(spell({ ...plain, key: 's', ctrlKey: true }, true)).toBe('Control+s')
  expect(spell({ ...plain, key: 'F9' }, false)).toBe('F9')
  expect(spell({ ...plain, key: ' ', altKey: true }, false)).toBe('Alt+Space')
  expect(spell({ ...plain, key: 'Control', ctrlKey: true }, false)).toBeUndefined()
})

describe('a command cannot have', () => {
  test.each(['$mod+w', '$mod+T', '$mod+Shift+n', 'F5', 'F12', '$mod+1', 'Alt+F4', 'Escape'])('what the browser keeps: %s', (keys) => {
    expect(why(keys, run)).toMatch(/belongs to the browser/)
    expect(why(keys, fit)).toMatch(/belongs to the browser/)
  })
  test('a letter that somebody may want to type, unless it is the canvas’s', () => {
    expect(why('g', run)).toMatch(/in the way of typing/)
    expect(why('Shift+g', run)).toMatch(/in the way of typing/)
    expect(why('g', fit)).toBeUndefined()
    expect(why('F9', run)).toBeUndefined()
  })
  test('what copies and pastes', () => {
    for (const keys of ['$mod+c', '$mod+V', '$mod+x']) expect(why(keys, run)).toBeDefined()
  })
  test('keys of another one: in its own place, or where those of the window act', () => {
    expect(why('$mod+S', run)).toMatch(/taken by “save”/)
    expect(why('m', fit)).toMatch(/taken by “mute”/)
    expect(why('$mod+s', fit)).toMatch(/taken by “save”/)
    expect(why('$mod+s', save)).toBeUndefined()
    // What somebody has taken from a command is free.
    expect(why('m', fit, { mute: [] })).toBeUndefined()
    expect(why('F9', fit, { run: ['F9'] })).toMatch(/taken by “run”/)
  })
})

test('a person’s own keys stand in the place of those a command comes with', () => {
  expect(keysOf(save, {})).toEqual(['$mod+s'])
  expect(keysOf(save, { save: ['F9'] })).toEqual(['F9'])
  expect(keysOf(save, { save: [] })).toEqual([])
})
