import { existsSync } from 'node:fs'
import { defineConfig } from 'vite'

/** What Node starts by name: the command line and the thread that computes. */
const entries = { cli: 'app/cli/main.ts', worker: 'engine/worker.ts' }

/**
 * Small packages that nearly every command needs are built in: one file is read in a few milliseconds, a package of a hundred is not.
 * All others stay in node_modules and are loaded by the commands that need them.
 */
const builtIn = ['zod', 'commander']

export default defineConfig({
  build: {
    ssr: true,
    target: 'node20',
    emptyOutDir: true,
    // Unminified and without maps: what runs can be read, and a stack trace names real functions.
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(path))),
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
  ssr: { noExternal: builtIn },
})
