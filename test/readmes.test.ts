import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const project = join(import.meta.dirname, '..')
const holdsFiles = (name: string) =>
  readdirSync(join(project, name), { withFileTypes: true, recursive: true }).some((entry) => entry.isFile())
const folders = readdirSync(project, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^(\.|dist$|docs$|node_modules$|coverage$|test-results$)/.test(entry.name))
  .map((entry) => entry.name)
  .filter(holdsFiles)

describe.each(folders)('%s/README.md', (folder) => {
  const path = join(project, folder, 'README.md')

  test('says in at most 20 lines what the folder is for', () => {
    expect(existsSync(path)).toBe(true)
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(20)
  })

  test('names only files and folders that are there', () => {
    const code = readFileSync(path, 'utf8').matchAll(/`([^`\s<]+)`/g)
    const named = [...code].map((match) => match[1] ?? '').filter((text) => text.endsWith('/') || /\.(ts|tsx|mjs|js|json)$/.test(text))
    const missing = named.filter((text) => ![folder, '.'].some((from) => existsSync(join(project, from, text))))
    expect(missing).toEqual([])
  })
})
