import type { Command } from 'commander'
import type { Engine } from '../../engine/main.ts'
import type { KeptJournal, PrunedJournal } from '../../engine/protocol/live-requests.ts'
import { printable, shorten, table } from '../../engine/protocol/terminal-text.ts'
import { checkOutPaths, createOutFiles } from './out-files.ts'
import { say, sayJson, tell } from './output.ts'
import { parseDuration } from './parse.ts'
import { keysOf, withEngine, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Json = { readonly json?: true }

/** `weir journals`: what lies in the workspace of runs past and present. */
export function define(command: Command, shell: Shell): void {
  command.addHelpText('after', '\nNo journal is ever deleted by itself.\n\nExample:\n  $ weir journals list')
  command
    .command('list')
    .description('the journals of paper and live runs, latest first')
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir journals list')
    .action((options: Json) => list(options, shell))
  command
    .command('export')
    .description('write a journal as one file, which weir verify, replay and parity take as they take the run')
    .argument('<run>', 'its first digits, or latest')
    .requiredOption('--out <file>', 'the file to write')
    .addHelpText('after', '\nExample:\n  $ weir journals export latest --out last-run.weir-journal')
    .action((run: string, { out }: { readonly out: string }) => write(run, out, shell))
  command
    .command('prune')
    .description('delete old journals; without --yes it only says which')
    .requiredOption('--older-than <age>', 'only those whose last record is older, such as 90d', parseDuration)
    .option('--yes', 'delete them')
    .option('--json', 'print as one JSON document')
    .addHelpText(
      'after',
      '\nA run that is at work or can be gone on with stays, and so does a live one that left a position or orders.\n\nExample:\n  $ weir journals prune --older-than 90d',
    )
    .action((options: PruneOptions) => prune(options, shell))
}

async function list({ json }: Json, shell: Shell): Promise<void> {
  await withEngine(shell, async (engine) => {
    const { journals } = await engine.request('journal.list', {})
    if (json) sayJson(journals)
    else if (journals.length === 0) say('no journals yet; "weir paper" writes one\n')
    else say(`${tableOf(journals)}\n`)
  })
}

const states = { lost: 'cut short', ended: 'ended' } as const

function tableOf(journals: readonly KeptJournal[]): string {
  const time = (at: number | null) => (at === null ? 'unreadable' : new Date(at).toISOString().slice(0, 16).replace('T', ' '))
  const rows = journals.map((row) => [
    row.run.slice(0, 8),
    row.mode,
    shorten(printable(row.strategy), 24),
    `${(row.bytes / 1e6).toFixed(1)} MB`,
    time(row.first),
    time(row.last),
    row.signed ? 'signed' : 'unsigned',
    row.state === 'lost' || row.state === 'ended' ? states[row.state] : 'at work',
  ])
  const heads = ['run', 'mode', 'strategy', 'size', 'first', 'last', 'seal', 'state']
  return table(
    heads.map((head) => ({ head, align: head === 'size' ? ('right' as const) : ('left' as const) })),
    rows,
  ).join('\n')
}

async function write(run: string, out: string, shell: Shell): Promise<void> {
  await checkOutPaths([out])
  await withEngine(shell, async (engine) => {
    const exported = await engine.request('journal.export', { run })
    if (!exported.ok) throw new Stop(exitCodes.mismatch, exported.message)
    const files = createOutFiles()
    try {
      await files.add(out, exported.pieces)
      shell.interrupt.check()
      await files.commit()
    } catch (error) {
      await files.discard()
      throw error
    }
    tell(`weir: the journal of run ${exported.run.slice(0, 8)} is in ${printable(out)}; it holds your orders and balances`)
  })
}

type PruneOptions = Json & { readonly olderThan: number; readonly yes?: true }

async function prune({ olderThan, yes, json }: PruneOptions, shell: Shell): Promise<void> {
  const work = async (engine: Engine) => {
    const found = await engine.pruneJournals(olderThan, false)
    if (!json) sayPlan(found, yes === true)
    const done = yes ? await engine.pruneJournals(olderThan, true) : found
    const going = done.filter(({ kept }) => kept === null).length
    if (json) sayJson({ deleted: yes === true, journals: done })
    else if (yes) tell(`weir: ${going} deleted`)
    else if (going > 0) tell('weir: nothing was deleted; --yes deletes them')
  }
  await withEngine(shell, work, { keys: keysOf(shell) })
}

/** Said before anything goes. */
function sayPlan(journals: readonly PrunedJournal[], isMeant: boolean): void {
  const [going, staying] = [journals.filter(({ kept }) => kept === null), journals.filter(({ kept }) => kept !== null)]
  if (journals.length === 0) say('no journal is that old\n')
  if (going.length > 0) say(`${isMeant ? 'These go' : 'These would go'}:\n${tableOf(going)}\n`)
  if (staying.length > 0) {
    const lines = staying.map(({ run, mode, kept }) => `  ${run.slice(0, 8)} ${mode}: ${kept ?? ''}`)
    say(`These stay:\n${lines.join('\n')}\n`)
  }
}
