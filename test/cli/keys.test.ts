import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startSecretService } from '../app/throw-away-keyring.ts'
import { hasSecretService, isThere } from '../kit/throw-away-keyring.ts'
import { scratchFolder, weir, type Ended } from './weir.ts'

const launcher = fileURLToPath(new URL('../../bin/weir', import.meta.url))
const { path, folder } = scratchFolder()
/** No other process has this in its arguments by chance. */
const mark = randomBytes(8).toString('hex')
const pair = { key: `canarykey${mark}`, secret: `canarysecret${mark}` }
/** What a person or a program types: two lines. */
const typed = `${pair.key}\n${pair.secret}\n`

/** Starts a program, hands it text when its output asks for it, and watches the arguments of every process meanwhile. */
async function converse(
  command: readonly string[],
  env: NodeJS.ProcessEnv,
  answers: readonly (readonly [when: RegExp, reply: string | ((said: string) => void)])[],
): Promise<Ended & { readonly looks: number; readonly isSeen: boolean }> {
  const child = spawn(command[0], command.slice(1), { env: { ...process.env, ...env } })
  let [out, err, next, looks, isSeen] = ['', '', 0, 0, false]
  const answer = () => {
    for (; next < answers.length && answers[next][0].test(out + err); next++) {
      const reply = answers[next][1]
      if (typeof reply === 'string') child.stdin.write(reply)
      else reply(out + err)
    }
    if (next === answers.length) child.stdin.end()
    looks += 1
    isSeen ||= isInProcesses(child.pid)
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    answer()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
    answer()
  })
  answer()
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve))
  return { code, out, err, looks, isSeen }
}

/**
 * Whether the canary is in the arguments of any process, which everyone on this machine may read, or in the environment of ours.
 * Nothing of what was read is kept: a failing test prints what it compares.
 */
function isInProcesses(own: number | undefined): boolean {
  const hasCanary = (file: string) => {
    try {
      return readFileSync(file, 'latin1').includes(mark)
    } catch {
      return false // ended meanwhile, or of another user
    }
  }
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return hasCanary(`/proc/${own}/environ`) || processes.some((pid) => hasCanary(`/proc/${pid}/cmdline`))
}

const everything = () =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n')

describe.skipIf(!hasSecretService || process.platform !== 'linux')('weir keys with a Secret Service', async () => {
  const env = hasSecretService ? (await startSecretService()).env : undefined
  const program = (words: readonly string[], workspace: string) => [
    process.execPath,
    launcher,
    '--workspace',
    path(workspace),
    'keys',
    ...words,
  ]
  const keys = (words: readonly string[], workspace: string) => weir(['--workspace', path(workspace), 'keys', ...words], env ? { env } : {})

  test('REQ-81: add from another program, list and remove; the secret is nowhere', async () => {
    const added = await converse(program(['add', 'main', '--venue', 'demo', '--stdin'], 'first'), { ...env }, [[/^/, typed]])
    expect(added).toMatchObject({ code: 0, out: '', err: 'weir: the key "main" for demo is kept: Secret Service\n' })
    const listed = await keys(['list'], 'first')
    expect(listed.out).toMatch(/^name +venue +added\n[^]*main +demo +\d{4}-/)
    const json = await keys(['list', '--json'], 'first')
    expect(JSON.parse(json.out)).toEqual([{ name: 'main', venue: 'demo', added: expect.any(Number) as number }])
    expect(everything()).toContain('"weir-key"')
    const again = await keys(['add', 'main', '--venue', 'demo', '--stdin'], 'first')
    expect(again).toMatchObject({ code: 2, err: expect.stringContaining('there is a key "main" already') as string })
    expect(added.looks).toBeGreaterThan(1)
    expect(added.isSeen).toBe(false)
    for (const text of [JSON.stringify([added, listed, json, again]), everything()]) expect(text).not.toMatch(/canary/)
    expect(await keys(['remove', 'main'], 'first')).toMatchObject({
      code: 0,
      err: expect.stringContaining('is gone from the keychain') as string,
    })
    expect((await keys(['list'], 'first')).out).toBe('no keys yet; "weir keys add" keeps one\n')
    expect(await keys(['remove', 'main'], 'first')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no key "main"') as string,
    })
  })

  test.each([
    ['one line', 'canaryonly\n', 'two lines'],
    ['three lines', `${typed}canarymore\n`, 'two lines'],
    ['nothing', '', 'two lines'],
    ['an empty secret', 'canarykey\n\n', 'the secret is empty'],
    ['a secret of two words', 'canarykey\ncanary secret\n', 'the secret has a blank'],
    ['far too much', 'canary'.repeat(2000), 'two lines'],
  ])('%s is refused and not quoted', async (_, text, words) => {
    const ended = await converse(program(['add', 'main', '--venue', 'demo', '--stdin'], 'refused'), { ...env }, [[/^/, text]])
    expect(ended).toMatchObject({ code: 2, out: '', err: expect.stringContaining(words) as string })
    expect(ended.err).not.toMatch(/canary/)
    expect((await keys(['list', '--json'], 'refused')).out).toBe('[]\n')
  })

  test('without a terminal it asks nobody', async () => {
    const ended = await converse(program(['add', 'main', '--venue', 'demo'], 'deaf'), { ...env }, [[/^/, typed]])
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('no terminal to ask in') as string })
  })

  describe.skipIf(!isThere('script') || !isThere('stty'))('in a terminal', () => {
    /** Runs a line of shell in a terminal of its own. */
    const inTerminal = (line: string, answers: Parameters<typeof converse>[2]) =>
      converse(['script', '--quiet', '--return', '--command', line, '/dev/null'], { ...env, SHELL: '/bin/bash' }, answers)
    const line = (words: readonly string[], workspace: string) =>
      program(words, workspace)
        .map((word) => `'${word}'`)
        .join(' ')

    test('key and secret are asked for without echo', async () => {
      const add = line(['add', 'typed', '--venue', 'binance', '--unchecked'], 'terminal')
      const ended = await inTerminal(add, [
        [/nothing is shown/, `wrong\x15${pair.key}x\x7f\r`],
        [/its secret/, `${pair.secret}\r`],
        [/is kept/, ''],
      ])
      expect(ended.out).toMatch(/the key "typed" for binance is kept: Secret Service/)
      expect(ended).toMatchObject({ code: 0, isSeen: false })
      expect(JSON.stringify(ended) + everything()).not.toMatch(/canary/)
    })

    test('two lines pasted at once are both answers', async () => {
      const add = line(['add', 'pasted', '--venue', 'binance', '--unchecked'], 'terminal')
      const ended = await inTerminal(add, [
        [/nothing is shown/, typed.replaceAll('\n', '\r\n')],
        [/is kept/, ''],
      ])
      expect(ended).toMatchObject({ code: 0, isSeen: false })
      expect(JSON.stringify(ended) + everything()).not.toMatch(/canary/)
    })

    test.each([
      ['Ctrl-C', 'canary\x03'],
      ['Ctrl-D', '\x04'],
    ])('%s keeps nothing and gives the terminal back as it was', async (_, press) => {
      const add = line(['add', 'never', '--venue', 'binance', '--unchecked'], 'terminal')
      const ended = await inTerminal(`stty -a; ${add}; echo "code $?"; stty -a; echo over`, [
        [/nothing is shown/, press],
        [/over/, ''],
      ])
      expect(ended.out).toContain('code 130')
      const [before, after] = ended.out.split(/weir:[^]*code 130/).map((text) => text.replace('over', '').trim())
      expect(before).toContain(' echo ')
      expect(after).toBe(before)
      expect(ended.out).not.toMatch(/canary/)
    })

    test('a request to end while it asks gives the terminal back as well', async () => {
      const add = line(['add', 'never', '--venue', 'binance', '--unchecked'], 'terminal')
      const ended = await inTerminal(`stty -a; (echo "pid $BASHPID."; exec ${add}); echo "code $?"; stty -a; echo over`, [
        [/nothing is shown/, (said) => process.kill(Number(/pid (\d+)\./.exec(said)?.[1]), 'SIGTERM')],
        [/over/, ''],
      ])
      expect(ended.out).toContain('code 143')
      const [before, after] = ended.out.split(/pid [^]*code 143/).map((text) => text.replace('over', '').trim())
      expect(before).toContain(' echo ')
      expect(after).toBe(before)
    })

    test('--stdin is refused where typing would be seen', async () => {
      const ended = await inTerminal(line(['add', 'seen', '--venue', 'demo', '--stdin'], 'terminal'), [])
      expect(ended.code).toBe(2)
      expect(ended.out).toContain('would be seen')
    })
  })
})

describe.skipIf(process.platform !== 'linux')('weir keys without a keychain', () => {
  const add = (env: NodeJS.ProcessEnv) =>
    converse([process.execPath, launcher, '--workspace', path('bare'), 'keys', 'add', 'main', '--venue', 'demo', '--stdin'], env, [
      [/^/, typed],
    ])

  test('says what to install and keeps nothing, not in the kernel either', async () => {
    const ended = await add({ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere', XDG_RUNTIME_DIR: '/nowhere' })
    expect(ended).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringMatching(/^weir: no Secret Service keeps keys here: install gnome-keyring/) as string,
    })
    expect(JSON.stringify(ended) + everything()).not.toMatch(/canary/)
  })

  test.skipIf(!hasSecretService)('on a bus where nobody serves secrets as well', async () => {
    const ended = await add((await startSecretService('empty')).env)
    expect(ended).toMatchObject({ code: 2, err: expect.stringContaining('install gnome-keyring') as string })
    expect(JSON.stringify(ended) + everything()).not.toMatch(/canary/)
  })
})
