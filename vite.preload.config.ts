import { join } from 'node:path'
import { defineConfig } from 'vite'

/** The preloads of the desktop's windows: a sandboxed one must be CommonJS and a single file that asks for nothing but Electron. */
export default defineConfig({
  build: {
    ssr: true,
    target: 'node24',
    minify: false,
    sourcemap: false,
    rolldownOptions: {
      input: {
        preload: join(import.meta.dirname, 'app/preload.ts'),
        'key-preload': join(import.meta.dirname, 'app/key-preload.ts'),
      },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs' },
    },
  },
})
