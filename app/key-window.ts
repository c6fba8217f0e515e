import { BrowserWindow, ipcMain } from 'electron'
import type { AddedKey } from './add-key.ts'
import { KEY_PAGE } from './page-scheme.ts'

export type KeyWindowOptions = {
  readonly preload: string
  /** Takes what was typed; nothing of it is kept here. */
  readonly add: (given: unknown) => Promise<AddedKey>
  readonly tell: (sentence: string) => void
}

/** How it was left. */
export type KeyWindowEnd = { readonly kind: 'done'; readonly name: string } | { readonly kind: 'canceled' }

/**
 * The only window in which a secret is typed: small, of its own, with its own preload and a page without scripts. What is typed comes here in
 * one message and goes into the keychain; then the window is destroyed. The main window learns the key's name, and nothing else.
 */
export function createKeyWindow({ preload, add, tell }: KeyWindowOptions): { open(): Promise<KeyWindowEnd> } {
  let current: { readonly window: BrowserWindow; readonly end: Promise<KeyWindowEnd>; done(name: string): void } | undefined

  ipcMain.handle('weir:key', async ({ sender, senderFrame }, given: unknown): Promise<AddedKey> => {
    const asking = current
    const isOwn =
      asking !== undefined &&
      sender === asking.window.webContents &&
      senderFrame !== null &&
      senderFrame === sender.mainFrame &&
      senderFrame.url === KEY_PAGE
    if (!isOwn) throw new Error('refused')
    try {
      const added = await add(given)
      if (added.ok) asking.done(added.name)
      return added
    } catch (error) {
      tell(error instanceof Error ? (error.stack ?? error.message) : String(error))
      return { ok: false, message: 'a fault in Weir; the terminal says more', mayKeep: false }
    }
  })

  return {
    open() {
      if (current) {
        current.window.focus()
        return current.end
      }
      const window = new BrowserWindow({
        width: 460,
        height: 560,
        useContentSize: true,
        resizable: false,
        minimizable: false,
        fullscreenable: false,
        show: false,
        title: 'Weir: a key of an exchange',
        webPreferences: {
          preload,
          sandbox: true,
          contextIsolation: true,
          nodeIntegration: false,
          webSecurity: true,
          spellcheck: false,
          devTools: false,
        },
      })
      // Kept out of pictures of the screen, where the system can.
      window.setContentProtection(true)
      window.webContents.setWindowOpenHandler(() => ({ action: 'deny' }))
      window.webContents.on('will-navigate', (event) => event.preventDefault())
      let name: string | undefined
      const end = new Promise<KeyWindowEnd>((resolve) =>
        window.once('closed', () => {
          current = undefined
          resolve(name === undefined ? { kind: 'canceled' } : { kind: 'done', name })
        }),
      )
      current = {
        window,
        end,
        done(kept) {
          name = kept
          window.destroy()
        },
      }
      window.once('ready-to-show', () => window.show())
      window.loadURL(KEY_PAGE).catch((error: unknown) => {
        // Closed before it was there: that was a person's wish.
        if (window.isDestroyed()) return
        tell(`the window for keys could not be shown: ${error instanceof Error ? error.message : String(error)}`)
        window.destroy()
      })
      return end
    },
  }
}
