import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
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
function weirReading(text: string, words: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [launcher, ...words])
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
    const without = await weirReading('', words)
    expect([without.code, without.out]).toEqual([5, 'webhook   failed: no secret "alerts-webhook" is kept\n'])
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
