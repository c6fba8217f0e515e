import { chromium, type Browser, type Page } from '@playwright/test'
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('../..', import.meta.url))
const out = join(root, 'dist/.stand-in')

/** Builds the stand-in and the hook that puts it in Electron's place. Answers with what Node is started with. */
export async function buildStandIn(): Promise<readonly string[]> {
  await build({
    root: join(root, 'test'),
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20',
      outDir: out,
      emptyOutDir: true,
      rolldownOptions: {
        input: { electron: join(root, 'test/kit/electron-stand-in.ts'), utility: join(root, 'test/kit/electron-utility.script.ts') },
        output: { entryFileNames: '[name].mjs' },
      },
    },
  })
  mkdirSync(out, { recursive: true })
  const standIn = pathToFileURL(join(out, 'electron.mjs')).href
  const hooks = `export const resolve = (name, context, next) => name === 'electron' ? { url: ${JSON.stringify(standIn)}, shortCircuit: true } : next(name, context)`
  writeFileSync(
    join(out, 'hook.mjs'),
    `import { register } from 'node:module'\nregister('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}))\n`,
  )
  return ['--import', join(out, 'hook.mjs')]
}

/** What a person sees and does with the desktop while a test runs. */
export type Desktop = {
  readonly page: Page
  /** Lines the desktop printed that begin with "weir:". */
  readonly said: string[]
  /** What the stand-in showed, in order. */
  readonly seen: Record<string, unknown>[]
  act(what: object): void
  /** Waits for something shown; it may have been shown already, after `from` others. */
  until(matches: (seen: Record<string, unknown>) => boolean, from?: number): Promise<Record<string, unknown>>
  readonly process: ChildProcess
  readonly ended: Promise<number | null>
  close(): Promise<void>
}

/** Starts the built desktop on the stand-in and waits for its window. */
export async function startOnStandIn(node: readonly string[], workspace: string, words: readonly string[] = []): Promise<Desktop> {
  const child = spawn(process.execPath, [...node, join(root, 'dist/main.js'), '--workspace', workspace, ...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const said: string[] = []
  const seen: Record<string, unknown>[] = []
  const waiting = new Set<() => void>()
  let rest = ''
  const hear = (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      if (line.startsWith('stand-in: ')) seen.push(JSON.parse(line.slice(10)) as Record<string, unknown>)
      else said.push(line)
    }
    for (const wake of waiting) wake()
  }
  child.stdout.setEncoding('utf8').on('data', hear)
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.push(...text.trimEnd().split('\n'))
    for (const wake of waiting) wake()
  })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))

  function waitFor<Found>(look: () => Found | undefined): Promise<Found> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        const found = look()
        if (found === undefined) return
        waiting.delete(wake)
        resolve(found)
      }
      waiting.add(wake)
      void ended.then(() => reject(new Error(`the desktop ended:\n${said.join('\n')}`)))
      wake()
    })
  }
  const untilSeen: Desktop['until'] = (matches, from = 0) => waitFor(() => seen.slice(from).find(matches))
  const { debugging } = await untilSeen((one) => 'debugging' in one)
  await waitFor(() => (said.includes('weir: ready') ? true : undefined))
  const browser: Browser = await chromium.connectOverCDP(`http://127.0.0.1:${String(debugging)}`)
  const page = browser.contexts()[0].pages()[0]
  // Questions of the page are the stand-in's to answer; without a listener they would be dismissed from here as well.
  page.on('dialog', () => {})
  return {
    page,
    said,
    seen,
    act: (what) => void child.stdin.write(`${JSON.stringify(what)}\n`),
    until: untilSeen,
    process: child,
    ended,
    async close() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
