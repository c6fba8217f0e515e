import { resolve } from 'node:path'
import type { Command } from 'commander'
import { openAlerts } from '../../engine/alerts/alerts.ts'
import { alertSettingsFile, readAlertSettings, type AlertSettings } from '../../engine/alerts/settings.ts'
import { TELEGRAM_SECRET } from '../../engine/alerts/telegram.ts'
import { WEBHOOK_SECRET } from '../../engine/alerts/webhook.ts'
import { printable } from '../../engine/protocol/terminal-text.ts'
import { say, sayJson, tell } from './output.ts'
import type { Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Json = { readonly json?: true }
type TestOptions = Json & { readonly stdin?: true }

export function define(command: Command, shell: Shell): void {
  command.addHelpText(
    'after',
    '\nWhat is told, when and where stands in alerts.json of the workspace; docs/cli.md has an example. It holds no key and no token.\n\nExample:\n  $ weir alerts show',
  )
  command
    .command('show')
    .description('what is told, through which channels and when')
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir alerts show')
    .action((options: Json) => show(options, shell))
  command
    .command('test')
    .description('send one notice through each channel, at any hour')
    .option('--stdin', `read secrets from another program, one NAME=VALUE a line: ${WEBHOOK_SECRET}, ${TELEGRAM_SECRET}`)
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir alerts test')
    .action((options: TestOptions) => test(options, shell))
}

async function read(shell: Shell): Promise<{ readonly file: string; readonly settings: AlertSettings; readonly isThere: boolean }> {
  const folder = resolve(shell.workspace())
  const found = await readAlertSettings(folder)
  if (!found.ok) throw new Stop(exitCodes.input, found.message)
  return { file: alertSettingsFile(folder), settings: found.settings, isThere: found.isThere }
}

async function show({ json }: Json, shell: Shell): Promise<void> {
  const { file, settings, isThere } = await read(shell)
  const { channels, quiet, perMinute } = settings
  const { desktop, telegram } = channels
  // Many receivers take what stands in the path for a password.
  const webhook = channels.webhook && { ...channels.webhook, address: new URL(channels.webhook.address).origin }
  if (json) return sayJson({ file, isThere, settings: { ...settings, channels: { ...channels, webhook } } })
  const from = (least: string) =>
    least === 'info' ? 'everything' : least === 'warning' ? 'warnings and what is critical' : 'what is critical'
  const lines: readonly (readonly [string, string])[] = [
    ['file', `${printable(file)}${isThere ? '' : ' (not there: this is what holds without it)'}`],
    ['desktop', desktop ? from(desktop.least) : 'not used'],
    ['webhook', webhook ? `${webhook.address}/…, ${from(webhook.least)}` : 'not used'],
    ['telegram', telegram ? `chat ${telegram.chat}, ${from(telegram.least)}` : 'not used'],
    ['quiet', quiet ? `${quiet.from} to ${quiet.to}, ${quiet.zone}; what is critical passes` : 'never'],
    ['limit', `${perMinute} a minute, as many again of what is critical; the rest in one summary`],
  ]
  say(lines.map(([name, text]) => `${name.padEnd(10)}${text}\n`).join(''))
}

async function test({ stdin, json }: TestOptions, shell: Shell): Promise<void> {
  const { settings } = await read(shell)
  const { desktop, ...others } = settings.channels
  if (Object.values(others).every((channel) => channel === null))
    throw new Stop(exitCodes.input, 'there is no webhook and no Telegram chat to try: write one into alerts.json, as docs/cli.md shows')
  const secrets = stdin ? await readSecrets() : new Map<string, string>()
  const alerts = openAlerts({
    settings: { ...settings, channels: { ...others, desktop: null } },
    secret: async (name) => secrets.get(name),
    secrets: () => [...secrets.values()],
    tell() {},
  })
  const results = await alerts.test()
  await alerts.close()
  const lines = results.map(({ channel, attempt }) => ({ channel, ok: attempt.ok, why: attempt.ok ? null : attempt.why }))
  if (json) sayJson(lines)
  else for (const { channel, why } of lines) say(`${channel.padEnd(10)}${why === null ? 'delivered' : `failed: ${why}`}\n`)
  if (desktop) tell('weir: the desktop was not tried: only an open window can show a notification')
  const failed = lines.filter(({ ok }) => !ok).length
  if (failed > 0) throw new Stop(exitCodes.output, `${failed} of ${lines.length} channels did not take the notice`)
}

const MOST_SECRETS = 64 << 10

/** Secrets that another program writes. Nothing of them is said, not even of a line that cannot be read. */
async function readSecrets(): Promise<ReadonlyMap<string, string>> {
  if (process.stdin.isTTY)
    throw new Stop(exitCodes.input, 'what is typed here would be seen: let a program write the secrets, with --stdin')
  let text = ''
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk as string
    if (text.length > MOST_SECRETS) throw new Stop(exitCodes.input, 'what comes in is too long to be secrets')
  }
  const secrets = new Map<string, string>()
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue
    const [, name, value] = /^([a-z-]+)=(.+)$/.exec(line) ?? []
    if (value === undefined || ![WEBHOOK_SECRET, TELEGRAM_SECRET].includes(name))
      throw new Stop(exitCodes.input, `line ${at + 1} is no secret such as ${WEBHOOK_SECRET}=…`)
    secrets.set(name, value)
  }
  return secrets
}
