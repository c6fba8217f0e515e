import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { exitWords } from '../../app/cli/stop.ts'
import { weir } from './weir.ts'

const page = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8')

test('docs/cli.md has every exit code as the program says it', () => {
  for (const [code, words] of exitWords) expect(page).toContain(`| ${code} | ${words} |`)
  expect(page.match(/^\| \d+ \|/gm)).toHaveLength(exitWords.length)
})

test('docs/cli.md names every command and every option', async () => {
  const commands = [...(await weir(['--help'])).out.matchAll(/^  ([a-z]+) {3,}\S/gm)].map(([, name]) => name)
  expect(commands.length).toBeGreaterThan(6)
  for (const command of commands) {
    expect(page).toContain(`weir ${command}`)
    for (const [, option] of (await weir([command, '--help'])).out.matchAll(/^ {2}(--[a-z-]+)/gm)) expect(page).toContain(option)
  }
  for (const [, option] of (await weir(['data', 'import', '--help'])).out.matchAll(/^ {2}(--[a-z-]+)/gm)) expect(page).toContain(option)
})
