import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vite'

/**
 * What is started by name: the command line, the thread that computes, and on the desktop Electron's main process and the engine's.
 * Whole paths, since `weir` is called from anywhere.
 */
const entries = {
  cli: join(import.meta.dirname, 'app/cli/main.ts'),
  worker: join(import.meta.dirname, 'engine/worker.ts'),
  main: join(import.meta.dirname, 'app/main.ts'),
  'engine-process': join(import.meta.dirname, 'app/engine-process.ts'),
}

/**
 * Small packages that nearly every command needs are built in: one file is read in a few milliseconds, a package of a hundred is not.
 * All others stay in node_modules and are loaded by the commands that need them.
 */
const builtIn = ['zod', 'commander']

/** In mode `bench` the caller names the entries: the files of `test/bench`. */
const inputs = (mode: string) => Object.fromEntries(Object.entries(entries).filter(([, path]) => mode !== 'bench' && existsSync(path)))

export default defineConfig(({ mode }) => ({
  build: {
    ssr: true,
    target: 'node20',
    emptyOutDir: true,
    // Unminified and without maps: what runs can be read, and a stack trace names real functions.
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: inputs(mode),
      external: ['electron'],
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: builtIn },
}))
