import { useEffect, type RefObject } from 'react'
import { tinykeys } from 'tinykeys'
import { commands } from '../commands/index.ts'
import { keysOf } from '../commands/shortcuts.ts'
import { useRead } from '../stores/use.ts'
import type { Tab } from '../stores/workspace.ts'
import { useWindow } from '../window.ts'
import type { CanvasHandle } from './handle.ts'

/**
 * The canvas's own keys, from the command table: they act only while the canvas itself or a node has the focus, never while
 * something is typed. After Escape with nothing left to close, Tab leaves the canvas as anywhere else.
 */
export function useCanvasKeys(
  tab: Tab,
  root: RefObject<HTMLDivElement | null>,
  handle: CanvasHandle,
  announce: (message: string) => void,
): void {
  const parts = useWindow()
  const own = useRead(parts.layout, (state) => state.keys)
  useEffect(() => {
    const element = root.current
    if (!element) return undefined
    let leaving = false
    const context = { tab, window: parts, tell: announce }
    const bound: Record<string, (event: KeyboardEvent) => void> = {}
    for (const command of commands) {
      if (command.place !== 'canvas') continue
      for (const key of keysOf(command, own)) {
        bound[key] = (event) => {
          if (isOfNumber(event)) return
          if (event.defaultPrevented || isTyping(event.target) || command.enabled?.(context) === false) return
          // A link that lies in the canvas is passed like any other: it must not lead back.
          if (key === 'Tab' && (leaving || event.target instanceof HTMLAnchorElement)) return
          event.preventDefault()
          void command.run(context)
        }
      }
    }
    const before = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !isTyping(event.target)) leaving = !handle.escape() || leaving
      else if (event.key !== 'Tab' && event.key !== 'Shift') leaving = false
    }
    const stay = () => (leaving = false)
    // A node that goes takes the focus with it: the canvas takes it back, so that the next key still acts.
    let inside = false
    const enters = (event: FocusEvent) => (inside = event.target instanceof Node && element.contains(event.target))
    const presses = (event: PointerEvent) => (inside = event.target instanceof Node && element.contains(event.target))
    const keep = new MutationObserver(() => {
      if (inside && document.activeElement === document.body) element.focus({ preventScroll: true })
    })
    keep.observe(element, { childList: true, subtree: true })
    document.addEventListener('focusin', enters)
    document.addEventListener('pointerdown', presses, true)
    element.addEventListener('keydown', before)
    element.addEventListener('focusout', stay)
    element.addEventListener('pointerdown', stay)
    const unbind = tinykeys(element, bound, { ignore: (event) => event.isComposing })
    return () => {
      unbind()
      keep.disconnect()
      document.removeEventListener('focusin', enters)
      document.removeEventListener('pointerdown', presses, true)
      element.removeEventListener('keydown', before)
      element.removeEventListener('focusout', stay)
      element.removeEventListener('pointerdown', stay)
    }
  }, [tab, root, handle, announce, parts, own])
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable], .picker') !== null
}

/** Keys that step or open a number box that has the focus; it hears of them only after the canvas. */
function isOfNumber({ target, key, altKey }: KeyboardEvent): boolean {
  return !altKey && target instanceof Element && target.closest('.number-box') !== null && /^(Arrow\w+|Enter|Delete|Backspace)$/.test(key)
}
