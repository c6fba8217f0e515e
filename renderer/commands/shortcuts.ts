import type { LayoutState } from '../stores/layout.ts'
import { say } from '../text/en.ts'
import type { Command } from './command.ts'
import { isMac, keyText } from './key-text.ts'

/** Keys a person has given to commands, by the commands' ids; none where they took them away. */
export type OwnKeys = LayoutState['keys']

/** The keys of a command: a person's own, else those it comes with. */
export const keysOf = ({ id, keys = [] }: Pick<Command, 'id' | 'keys'>, own: OwnKeys): readonly string[] => own[id] ?? keys

/** What stands beside a command in a menu: its first keys as they are printed on keyboards. */
export function shownKeys(command: Pick<Command, 'id' | 'keys'>, own: OwnKeys): string {
  const [first] = keysOf(command, own)
  return first === undefined ? '' : keyText(first, isMac())
}

const modifiers = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'Fn', 'Dead', 'Process', 'Unidentified'])

/** How keys that are pressed are written in the table of commands; undefined while only modifiers are down. */
export function spell(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>, mac: boolean): string | undefined {
  if (modifiers.has(event.key)) return undefined
  const main = mac ? event.metaKey : event.ctrlKey
  const other = mac ? event.ctrlKey : event.metaKey
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toLowerCase() : event.key
  const parts = [
    ...(main ? ['$mod'] : []),
    ...(other ? [mac ? 'Control' : 'Meta'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey ? ['Shift'] : []),
    key,
  ]
  return parts.join('+')
}

/** Keys that browsers and systems keep to themselves, or without which nobody gets through a window. */
const withMain = [
  't',
  'n',
  'w',
  'q',
  'r',
  'l',
  'Tab',
  'F4',
  'Shift+t',
  'Shift+n',
  'Shift+w',
  'Shift+q',
  'Shift+r',
  'Shift+i',
  'Shift+j',
  'Shift+Tab',
]
const digits = Array.from({ length: 10 }, (_, digit) => String(digit))
const alone = ['F5', 'F11', 'F12', 'Alt+F4', 'Alt+Tab', 'Escape', 'Shift+Tab', 'Enter', 'Space', 'Shift+F10', 'ContextMenu']
const reserved = [...[...withMain, ...digits].map((keys) => `$mod+${keys}`), ...alone]

/** Why a command cannot have these keys; undefined where it can. Keys of the window act everywhere, so the canvas cannot have them too. */
export function refusal(
  keys: string,
  command: Command,
  all: readonly Command[],
  own: OwnKeys,
  titleOf: (one: Command) => string,
): string | undefined {
  const shown = keyText(keys, isMac())
  const isOwn = command.keys?.some((one) => same(one, keys)) === true
  if (!isOwn && reserved.some((one) => same(one, keys))) return say('keys.reserved', { keys: shown })
  const hasModifier = /^(\$mod|Alt|Control|Meta)\+/.test(keys) || /(^|\+)F\d+$/.test(keys)
  if (command.place === 'window' && !hasModifier) return say('keys.needs-modifier', { keys: shown })
  if (command.place === 'window' && ['$mod+c', '$mod+x', '$mod+v', '$mod+a'].some((one) => same(one, keys)))
    return say('keys.reserved', { keys: shown })
  const taken = all.find(
    (one) =>
      one.id !== command.id &&
      (one.place === command.place || one.place === 'window' || command.place === 'window') &&
      keysOf(one, own).some((theirs) => same(theirs, keys)),
  )
  return taken ? say('keys.taken', { keys: shown, command: titleOf(taken) }) : undefined
}

const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase()
