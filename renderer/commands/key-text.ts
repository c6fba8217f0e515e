const names: Readonly<Record<string, string>> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Delete: 'Del',
  Escape: 'Esc',
}

/** Keys as they are printed on keyboards: "$mod+Shift+z" → "Ctrl+Shift+Z", on a Mac "⌘+Shift+Z". */
export function keyText(keys: string, isMac: boolean): string {
  return keys
    .split('+')
    .map((key) => (key === '$mod' ? (isMac ? '⌘' : 'Ctrl') : (names[key] ?? (key.length === 1 ? key.toUpperCase() : key))))
    .join('+')
}

/** Whether this window runs on a Mac, whose main modifier is another key. */
export const isMac = (): boolean => typeof navigator !== 'undefined' && /mac/i.test(navigator.platform)
