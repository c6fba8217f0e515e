import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The canvas by itself, on made-up values: to look at and to measure without an engine. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  worker: { format: 'es' },
  server: { host: '127.0.0.1', fs: { allow: [join(import.meta.dirname, '../../..'), join(import.meta.dirname, '../../../node_modules')] } },
})
