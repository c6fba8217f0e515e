import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Command } from 'commander'
import { formatDocument } from '../../nodes/strategy/format.ts'
import { table, wrap } from '../../engine/protocol/terminal-text.ts'
import { listTemplates, readTemplate } from './examples.ts'
import { checkOutPaths } from './out-files.ts'
import { say } from './output.ts'
import { exitCodes, Stop } from './stop.ts'

export function define(command: Command): void {
  command
    .argument('[template]', 'an example strategy; without one they are listed')
    .argument('[file]', 'where to write it (default: its own name in this folder)')
    .addHelpText('after', '\nNothing that is there already is written over.\n\nExample:\n  $ weir new sma-cross my-first.weir')
    .action(create)
}

async function create(template: string | undefined, file: string | undefined): Promise<void> {
  const names = await listTemplates()
  if (template === undefined) {
    say(await list(names))
    return
  }
  if (!names.includes(template)) throw new Stop(exitCodes.input, `there is no template "${template}"; there are ${names.join(', ')}`)
  const { document } = await readTemplate(template)
  const path = file ?? `${template}.weir`
  await checkOutPaths([path])
  const name = basename(path).replace(/\.(weir|json)$/, '')
  const text = formatDocument({ ...document, id: newId(name), name, revision: 0 })
  try {
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined
    if (code === 'EEXIST') throw new Stop(exitCodes.output, `"${path}" is there already and was left as it is; choose another name`)
    if (code === undefined) throw error
    throw new Stop(exitCodes.output, `cannot write "${path}" (${code}); check the folder`)
  }
  say(`wrote ${path}\nnext: weir backtest ${path}\n`)
}

/** An id of its own, so that its runs and variants are not counted as those of the example. */
function newId(name: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 48)
  return `${words === '' ? 'strategy' : words}-${randomUUID().slice(0, 8)}`
}

async function list(names: readonly string[]): Promise<string> {
  const rows: string[][] = []
  for (const name of names) {
    const { document } = await readTemplate(name)
    const [first, ...rest] = wrap((document.description ?? document.name).split('\n')[0], '', 56)
    rows.push([name, first], ...rest.map((line) => ['', line]))
  }
  return `${table(
    [
      { head: 'template', align: 'left' },
      { head: '', align: 'left' },
    ],
    rows,
  ).join('\n')}\n`
}
