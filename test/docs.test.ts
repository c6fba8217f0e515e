import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { generatedPages } from './kit/docs.ts'

test.each(Object.entries(generatedPages()))('%s is what the code says; `npm run docs` writes it anew', (path, page) => {
  const file = new URL(`../${path}`, import.meta.url)
  if (process.env['WRITE_DOCS'] === '1') writeFileSync(file, page)
  expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(page)
})
