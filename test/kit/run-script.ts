import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const tests = join(import.meta.dirname, '..')

/** Builds a script, `test/<name>`, into a file a plain Node can run, and starts it in a process of its own; `under` is a command that starts it. */
export async function buildScript(name: string, under: readonly string[] = []): Promise<(...args: string[]) => ChildProcess> {
  const file = await buildFile(name)
  return (...args) => {
    const [command, ...words] = [...under, process.execPath, file, ...args]
    return spawn(command!, words, { stdio: ['ignore', 'pipe', under.length > 0 ? 'ignore' : 'inherit'] })
  }
}

/** The same, as a file. */
export async function buildFile(name: string): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'weir-script-'))
  await build({
    root: tests,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20',
      outDir,
      emptyOutDir: true,
      // Native code cannot be bundled; no script here calls it.
      rolldownOptions: { external: /^@napi-rs\//, input: join(tests, name), output: { entryFileNames: 'script.mjs' } },
    },
  })
  return join(outDir, 'script.mjs')
}

/** Everything the process printed, once it has ended. */
export async function outputOf(child: ChildProcess): Promise<string> {
  let text = ''
  child.stdout?.on('data', (piece: Buffer) => (text += piece.toString()))
  await new Promise((resolve) => child.on('close', resolve))
  return text
}
