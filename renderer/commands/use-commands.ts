import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { activeTab } from '../stores/workspace.ts'
import { useWindow } from '../window.ts'
import { commands } from './index.ts'

/** Listens for the keys of every command of the window; those of the canvas are its own affair. */
export function useCommandKeys(): void {
  const window = useWindow()
  useEffect(() => {
    const bindings = commands
      .filter(({ place }) => place === 'window')
      .flatMap((command) => (command.keys ?? []).map((keys) => [keys, command] as const))
    return tinykeys(
      globalThis.window,
      Object.fromEntries(
        bindings.map(([keys, command]) => [
          keys,
          (event: KeyboardEvent) => {
            const context = { tab: activeTab(window.workspace.getState()), window, tell: window.notices.tell }
            if (command.enabled?.(context) === false || keepsOwnUndo(event)) return
            event.preventDefault()
            void command.run(context)
          },
        ]),
      ),
    )
  }, [window])
}

/** Text under edit keeps its own undo. */
function keepsOwnUndo(event: KeyboardEvent): boolean {
  const { target } = event
  const isText =
    target instanceof HTMLInputElement ? target.type !== 'range' && target.type !== 'checkbox' : target instanceof HTMLTextAreaElement
  return isText && /^[zy]$/i.test(event.key)
}
