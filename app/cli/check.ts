import type { Command } from 'commander'
import { check as checkDocument } from '../../nodes/strategy/2-check.ts'
import type { DataProblem } from '../../engine/protocol/requests.ts'
import { runnable, type Finding } from '../../nodes/strategy/findings.ts'
import { printable } from '../../engine/protocol/terminal-text.ts'
import { findingLine, stopCode } from './findings.ts'
import { say, sayJson, tell } from './output.ts'
import { readStrategy } from './read-strategy.ts'
import { addDataOptions, dataInput, type DataOptions } from './run-options.ts'
import { withEngine, type Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'

type Options = DataOptions & { readonly json?: true }
type Checked = { readonly findings: readonly Finding[]; readonly problems: readonly DataProblem[] }

export function define(command: Command, shell: Shell): void {
  addDataOptions(command)
    .argument('<file>', 'the strategy')
    .option('--json', 'print the findings as one JSON document')
    .addHelpText(
      'after',
      '\nWithout --data or --slot the graph alone is checked; with one, also whether the candles suffice.\n\nExample:\n  $ weir check my.weir --data practice',
    )
    .action((file: string, options: Options) => check(file, options, shell))
}

async function check(file: string, options: Options, shell: Shell): Promise<void> {
  const { findings, problems } = await findAll(file, options, shell)
  if (options.json) sayJson({ format: 'weir-findings', findings, problems })
  else {
    for (const severity of ['error', 'warning', 'note']) {
      for (const finding of findings) if (finding.severity === severity) say(`${printable(findingLine(finding))}\n`)
    }
    if (findings.length === 0) say('nothing found: the strategy can run\n')
  }
  for (const { message } of problems) tell(`weir: ${message}`)
  if (!runnable(findings)) throw new Stop(stopCode(findings), '')
  if (problems.length > 0) throw new Stop(exitCodes.data, '')
}

async function findAll(file: string, options: Options, shell: Shell): Promise<Checked> {
  const read = await readStrategy(file)
  if ('findings' in read) return { findings: read.findings, problems: [] }
  for (const note of read.notes) tell(`weir: ${note}`)
  if (options.data === undefined && options.slot === undefined) return { findings: checkDocument(read.document).findings, problems: [] }
  return withEngine(shell, (engine) =>
    engine.request('strategy.check', { document: read.document, ...dataInput(options) }, { signal: shell.interrupt.signal }),
  )
}
