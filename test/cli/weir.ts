import { execFile, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, vi } from 'vitest'
import { formatDocument } from '../../nodes/strategy/format.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import { sampleStrategy } from '../kit/strategy.ts'

/** The real program, as a person starts it: `bin/weir` in a process of its own. */

const launcher = fileURLToPath(new URL('../../bin/weir', import.meta.url))
export const exampleFile = fileURLToPath(new URL('../../examples/strategies/sma-cross.weir', import.meta.url))

export type Ended = { readonly code: number | null; readonly out: string; readonly err: string }

/** A folder for one test file, with a workspace in it; gone afterwards. */
export function scratchFolder(): { readonly folder: string; readonly path: (name: string) => string; readonly workspace: string } {
  const folder = mkdtempSync(join(tmpdir(), 'weir-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return { folder, path: (name) => join(folder, name), workspace: join(folder, 'workspace') }
}

/** Runs `weir …` to its end. */
export function weir(words: readonly string[], options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...options.env }
    execFile(process.execPath, [launcher, ...words], { cwd: options.cwd, env, maxBuffer: 1 << 28 }, (error, out, err) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : null
      resolve({ code, out, err })
    })
  })
}

// Several processes a test, on a machine that may be busy with all the other tests.
vi.setConfig({ testTimeout: 300_000 })

// Once for all: a build says so on stderr, where tests look.
await weir(['--build'])

/** Starts `weir …` and sends it a signal once stderr says `when`. */
export function weirInterrupted(words: readonly string[], signal: NodeJS.Signals, when: RegExp | Promise<unknown>): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [launcher, ...words], { stdio: ['ignore', 'pipe', 'pipe'] })
    let [out, err] = ['', '']
    let isSent = false
    const send = () => {
      if (isSent) return
      isSent = true
      child.kill(signal)
    }
    if (!(when instanceof RegExp)) void when.then(send)
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text
      if (when instanceof RegExp && when.test(err)) send()
    })
    child.on('error', reject)
    child.on('close', (code) =>
      isSent ? resolve({ code, out, err }) : reject(new Error(`ended with ${code} before it was time for ${signal}:\n${err}`)),
    )
  })
}

/** Writes the sample strategy, changed as wanted, and answers its path. */
export function writeStrategy(path: string, change: Partial<StrategyDocument> = {}): string {
  writeFileSync(path, formatDocument({ ...sampleStrategy(), ...change }))
  return path
}
