import { createInterface } from 'node:readline/promises'
import { resolve } from 'node:path'
import { Argument, type Command } from 'commander'
import type { HostIdentity, VenueIdentities } from '../../engine/main.ts'
import { printable } from '../../engine/protocol/terminal-text.ts'
import { venues, type Venue } from '../keychain/credential.ts'
import { say, tell } from './output.ts'
import type { Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Options = { readonly at?: string; readonly host?: string; readonly shown?: string }

/** `weir keys trust`: a person looks at the changed identity of an exchange and takes it. */
export function defineTrust(parent: Command, shell: Shell): void {
  parent
    .command('trust')
    .description("look at the identities of an exchange's hosts, and take one that has changed")
    .addArgument(new Argument('<venue>', 'which exchange').choices(venues))
    .option('--at <address>', 'where the demo exchange is (venue "demo")')
    .option('--host <name>', 'without a terminal: take the new key of this host')
    .option('--shown <fingerprint>', 'with --host: the fingerprint that was shown; another one is not taken')
    .addHelpText(
      'after',
      '\nA host that shows another key than before is sent nothing, and its runs are halted. Ask the exchange, by another way, whether the new key is its own.\n\nExample:\n  $ weir keys trust binance',
    )
    .action((venue: Venue, options: Options) => trust(venue, options, shell))
}

async function trust(venue: Venue, { at, host, shown }: Options, shell: Shell): Promise<void> {
  if ((host === undefined) !== (shown === undefined)) throw new Stop(exitCodes.input, '--host and --shown go together')
  const { askWhoAnswers } = await import('../../engine/main.ts')
  const found = await askWhoAnswers({ venue, address: at, workspace: resolve(shell.workspace()) })
  if (!found.ok) throw new Stop(exitCodes.input, found.reason)
  const wanted = host === undefined || shown === undefined ? undefined : { host, shown }
  await takeChanged(found, wanted, (question) => ask(question, shell))
}

/** Shows who answers, and takes what a person names: the host typed, or host and fingerprint given beforehand. */
export async function takeChanged(
  { hosts, take }: Extract<VenueIdentities, { ok: true }>,
  wanted: { readonly host: string; readonly shown: string } | undefined,
  askFor: (question: string) => Promise<string>,
): Promise<void> {
  for (const one of hosts) say(`${printable(one.host)}\n${lineOf(one)}\n`)
  const changed = hosts.flatMap((one) => (one.standing === 'changed' ? [one] : []))
  const takeIt = (host: string) => {
    take(host)
    tell(
      `weir: the new key of ${printable(host)} is taken, which is on record in host/pins.json. A run it halted goes on when you release it`,
    )
  }
  if (wanted) {
    if (!changed.some(({ host, shown }) => host === wanted.host && shown === wanted.shown))
      throw new Stop(exitCodes.input, `${printable(wanted.host)} does not show that key instead of another: nothing was taken`)
    takeIt(wanted.host)
  } else {
    for (const { host } of changed) {
      const typed = await askFor(`weir: type ${printable(host)} to take its new key, anything else to leave it: `)
      if (typed === host) takeIt(host)
      else tell('weir: nothing was taken')
    }
  }
  const refused = hosts.filter(({ standing }) => standing === 'refused')
  if (refused.length > 0)
    throw new Stop(exitCodes.data, `there is nothing to take from ${refused.map(({ host }) => printable(host)).join(', ')}`)
}

function lineOf(one: HostIdentity): string {
  switch (one.standing) {
    case 'same':
      return `  the key it showed before: ${one.shown}`
    case 'new':
      return '  not met before: its key is learned at the first connection'
    case 'changed':
      return `  known: ${one.known.join(', ')}\n  shown: ${one.shown}`
    case 'refused':
      return `  ${printable(one.why)}`
  }
}

async function ask(question: string, { interrupt }: Shell): Promise<string> {
  if (!process.stdin.isTTY)
    throw new Stop(exitCodes.input, 'there is no terminal to ask in: --host NAME --shown FINGERPRINT take what was shown above')
  const reader = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await reader.question(question, { signal: interrupt.signal })).trim()
  } catch (error) {
    interrupt.check()
    throw error
  } finally {
    reader.close()
  }
}
