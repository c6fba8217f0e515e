import { useEffect, type RefObject } from 'react'
import { copyNodes, readFragment } from '../edit/clipboard.ts'
import { removeNodes } from '../edit/nodes.ts'
import { scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import type { CanvasHandle } from './handle.ts'
import { pasteHere } from './paste.ts'
import { pasteboard } from './pasteboard.ts'

/** Copy, cut and paste by the browser's own clipboard events: JSON text that goes between windows. */
export function useCanvasClipboard(
  tab: Tab,
  root: RefObject<HTMLDivElement | null>,
  handle: CanvasHandle,
  announce: (message: string) => void,
): void {
  useEffect(() => {
    const element = root.current
    if (!element) return undefined
    let shift = false
    const watchShift = (event: KeyboardEvent) => (shift = event.shiftKey)

    const copy = (event: ClipboardEvent) => {
      const { selection } = tab.view.getState()
      if (isText(event.target) || selection.size === 0) return
      const scope = scopeOf(tab.view.getState())
      const fragment = copyNodes(tab.document.getState().document, scope, selection)
      const count = Object.keys(fragment.nodes).length
      if (count === 0) return
      pasteboard.put(fragment)
      event.clipboardData?.setData('text/plain', JSON.stringify(fragment))
      event.preventDefault()
      if (event.type === 'cut') {
        tab.document.edit(say('canvas.step.cut', { count }), (draft) => removeNodes(draft, scope, new Set(Object.keys(fragment.nodes))))
        tab.view.select([])
      }
      announce(say(event.type === 'cut' ? 'canvas.cut' : 'canvas.copied', { count }))
    }
    const paste = (event: ClipboardEvent) => {
      if (isText(event.target)) return
      const fragment = readFragment(event.clipboardData?.getData('text/plain') ?? '')
      if (!fragment) return announce(say('canvas.paste.foreign'))
      event.preventDefault()
      pasteboard.put(fragment)
      pasteHere(tab, handle, fragment, shift)
    }
    // The focus may rest on a node that has just gone: the page is then asked instead of the canvas.
    const listen = [
      ['copy', copy],
      ['cut', copy],
      ['paste', paste],
    ] as const
    for (const [name, act] of listen) element.addEventListener(name, act)
    element.addEventListener('keydown', watchShift)
    return () => {
      for (const [name, act] of listen) element.removeEventListener(name, act)
      element.removeEventListener('keydown', watchShift)
    }
  }, [tab, root, handle, announce])
}

function isText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
}
