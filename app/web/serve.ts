import { join } from 'node:path'
import { openEngine } from '../../engine/main.ts'
import { keySource } from '../key-source.ts'
import { openWorkspace } from '../workspace.ts'
import { openBrowser } from './browser.ts'
import { PortTaken, startHost, type HostOptions } from './host.ts'

export type ServeOptions = Pick<HostOptions, 'port' | 'newToken' | 'note' | 'version'> & {
  /** Folder of package.json, with the built window in `dist/window`. */
  readonly root: string
  readonly workspace: string
  /** True opens a browser. */
  readonly open: boolean
  /** Ends the host. */
  readonly signal: AbortSignal
  /** Prints the line with the address. */
  readonly say: (text: string) => void
  readonly tell: (sentence: string) => void
  /** Calls back each time the person wants another link. */
  readonly onAsked: (again: () => void) => void
}

/** Serves the window until it is told to end. A sentence when it cannot be served. */
export async function serveInBrowser(
  options: ServeOptions,
): Promise<{ readonly ok: true } | { readonly ok: false; readonly message: string }> {
  const { root, signal, say, tell } = options
  const opened = await openWorkspace(options.workspace, 'browser')
  if (!opened.ok) return opened
  const { workspace } = opened
  const engine = openEngine({ workspace: workspace.folder, keys: keySource(workspace.folder) })
  try {
    const host = await startHost({
      ...options,
      engine,
      workspace,
      window: join(root, 'dist/window'),
      examples: join(root, 'examples/strategies'),
      onFault: (error) => tell(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    })
    const print = (link: string) => say(`Weir is at ${link} (lets one browser in, once; Enter prints another link, Ctrl-C ends Weir)\n`)
    const link = host.link()
    print(link)
    options.onAsked(() => print(host.link()))
    // A link of its own: the one above stays good for another browser.
    const forget = options.open ? await openBrowser(host.link(), workspace.own, host.entered(), tell) : () => {}
    await new Promise<void>((resolve) => {
      if (signal.aborted) resolve()
      else signal.addEventListener('abort', () => resolve(), { once: true })
    })
    forget()
    await host.close()
    return { ok: true }
  } catch (error) {
    if (error instanceof PortTaken) return { ok: false, message: error.message }
    throw error
  } finally {
    await engine.close()
    await workspace.lock.release()
  }
}
