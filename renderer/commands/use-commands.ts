import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { useRead } from '../stores/use.ts'
import { activeTab } from '../stores/workspace.ts'
import { useWindow } from '../window.ts'
import { commands } from './index.ts'
import { keysOf } from './shortcuts.ts'

/** Listens for the keys of every command of the window; those of the canvas are its own affair. */
export function useCommandKeys(): void {
  const window = useWindow()
  const own = useRead(window.layout, (state) => state.keys)
  useEffect(() => {
    const bindings = commands
      .filter(({ place }) => place === 'window')
      .flatMap((command) => keysOf(command, own).map((keys) => [keys, command] as const))
    return tinykeys(
      globalThis.window,
      Object.fromEntries(
        bindings.map(([keys, command]) => [
          keys,
          (event: KeyboardEvent) => {
            const context = { tab: activeTab(window.workspace.getState()), window, tell: window.notices.tell }
            if (keepsOwnUndo(event)) return
            // Also where it cannot be given now: the browser has other plans for Ctrl+S and Ctrl+O.
            event.preventDefault()
            if (hasDialog() || command.enabled?.(context) === false) return
            takeOver(event.target)
            void command.run(context)
          },
        ]),
      ),
      // In a field, too: who types a number and presses Ctrl+Enter means that number.
      { ignore: ({ repeat, isComposing }) => repeat || isComposing },
    )
  }, [window, own])
}

/** A dialog has the keys to itself. */
const hasDialog = () => document.querySelector('.modal-back') !== null

/** What stands in a field counts: fields hand their text over when they are left. */
function takeOver(target: EventTarget | null): void {
  if (!(target instanceof HTMLInputElement)) return
  target.blur()
  target.focus()
}

/** Text under edit keeps its own undo. */
function keepsOwnUndo(event: KeyboardEvent): boolean {
  const { target } = event
  if (target instanceof HTMLElement && target.closest('.monaco-editor')) return /^[zy]$/i.test(event.key)
  const isText =
    target instanceof HTMLInputElement ? target.type !== 'range' && target.type !== 'checkbox' : target instanceof HTMLTextAreaElement
  return isText && /^[zy]$/i.test(event.key)
}
