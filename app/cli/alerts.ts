import { join, resolve } from 'node:path'
import { Argument, type Command } from 'commander'
import { openAlerts } from '../../engine/alerts/alerts.ts'
import { alertSettingsFile, readAlertSettings, type AlertSettings } from '../../engine/alerts/settings.ts'
import { TELEGRAM_SECRET, tokenProblem } from '../../engine/alerts/telegram.ts'
import { WEBHOOK_SECRET, webhookKeyProblem } from '../../engine/alerts/webhook.ts'
import { printable } from '../../engine/protocol/terminal-text.ts'
import { openKeychain, openSecrets } from '../keychain.ts'
import { askHidden, checkHidden, readLines } from './hidden-lines.ts'
import { granted } from './keys.ts'
import { say, sayJson, tell } from './output.ts'
import type { Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Json = { readonly json?: true }
type TestOptions = Json & { readonly stdin?: true }

export function define(command: Command, shell: Shell): void {
  command.addHelpText(
    'after',
    '\nWhat is told, when and where stands in alerts.json of the workspace; docs/cli.md has an example. It holds no key and no token: weir alerts set keeps those in the keychain.\n\nExample:\n  $ weir alerts show',
  )
  command
    .command('show')
    .description('what is told, through which channels and when')
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir alerts show')
    .action((options: Json) => show(options, shell))
  command
    .command('set')
    .description('keep the secret of a channel in the keychain; it is asked for and not shown')
    .addArgument(channelArgument())
    .option('--stdin', 'read it as one line from another program, instead of asking')
    .addHelpText('after', '\nExample:\n  $ weir alerts set telegram')
    .action((channel: SecretChannel, { stdin }: { readonly stdin?: true }) => set(channel, stdin === true, shell))
  command
    .command('remove')
    .description('take the secret of a channel out of the keychain')
    .addArgument(channelArgument())
    .addHelpText('after', '\nExample:\n  $ weir alerts remove telegram')
    .action((channel: SecretChannel) => remove(channel, shell))
  command
    .command('test')
    .description('send one notice through each channel, at any hour')
    .option(
      '--stdin',
      `instead of asking the keychain, read secrets from another program, one NAME=VALUE a line: ${WEBHOOK_SECRET}, ${TELEGRAM_SECRET}`,
    )
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir alerts test')
    .action((options: TestOptions) => test(options, shell))
}

/** Channels that need a secret, by what it is. */
const secretChannels = {
  webhook: { name: WEBHOOK_SECRET, what: 'the key your receiver knows too, 16 characters or more', problem: webhookKeyProblem },
  telegram: { name: TELEGRAM_SECRET, what: 'the token @BotFather gave', problem: tokenProblem },
} as const
type SecretChannel = keyof typeof secretChannels

const channelArgument = () => new Argument('<channel>', 'whose secret').choices(Object.keys(secretChannels))
const secretsOf = (shell: Shell) => openSecrets(join(resolve(shell.workspace()), 'host'))

async function set(channel: SecretChannel, stdin: boolean, shell: Shell): Promise<void> {
  const { name, what, problem } = secretChannels[channel]
  checkHidden(stdin, 'it as one line')
  const secrets = await secretsOf(shell)
  const standing = granted(await (await openKeychain(join(resolve(shell.workspace()), 'host'))).available())
  const lines = stdin
    ? await readLines(shell.interrupt)
    : await askHidden([`weir: ${what}, then Enter; nothing is shown while you type or paste`], shell.interrupt)
  if (lines.length !== 1) throw new Stop(exitCodes.input, '--stdin reads one line: that is not what came')
  const [secret] = lines
  const wrong = problem(secret)
  if (wrong !== undefined) throw new Stop(exitCodes.input, `${wrong}; nothing was kept`)
  granted(await secrets.keep(name, secret))
  tell(`weir: the secret of the ${channel} channel is kept: ${standing.name}. "weir alerts test" tries it`)
}

async function remove(channel: SecretChannel, shell: Shell): Promise<void> {
  const { was } = granted(await (await secretsOf(shell)).remove(secretChannels[channel].name))
  if (!was) throw new Stop(exitCodes.input, `no secret of the ${channel} channel is kept`)
  tell(`weir: the secret of the ${channel} channel is gone from the keychain`)
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
  const secrets = stdin ? await readSecrets() : await keptSecrets(others, shell)
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

/** What the keychain keeps for the channels that are used. */
async function keptSecrets(used: Readonly<Record<SecretChannel, object | null>>, shell: Shell): Promise<ReadonlyMap<string, string>> {
  const kept = new Map<string, string>()
  const secrets = await secretsOf(shell)
  for (const channel of Object.keys(secretChannels) as SecretChannel[]) {
    if (used[channel] === null) continue
    const { name } = secretChannels[channel]
    const { text } = granted(await secrets.read(name))
    if (text !== null) kept.set(name, text)
  }
  return kept
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
