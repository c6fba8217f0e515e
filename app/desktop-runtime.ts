import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** Electron's runtime: here, to be fetched by its own installer, or not to be had. */
export type Runtime =
  | { readonly kind: 'there'; readonly program: string }
  | { readonly kind: 'fetchable'; readonly installer: string; readonly version: string }
  | { readonly kind: 'none'; readonly reason: string }

const programs: Readonly<Record<string, string>> = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }

/** Looks for the runtime where Electron's own package does, without loading that: it would start to download. */
export function findRuntime(root: string, env: NodeJS.ProcessEnv = process.env): Runtime {
  const name = programs[process.platform] ?? 'electron'
  const override = env['ELECTRON_OVERRIDE_DIST_PATH']
  if (override) {
    const program = join(override, name)
    return existsSync(program) ? { kind: 'there', program } : { kind: 'none', reason: `there is no Electron at "${program}"` }
  }
  const folder = packageFolder(root)
  if (folder === undefined) return { kind: 'none', reason: 'Electron is not installed' }
  const program = join(folder, 'dist', name)
  if (existsSync(program)) return { kind: 'there', program }
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  return { kind: 'fetchable', installer: join(folder, 'install.js'), version }
}

function packageFolder(root: string): string | undefined {
  try {
    return dirname(createRequire(join(root, 'package.json')).resolve('electron/package.json'))
  } catch {
    return undefined
  }
}

export type FetchOptions = {
  /** Longest time it may take, milliseconds. */
  readonly patience: number
  /** Told each second how many have passed. */
  readonly onSecond: (seconds: number) => void
  readonly signal: AbortSignal
}

/** Runs Electron's installer. Undefined when all is well, else why the runtime is not there. */
export function fetchRuntime(installer: string, { patience, onSecond, signal }: FetchOptions): Promise<string | undefined> {
  const child = spawn(process.execPath, [installer], { stdio: ['ignore', 'ignore', 'pipe'] })
  let [errors, seconds, isLate] = ['', 0, false]
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-4000)))
  const ticking = setInterval(() => onSecond(++seconds), 1_000)
  const end = () => child.kill('SIGKILL')
  const late = setTimeout(() => {
    isLate = true
    end()
  }, patience)
  signal.addEventListener('abort', end, { once: true })
  return new Promise((resolve) => {
    function done(reason: string | undefined): void {
      clearInterval(ticking)
      clearTimeout(late)
      signal.removeEventListener('abort', end)
      resolve(reason)
    }
    child.on('error', (error) => done(`its installer cannot be started (${error.message})`))
    child.on('close', (code) => {
      if (code === 0) done(undefined)
      else if (signal.aborted) done('fetching it was stopped')
      else if (isLate) done(`it could not be fetched within ${patience / 1000} s`)
      else done(`it could not be fetched (${/^(?:\w*Error: )?(.+)$/m.exec(errors.trim())?.[1] ?? `code ${code}`})`)
    })
  })
}

/** What the desktop shell prints on its stdout once its window can be seen. */
const READY = 'weir: ready'
/** Between asking the desktop to end and ending it. */
const GRACE = 2_000

export type Launched =
  /** Its window is open; settles with its exit code. */
  | { readonly kind: 'ready'; readonly ended: Promise<number> }
  /** It ended at once and well: a window that is open already has taken over. */
  | { readonly kind: 'handed-over' }
  | { readonly kind: 'failed'; readonly reason: string }

/** Starts the desktop shell and waits for it to say that it is ready. One that does not in time is ended. */
export function launchDesktop(program: string, parameters: readonly string[], patience: number, signal: AbortSignal): Promise<Launched> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? 1)))
  const end = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), GRACE).unref()
  }
  signal.addEventListener('abort', end, { once: true })
  return new Promise((resolve) => {
    let said = ''
    const late = setTimeout(() => {
      resolve({ kind: 'failed', reason: `it did not say that it is ready within ${patience / 1000} s` })
      end()
    }, patience)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4000)
      if (!said.split(/\r?\n/).includes(READY)) return
      clearTimeout(late)
      resolve({ kind: 'ready', ended })
    })
    child.on('error', (error) => {
      clearTimeout(late)
      resolve({ kind: 'failed', reason: `it cannot be started (${error.message})` })
    })
    child.on('close', (code, by) => {
      clearTimeout(late)
      if (code === 0) resolve({ kind: 'handed-over' })
      else
        resolve({ kind: 'failed', reason: `it ended with ${code === null ? `signal ${by}` : `code ${code}`} before its window was ready` })
    })
  })
}
