import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fetchRuntime, findRuntime, launchDesktop, type Launched } from './desktop-runtime.ts'
import { openState } from './settings.ts'

export type StartOptions = {
  /** Folder of package.json, with the build in `dist`. */
  readonly root: string
  readonly workspace: string
  /** Asked for: the browser, whatever there is. */
  readonly web: boolean
  /** Asked for: the desktop, also where its runtime could not be had before. */
  readonly desktop: boolean
  readonly signal: AbortSignal
  /** A line for the person at the terminal. */
  readonly tell: (line: string) => void
  /** A line that takes the place of the one before; undefined wipes it. */
  readonly show: (line: string | undefined) => void
  readonly env?: NodeJS.ProcessEnv
}

/** The desktop runs, or why it does not. */
export type Started = Exclude<Launched, { kind: 'failed' }> | { readonly kind: 'browser'; readonly reason: string }

/** Longest waits, milliseconds: for the runtime to be fetched, and for the shell to say that it is ready. */
const FETCH = 60_000
const READY = 10_000

/** Starts the desktop where it can be had. The reasons against it come in the order in which they are cheap to find. */
export async function startDesktop(options: StartOptions): Promise<Started> {
  const { root, workspace, signal, env = process.env } = options
  const browser = (reason: string): Started => ({ kind: 'browser', reason })
  if (options.web) return browser('asked for with --web')
  const entry = join(root, 'dist/main.js')
  if (!existsSync(entry)) return browser('this build has no desktop shell')
  if (!hasDisplay(env)) return browser('there is no display')
  if (process.getuid?.() === 0) return browser('the desktop does not run as root, since it keeps its sandbox')
  const program = await getRuntime(options, env)
  if (typeof program !== 'string') return browser(program.reason)
  const launched = await launchDesktop(program, [entry, '--workspace', resolve(workspace)], READY, signal)
  return launched.kind === 'failed' ? browser(`the desktop did not start: ${launched.reason}`) : launched
}

/** The path of the runtime's program. One that could not be had is not tried again at every start, only when asked for or for another version. */
async function getRuntime(
  { root, workspace, desktop, signal, tell, show }: StartOptions,
  env: NodeJS.ProcessEnv,
): Promise<string | { readonly reason: string }> {
  const runtime = findRuntime(root, env)
  if (runtime.kind === 'there') return runtime.program
  if (runtime.kind === 'none') return runtime
  const state = openState(join(resolve(workspace), 'host'), tell)
  const { refusedRuntime } = await state.get()
  if (refusedRuntime?.version === runtime.version && !desktop)
    return { reason: `Electron's runtime is not here: ${refusedRuntime.reason}. weir start --desktop tries again` }
  const what = `weir: fetching Electron's runtime for the desktop, some 110 MB, for at most ${FETCH / 1000} s`
  tell(what)
  const problem = await fetchRuntime(runtime.installer, { patience: FETCH, onSecond: (seconds) => show(`  ${seconds} s`), signal })
  show(undefined)
  const found = findRuntime(root, env)
  if (found.kind === 'there') return found.program
  const reason = problem ?? 'its installer left nothing'
  if (!signal.aborted) await state.set({ refusedRuntime: { version: runtime.version, reason } })
  return { reason: `Electron's runtime is not here: ${reason}. weir start --desktop tries again` }
}

/** True where a window can be shown. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env): boolean {
  if (process.platform === 'darwin' || process.platform === 'win32') return !env['SSH_CONNECTION']
  return Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])
}
