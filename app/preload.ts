import { contextBridge, ipcRenderer } from 'electron'
import type { DesktopBridge } from './bridge.ts'

/** Of a page's own globals, what is used here. */
declare const window: { postMessage(message: string, origin: string, ports: readonly unknown[]): void }
declare const location: { readonly origin: string }

/**
 * All the page gets of the desktop: requests to the shell, its events, and on every load a port to the engine. Runs in the sandbox, so it is
 * one CommonJS file and knows nothing but Electron. What comes through is parsed at the far end.
 */
type Reply = { readonly ok: true; readonly reply: never } | { readonly ok: false; readonly message: string }

const bridge = {
  async request(name, input) {
    const answer = (await ipcRenderer.invoke('weir:shell', name, input)) as Reply
    if (!answer.ok) throw new Error(answer.message)
    return answer.reply
  },
  on(name, listener) {
    const hear = (_: unknown, told: string, payload: unknown) => {
      // The shell sends what its types say; the page and the shell are of one build.
      if (told === name) listener(payload as never)
    }
    ipcRenderer.on('weir:event', hear)
    return () => void ipcRenderer.off('weir:event', hear)
  },
  async setMenu(menu) {
    await ipcRenderer.invoke('weir:menu', menu)
  },
  connect: () => ipcRenderer.send('weir:connect'),
} satisfies DesktopBridge

contextBridge.exposeInMainWorld('weir', bridge)

// A port cannot pass through the bridge: it is posted to the page, which is the only one here to listen.
ipcRenderer.on('weir:port', ({ ports }) => window.postMessage('weir:port', location.origin, ports))
