import { join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { printable, table } from '../../engine/protocol/terminal-text.ts'
import { openKeychain } from '../keychain.ts'
import type { KeyEntry, Keychain } from '../keychain/contract.ts'
import { nameProblem, nameTaken, venues, type KeyPair, type Venue } from '../keychain/credential.ts'
import { askHidden, checkHidden, readLines } from './hidden-lines.ts'
import type { Interrupt } from './interrupt.ts'
import { say, sayJson, tell } from './output.ts'
import type { Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'
import { defineTrust } from './trust.ts'

type AddOptions = {
  readonly venue: Venue
  readonly at?: string
  readonly stdin?: true
  readonly override?: true
  readonly unchecked?: true
}

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
    .option('--at <address>', 'where the demo exchange is, to ask it about the key (venue "demo")')
    .option('--override', 'keep it although it may withdraw or transfer; arming asks again')
    .option('--unchecked', 'keep it without asking the exchange about it; it is asked before arming')
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
    .command('test')
    .description('ask the exchange what a key may do, and whether the clock is right; nothing is changed there')
    .argument('<name>', 'as weir keys list shows it')
    .option('--at <address>', 'where the demo exchange is, for a key of the venue "demo"')
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir keys test main')
    .action((name: string, options: { readonly at?: string; readonly json?: true }) => examine(name, options, shell))
  command
    .command('remove')
    .description('take a key out of the keychain; at the exchange it stays valid until it is deleted there')
    .argument('<name>', 'as weir keys list shows it')
    .addHelpText('after', '\nExample:\n  $ weir keys remove main')
    .action((name: string) => remove(name, shell))
  defineTrust(command, shell)
}

/** The keychain of the workspace named on the command line, whether or not a Weir is at work there. */
function keychainOf(shell: Shell): Promise<Keychain> {
  return openKeychain(join(resolve(shell.workspace()), 'host'))
}

async function add(name: string, { venue, at, stdin, override, unchecked }: AddOptions, shell: Shell): Promise<void> {
  // Everything that can be known before is said before anyone types a secret.
  checkHidden(stdin === true, 'key and secret as two lines')
  const problem = nameProblem(name)
  if (problem !== undefined) throw new Stop(exitCodes.input, problem)
  const keychain = await keychainOf(shell)
  const standing = granted(await keychain.available())
  if (granted(await keychain.list()).keys.some((key) => key.name === name)) throw new Stop(exitCodes.input, nameTaken(name))
  const pair = stdin ? await readPair(shell.interrupt) : await askPair(name, venue, shell.interrupt)
  // A demo exchange that is not named is for practice alone: there is nothing it could give away.
  if (unchecked) tell('weir: what the key may do was not asked; it is before arming')
  else if (venue !== 'demo' || at !== undefined) await checkRights(pair, venue, at, override === true, shell)
  granted(await keychain.add(name, { ...pair, venue }))
  tell(`weir: the key "${name}" for ${venue} is kept: ${standing.name}`)
}

/** Nothing is kept that may do more than trade and read, or of which that is not known. */
async function checkRights(pair: KeyPair, venue: Venue, at: string | undefined, override: boolean, shell: Shell): Promise<void> {
  const { askAboutKey } = await import('../../engine/main.ts')
  const examined = await askAboutKey({ venue, secret: pair, address: at, workspace: resolve(shell.workspace()) })
  if (!examined.ok)
    throw new Stop(
      exitCodes.data,
      `${examined.reason}; nothing was kept. With --unchecked it is kept all the same, and asked about before arming`,
    )
  if (examined.problems.length === 0) return tell(`weir: ${examined.venue} knows the key; it may trade and read, nothing else`)
  if (!override) throw new Stop(exitCodes.input, `${examined.problems.join('; ')}; nothing was kept`)
  tell(`weir: kept although ${examined.problems.join('; ')}`)
}

/** `weir keys test`: what the exchange says of a key now. */
async function examine(name: string, { at, json }: { readonly at?: string; readonly json?: true }, shell: Shell): Promise<void> {
  const keychain = await keychainOf(shell)
  const { credential } = granted(await keychain.read(name))
  const { askAboutKey } = await import('../../engine/main.ts')
  const examined = await askAboutKey({
    venue: credential.venue,
    secret: credential.reveal(),
    address: at,
    workspace: resolve(shell.workspace()),
  })
  if (!examined.ok) throw new Stop(exitCodes.data, examined.reason)
  const { venue, problems, ipRestricted, clockOff } = examined
  if (json) sayJson({ name, venue, problems, ipRestricted, clockOff })
  else {
    const clock = clockOff === null ? '' : `; this machine's clock is ${Math.round(Math.abs(clockOff))} ms off`
    say(
      problems.length > 0
        ? `${problems.join('\n')}\n`
        : `it may trade and read, nothing else, ${ipRestricted ? 'from its own addresses only' : 'from any address: restrict it at the exchange'}${clock}\n`,
    )
  }
  if (problems.length > 0) throw new Stop(exitCodes.input, `the key "${name}" is not fit to trade with`)
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
export function granted<Answer extends { readonly ok: boolean }>(answer: Answer): Extract<Answer, { readonly ok: true }> {
  if ('reason' in answer) throw new Stop(exitCodes.input, String(answer.reason))
  return answer as Extract<Answer, { readonly ok: true }>
}
