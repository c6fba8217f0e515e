import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'

const project = join(import.meta.dirname, '../..')
/** Judges units; not on every machine, and no package of this project. */
const program = 'systemd-analyze'
const read = (name: string) => readFileSync(join(project, name), 'utf8')
const unit = read('deploy/weir@.service')
const folder = mkdtempSync(join(tmpdir(), 'weir-deploy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The values a setting is given, in order. */
const values = (text: string, name: string) => [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map((match) => match[1])

describe('deploy/weir@.service', () => {
  test.each([
    ['User', 'weir'],
    ['Restart', 'no'],
    ['StateDirectoryMode', '0700'],
    ['UMask', '0077'],
    ['ProtectSystem', 'strict'],
    ['ProtectHome', 'yes'],
    ['PrivateTmp', 'yes'],
    ['NoExecPaths', '/'],
    ['NoNewPrivileges', 'yes'],
    ['CapabilityBoundingSet', ''],
    ['SystemCallErrorNumber', 'EPERM'],
    ['RestrictAddressFamilies', 'AF_UNIX AF_INET AF_INET6'],
    ['MemoryDenyWriteExecute', 'no'],
    ['LimitCORE', '0'],
  ])('%s=%s', (name, value) => {
    expect(values(unit, name)).toEqual([value])
  })

  test('begins nothing at boot, and takes nothing from an environment', () => {
    expect(unit).not.toMatch(/^\[Install\]/m)
    for (const text of [unit, read('deploy/live.conf')])
      expect(text).not.toMatch(/^(PassEnvironment|Environment|EnvironmentFile|SetCredential)=/m)
  })

  test('a paper run is given no key; a live one is given its own alone, decrypted by systemd', () => {
    expect(unit).not.toMatch(/^LoadCredential/m)
    expect(values(read('deploy/live.conf'), 'LoadCredentialEncrypted')).toEqual(['weir-key-%i', 'weir-secret-journal'])
    const [paper] = values(unit, 'ExecStart')
    const [none, live] = values(read('deploy/live.conf'), 'ExecStart')
    expect([none, paper, live]).toEqual(['', expect.stringContaining(' paper '), expect.stringContaining(' live ')])
    expect(live).toContain('--key %i ')
  })

  describe.skipIf(spawnSync(program, ['--version']).status !== 0)('as systemd reads it', () => {
    const analyze = (...words: string[]) =>
      spawnSync(program, words, { encoding: 'utf8', env: { ...process.env, SYSTEMD_UNIT_PATH: `${folder}:` } })

    test('it is understood, alone and made live; a misspelt word is not', () => {
      const path = join(folder, 'weir@sma.service')
      // Where Node lies here; that the program it names is there is looked at as well.
      const here = (text: string) => text.replaceAll('/usr/bin/node', process.execPath)
      writeFileSync(path, here(unit))
      expect(analyze('verify', path)).toMatchObject({ status: 0, stdout: '', stderr: '' })
      mkdirSync(`${path}.d`)
      writeFileSync(join(`${path}.d`, 'live.conf'), here(read('deploy/live.conf')))
      expect(analyze('verify', path)).toMatchObject({ status: 0, stdout: '', stderr: '' })
      writeFileSync(path, here(unit).replace('NoNewPrivileges', 'NoNewPrivilegez'))
      expect(analyze('verify', path).stderr).toContain('NoNewPrivilegez')
    })

    test('what it leaves open is no more than is meant to be', () => {
      const path = join(folder, 'weir@.service')
      cpSync(join(project, 'deploy/weir@.service'), path)
      const { stdout } = analyze('security', '--offline=true', '--no-pager', path)
      const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1])
      expect(exposure).toBeGreaterThan(0)
      expect(exposure).toBeLessThan(1.5)
    })
  })
})

describe('deploy/Containerfile', () => {
  const text = read('deploy/Containerfile')
  const last = text.slice(text.lastIndexOf('\nFROM '))

  test('ends as an ordinary user, with the built product alone and no port', () => {
    expect(text).toContain('ARG NODE=20\n')
    expect(last).toMatch(/^USER node$/m)
    expect(text).not.toMatch(/^(EXPOSE|ADD) /m)
    const copied = [...last.matchAll(/^COPY (.*) \S+$/gm)].map((match) => match[1]!.replaceAll('/weir/', ''))
    const { files } = JSON.parse(read('package.json')) as { files: string[] }
    expect(copied).toEqual([
      '--from=build package.json',
      `--from=build ${files.filter((name) => name.startsWith('bin/')).join(' ')}`,
      '--from=build dist',
      '--from=build examples',
      '--from=build node_modules',
    ])
  })
})

test('SECURITY.md names only files that are there', () => {
  const named = [...read('SECURITY.md').matchAll(/`((?:app|engine|nodes|test|deploy|docs|renderer)\/[^`\s]*|[a-z-]+\.yml)`/g)].map(
    (match) => match[1]!,
  )
  expect(named.length).toBeGreaterThan(20)
  expect(named.filter((name) => !existsSync(join(project, name)))).toEqual([])
})
