import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { printable, table } from '../../engine/protocol/terminal-text.ts'
import { openKeychain } from '../keychain.ts'
import type { KeyEntry, Keychain } from '../keychain/contract.ts'
import { nameProblem, nameTaken, venues, type KeyPair, type Venue } from '../keychain/credential.ts'
import { askHidden, readLines } from './hidden-lines.ts'
import type { Interrupt } from './interrupt.ts'
import { say, sayJson, tell } from './output.ts'
import type { Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type AddOptions = { readonly venue: Venue; readonly stdin?: true }

export function define(command: Command, shell: Shell): void {
  command.addHelpText(
    'after',
    '\nKeys are kept in the keychain of the system, or are credentials of the systemd unit Weir runs in. No command prints one.\n\nExample:\n  $ weir keys add main --venue demo',
  )
  command
    .command('add')
    .description('keep a key of an exchange in the keychain; it is asked for and not shown')
    .argument('<name>', 'what to call it: small letters, digits and hyphens')
    .addOption(new Option('--venue <name>', 'which exchange it is for').choices(venues).makeOptionMandatory())
    .option('--stdin', 'read key and secret as two lines from another program, instead of asking')
    .addHelpText('after', '\nExample:\n  $ weir keys add main --venue demo')
    .action((name: string, options: AddOptions) => add(name, options, shell))
  command
    .command('list')
    .description('the keys by name; none is opened')
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir keys list')
    .action(({ json }: { readonly json?: true }) => list(json === true, shell))
  command
    .command('remove')
    .description('take a key out of the keychain; at the exchange it stays valid until it is deleted there')
    .argument('<name>', 'as weir keys list shows it')
    .addHelpText('after', '\nExample:\n  $ weir keys remove main')
    .action((name: string) => remove(name, shell))
}

/** The keychain of the workspace named on the command line, whether or not a Weir is at work there. */
function keychainOf(shell: Shell): Promise<Keychain> {
  return openKeychain(join(resolve(shell.workspace()), 'host'))
}

async function add(name: string, { venue, stdin }: AddOptions, shell: Shell): Promise<void> {
  // Everything that can be known before is said before anyone types a secret.
  const { isTTY } = process.stdin
  if (!stdin && !isTTY)
    throw new Stop(exitCodes.input, 'there is no terminal to ask in: let a program write key and secret as two lines, with --stdin')
  if (stdin && isTTY) throw new Stop(exitCodes.input, 'what is typed here would be seen: leave --stdin out and you are asked without echo')
  const problem = nameProblem(name)
  if (problem !== undefined) throw new Stop(exitCodes.input, problem)
  const keychain = await keychainOf(shell)
  const standing = granted(await keychain.available())
  if (granted(await keychain.list()).keys.some((key) => key.name === name)) throw new Stop(exitCodes.input, nameTaken(name))
  const pair = stdin ? await readPair(shell.interrupt) : await askPair(name, venue, shell.interrupt)
  granted(await keychain.add(name, { ...pair, venue }))
  tell(`weir: the key "${name}" for ${venue} is kept: ${standing.name}`)
}

async function askPair(name: string, venue: Venue, interrupt: Interrupt): Promise<KeyPair> {
  const [key, secret] = await askHidden(
    [
      `weir: the API key "${name}" of ${venue}, then Enter; nothing is shown while you type or paste`,
      'weir: its secret, then Enter; Ctrl-C keeps nothing',
    ],
    interrupt,
  )
  return { key, secret }
}

async function readPair(interrupt: Interrupt): Promise<KeyPair> {
  const lines = await readLines(interrupt)
  if (lines.length !== 2) throw new Stop(exitCodes.input, '--stdin reads two lines, the key and then the secret: that is not what came')
  return { key: lines[0], secret: lines[1] }
}

async function list(json: boolean, shell: Shell): Promise<void> {
  const { keys } = granted(await (await keychainOf(shell)).list())
  if (json) sayJson(keys)
  else if (keys.length === 0) say('no keys yet; "weir keys add" keeps one\n')
  else say(listTable(keys))
}

function listTable(keys: readonly KeyEntry[]): string {
  const rows = keys.map(({ name, venue, added }) => [
    printable(name),
    venue,
    added === null ? 'by systemd' : new Date(added).toISOString().slice(0, 16).replace('T', ' '),
  ])
  return `${table(
    ['name', 'venue', 'added'].map((head) => ({ head, align: 'left' as const })),
    rows,
  ).join('\n')}\n`
}

async function remove(name: string, shell: Shell): Promise<void> {
  const { note } = granted(await (await keychainOf(shell)).remove(name))
  tell(`weir: the key "${name}" is gone from the keychain; delete it at the exchange as well if you no longer use it`)
  if (note !== undefined) tell(`weir: ${note}`)
}

/** What a keychain granted; its refusal ends the command. */
function granted<Answer extends { readonly ok: boolean }>(answer: Answer): Extract<Answer, { readonly ok: true }> {
  if ('reason' in answer) throw new Stop(exitCodes.input, String(answer.reason))
  return answer as Extract<Answer, { readonly ok: true }>
}
