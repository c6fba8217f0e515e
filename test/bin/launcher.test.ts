import { execFile } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const project = join(import.meta.dirname, '../..')

/** A project of one source file with the real launcher, build and packages. */
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-launcher-'))
  for (const name of ['bin', 'vite.node.config.ts', 'package.json']) cpSync(join(project, name), join(folder, name), { recursive: true })
  symlinkSync(realpathSync(join(project, 'node_modules')), join(folder, 'node_modules'))
  for (const name of ['engine', 'app/cli']) mkdirSync(join(folder, name), { recursive: true })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Writes the source so that running it prints `text`. */
const say = (text: string) => writeFileSync(join(folder, 'app/cli/main.ts'), `process.stdout.write(${JSON.stringify(text)})\n`)

type Result = { code: number; stdout: string; stderr: string }

function weir(...parameters: string[]): Promise<Result> {
  return new Promise((resolve) => {
    const options = { cwd: tmpdir(), encoding: 'utf8' } as const
    execFile(process.execPath, [join(folder, 'bin/weir'), ...parameters], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr })
    })
  })
}

describe('the launcher', () => {
  test('builds on the first start and not on the second, from any folder', async () => {
    say('one')
    expect(await weir()).toMatchObject({ code: 0, stdout: 'one', stderr: expect.stringContaining('building') })
    expect(await weir()).toEqual({ code: 0, stdout: 'one', stderr: '' })
  })

  test('never runs a build that is not of its sources', async () => {
    say('two')
    expect(await weir()).toMatchObject({ code: 0, stdout: 'two' })
    writeFileSync(join(folder, 'app/cli/main.ts'), 'not a (program')
    const broken = await weir()
    expect(broken).toMatchObject({ code: 1, stdout: '' })
    expect(broken.stderr).toContain('main.ts')
    say('three')
    expect(await weir()).toMatchObject({ code: 0, stdout: 'three' })
  })

  test('notices a source that was added, renamed or taken away', async () => {
    for (const change of [
      () => writeFileSync(join(folder, 'engine/price.ts'), 'export const price = 1\n'),
      () => renameSync(join(folder, 'engine/price.ts'), join(folder, 'engine/cost.ts')),
      () => rmSync(join(folder, 'engine/cost.ts')),
    ]) {
      change()
      expect((await weir()).stderr).toContain('building')
      expect((await weir()).stderr).toBe('')
    }
  })

  test('started many times at once builds once, and every start runs the new build', async () => {
    say('four')
    const results = await Promise.all(Array.from({ length: 4 }, () => weir()))
    expect(results.map((result) => result.stdout)).toEqual(['four', 'four', 'four', 'four'])
    expect(results.filter((result) => result.stderr.includes('building'))).toHaveLength(1)
    expect(readdirSync(join(folder, 'dist')).toSorted()).toEqual(expect.arrayContaining(['built-from.txt', 'cli.js']))
    expect(existsSync(join(folder, 'dist/.building'))).toBe(false)
  })

  test('takes over the lock of a build that was killed', async () => {
    say('five')
    // No process has this number: it is above what Linux and macOS hand out.
    writeFileSync(join(folder, 'dist/.building'), '99999999')
    expect(await weir()).toMatchObject({ code: 0, stdout: 'five' })
  })

  test('--build builds and does nothing else', async () => {
    say('six')
    expect(await weir('--build')).toMatchObject({ code: 0, stdout: '' })
    expect(await weir()).toEqual({ code: 0, stdout: 'six', stderr: '' })
  })

  test('builds the window for what shows it, and for nothing else', async () => {
    const page = (text: string) => writeFileSync(join(folder, 'renderer/index.html'), `<!doctype html><title>${text}</title>`)
    cpSync(join(project, 'vite.window.config.ts'), join(folder, 'vite.window.config.ts'))
    mkdirSync(join(folder, 'renderer'))
    page('first')
    expect(await weir()).toEqual({ code: 0, stdout: 'six', stderr: '' })
    expect(await weir('start')).toMatchObject({ code: 0, stdout: 'six', stderr: expect.stringContaining('building the window') })
    expect(readFileSync(join(folder, 'dist/window/index.html'), 'utf8')).toContain('first')
    expect(await weir('start')).toEqual({ code: 0, stdout: 'six', stderr: '' })
    page('second')
    expect(await weir('--build')).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(join(folder, 'dist/window/index.html'), 'utf8')).toContain('second')
    // The window's build is no file of the program's: building that anew leaves it.
    say('seven')
    expect(await weir()).toMatchObject({ code: 0, stdout: 'seven' })
    expect(existsSync(join(folder, 'dist/window/index.html'))).toBe(true)
  })

  test('an installed package, without sources, runs as it came', async () => {
    for (const name of ['engine', 'app', 'renderer', 'vite.node.config.ts']) rmSync(join(folder, name), { recursive: true })
    expect(await weir('test')).toEqual({ code: 0, stdout: 'seven', stderr: '' })
  })
})
