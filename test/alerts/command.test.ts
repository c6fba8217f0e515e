import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startSecretService } from '../app/throw-away-keyring.ts'
import { hasSecretService } from '../kit/throw-away-keyring.ts'
import { scratchFolder, weir, type Ended } from '../cli/weir.ts'
import { receiver, statuses } from './receiver.ts'

const { path } = scratchFolder()
const launcher = fileURLToPath(new URL('../../bin/weir', import.meta.url))
const key = 'canary-key-0123456789'

/** A workspace with these settings. */
function workspaceWith(name: string, settings: object): string {
  const folder = path(name)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'alerts.json'), JSON.stringify(settings))
  return folder
}

/** Runs `weir …` with text to read. */
function weirReading(text: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, ...words], { env: { ...process.env, ...env } })
    let [out, err] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part))
    child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part))
    child.on('close', (code) => resolve({ code, out, err }))
    child.stdin.end(text)
  })
}

describe('weir alerts show', () => {
  test('says what holds without a file', async () => {
    const { code, out } = await weir(['--workspace', path('none'), 'alerts', 'show'])
    expect(code).toBe(0)
    expect(out).toContain('not there: this is what holds without it')
    expect(out).toMatch(/^desktop {3}everything$/m)
  })

  test('says what is set, and of a webhook not the path', async () => {
    const settings = {
      channels: { webhook: { address: `https://example.org/${key}`, least: 'warning' }, telegram: { chat: '42' } },
      quiet: { from: '22:00', to: '07:00', zone: 'Europe/Berlin' },
    }
    const workspace = workspaceWith('set', settings)
    const [text, json] = await Promise.all([[], ['--json']].map((more) => weir(['--workspace', workspace, 'alerts', 'show', ...more])))
    expect(text.out).toContain('https://example.org/…, warnings and what is critical')
    expect(text.out).toContain('22:00 to 07:00, Europe/Berlin')
    expect(JSON.parse(json.out)).toMatchObject({ isThere: true, settings: { channels: { webhook: { address: 'https://example.org' } } } })
    expect(text.out + json.out).not.toContain('canary')
  })

  test('refuses a file with something else in it', async () => {
    const { code, err } = await weir(['--workspace', workspaceWith('bad', { token: key }), 'alerts', 'show'])
    expect(code).toBe(2)
    expect(err).toContain('belong in the keychain')
    expect(err).not.toContain('canary')
  })
})

describe('weir alerts test', () => {
  test('sends one notice, signed with the key another program gives', async () => {
    const { received, origin } = await receiver()
    const workspace = workspaceWith('one', { channels: { webhook: { address: origin } } })
    const { code, out, err } = await weirReading(`alerts-webhook=${key}\n`, ['--workspace', workspace, 'alerts', 'test', '--stdin'])
    expect([code, out]).toEqual([0, 'webhook   delivered\n'])
    expect(JSON.parse(received[0].body)).toMatchObject({ format: 'weir-alert', notice: { kind: 'test' } })
    expect(received[0].headers['weir-signature']).toMatch(/^v1=[0-9a-f]{64}$/)
    expect(JSON.stringify([received, out, err])).not.toContain('canary')
  })

  test('says what became of it, without the key', async () => {
    const { origin } = await receiver(statuses(500))
    const workspace = workspaceWith('down', { channels: { webhook: { address: origin } } })
    const words = ['--workspace', workspace, 'alerts', 'test']
    const refused = await weirReading(`alerts-webhook=${key}\n`, [...words, '--stdin', '--json'])
    expect(refused.code).toBe(5)
    expect(JSON.parse(refused.out)).toEqual([{ channel: 'webhook', ok: false, why: 'it answered 500' }])
    const without = await weir(words)
    expect([without.code, without.out]).toEqual([5, 'webhook   failed: no secret "alerts-webhook" is kept: weir alerts set webhook\n'])
    const odd = await weirReading(`${key}\n`, [...words, '--stdin'])
    expect(odd.code).toBe(2)
    expect(JSON.stringify([refused, without, odd])).not.toContain('canary')
  })

  test('has nothing to try where there is no channel', async () => {
    const { code, err } = await weir(['--workspace', path('none'), 'alerts', 'test'])
    expect(code).toBe(2)
    expect(err).toContain('no webhook and no Telegram chat')
  })
})

describe.skipIf(!hasSecretService)('weir alerts set and remove', async () => {
  const env = hasSecretService ? (await startSecretService()).env : {}

  test('the secret of a channel lies in the keychain alone, and is what a notice is signed with', async () => {
    const { received, origin } = await receiver()
    const workspace = workspaceWith('kept', { channels: { webhook: { address: origin } } })
    const alerts = (...words: string[]) => weir(['--workspace', workspace, 'alerts', ...words], { env })
    const unset = await alerts('test')
    expect([unset.code, unset.out]).toEqual([5, 'webhook   failed: no secret "alerts-webhook" is kept: weir alerts set webhook\n'])
    const set = await weirReading(`${key}\n`, ['--workspace', workspace, 'alerts', 'set', 'webhook', '--stdin'], env)
    expect([set.code, set.err]).toEqual([0, expect.stringContaining('is kept: Secret Service')])
    expect((await alerts('test')).out).toBe('webhook   delivered\n')
    const { headers, body } = received.at(-1)!
    const signed = createHmac('sha256', key)
      .update(`${headers['weir-timestamp'] as string}.${body}`)
      .digest('hex')
    expect(headers['weir-signature']).toBe(`v1=${signed}`)
    const files = readdirSync(workspace, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBeGreaterThan(1)
    for (const file of files) expect(readFileSync(join(file.parentPath, file.name), 'latin1')).not.toContain('canary')
    expect((await alerts('remove', 'webhook')).code).toBe(0)
    expect(await alerts('remove', 'webhook')).toMatchObject({ code: 2, err: expect.stringContaining('no secret') as string })
    expect((await alerts('test')).code).toBe(5)
    expect(JSON.stringify([unset, set, received])).not.toContain('canary')
  })

  test.each([
    ['webhook', 'canary-short\n', 'shorter than 16'],
    ['telegram', 'canary no token\n', 'no token as @BotFather'],
    ['telegram', 'canary\ncanary\n', 'reads one line'],
  ])('%s %j is refused and not quoted', async (channel, text, words) => {
    const ended = await weirReading(text, ['--workspace', path('refused'), 'alerts', 'set', channel, '--stdin'], env)
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining(words)])
    expect(ended.err).not.toContain('canary')
  })

  test('without a keychain nothing is kept, and it says what to install', async () => {
    const bare = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere', XDG_RUNTIME_DIR: '/nowhere' }
    const ended = await weirReading(`${key}\n`, ['--workspace', path('bare'), 'alerts', 'set', 'webhook', '--stdin'], bare)
    expect([ended.code, ended.err]).toEqual([2, expect.stringContaining('install gnome-keyring')])
  })
})
