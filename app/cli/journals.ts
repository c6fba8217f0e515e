import { existsSync } from 'node:fs'
import type { Command } from 'commander'
import type { ReplayVerdict } from '../../engine/protocol/live-requests.ts'
import { parityLines } from './live-text.ts'
import { say, sayJson } from './output.ts'
import { keysOf, withEngine, type CommandFile, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Json = { readonly json?: true }

/** A journal by run or by the path of its folder. */
function named(journal: string): { readonly folder: string } | { readonly run: string } {
  return existsSync(journal) ? { folder: journal } : { run: journal }
}

function onJournal(example: string, action: (journal: string, options: Json, shell: Shell) => Promise<void>): CommandFile {
  return {
    define(command: Command, shell: Shell) {
      command
        .argument('<journal>', 'first digits of a run, latest, or the folder of a journal')
        .option('--json', 'print as one JSON document')
        .addHelpText('after', `\nExample:\n  $ weir ${example}`)
        .action((journal: string, options: Json) => action(journal, options, shell))
    },
  }
}

const signatures = {
  ours: "signed with this workspace's key",
  another: "signed with a key that is not this workspace's",
  unchecked: 'signed with the key it names; without a keychain nobody can tell here whose that is',
  unsigned: 'unsigned: it shows damage, not somebody who wrote it anew',
} as const

/** `weir verify`: whether a journal is whole, and who signed it. */
export const verify = onJournal('verify latest', (journal, { json }, shell) =>
  withEngine(
    shell,
    async (engine) => {
      const reply = await engine.request('journal.verify', named(journal))
      if (!reply.ok) throw new Stop(exitCodes.input, reply.message)
      const { ok, records, segments, signer, closed, torn, problems } = reply.verdict
      if (json) sayJson(reply.verdict)
      else if (ok) {
        const end = closed
          ? 'It was ended in order.'
          : torn
            ? 'Its last record is torn; nothing that was made safe is missing.'
            : 'Its run is at work or was cut short.'
        say(
          `whole: ${records} records in ${segments} ${segments === 1 ? 'segment' : 'segments'}, ${signatures[signer ?? 'unsigned']}. ${end}\n`,
        )
      }
      if (!ok)
        throw new Stop(exitCodes.mismatch, `the journal is broken at record ${problems[0].seq}: ${problems[0].what} (${problems[0].file})`)
    },
    { keys: keysOf(shell) },
  ),
)

/** `weir replay`: the decisions of a session once more, from its journal alone. */
export const replay = onJournal('replay latest', (journal, { json }, shell) =>
  withEngine(shell, async (engine) => {
    const reply = await engine.request('journal.replay', named(journal))
    if (!reply.ok) throw new Stop(exitCodes.mismatch, reply.message)
    if (json) sayJson(reply.verdict)
    else say(`${replayLines(reply.verdict).join('\n')}\n`)
    if (reply.verdict.differences.length > 0)
      throw new Stop(exitCodes.mismatch, 'what was decided cannot be decided again from the journal')
  }),
)

function replayLines({ records, steps, decisions, commands, differences }: ReplayVerdict): string[] {
  const done = `${records} records, ${steps} steps: ${decisions} decisions and ${commands} commands`
  if (differences.length === 0) return [`${done}, every one byte for byte as recorded`]
  return [
    done,
    ...differences.flatMap(({ seq, what, recorded, replayed }) => [
      `  record ${seq}, ${what}`,
      `    recorded ${recorded}`,
      `    replayed ${replayed}`,
    ]),
  ]
}

/** `weir parity`: a session beside the backtest of its bars. */
export const parity = onJournal('parity latest', (journal, { json }, shell) =>
  withEngine(shell, async (engine) => {
    const reply = await engine.request('parity.get', named(journal))
    if (!reply.ok) throw new Stop(exitCodes.mismatch, reply.message)
    if (json) sayJson(reply.parity)
    else say(`${parityLines(reply.parity).join('\n')}\n`)
    if (reply.parity.unexplained > 0) throw new Stop(exitCodes.mismatch, `${reply.parity.unexplained} orders or fills are unexplained`)
  }),
)
