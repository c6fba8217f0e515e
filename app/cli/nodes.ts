import type { Command } from 'commander'
import { categories, type NodeDefinition } from '../../nodes/define/node.ts'
import { findNode, nodes as catalogue } from '../../nodes/index.ts'
import { table, wrap } from '../../engine/protocol/terminal-text.ts'
import { say, sayJson } from './output.ts'
import { exitCodes, Stop } from './stop.ts'

type Options = { readonly json?: true }

export function define(command: Command): void {
  command
    .argument('[type]', 'one node, such as indicator.ema')
    .option('--json', 'print as one JSON document')
    .addHelpText('after', '\nExample:\n  $ weir nodes indicator.ema')
    .action(nodes)
}

function nodes(type: string | undefined, { json }: Options): void {
  if (type === undefined) {
    if (json) sayJson(catalogue.map(describe))
    else say(list())
    return
  }
  const node = findNode(type)
  if (!node) {
    const near = catalogue.map((one) => one.type).filter((one) => one.includes(type) || type.includes(one.split('.')[1]))
    const hint = near.length > 0 ? `; did you mean ${near.slice(0, 5).join(', ')}?` : '; "weir nodes" lists them all'
    throw new Stop(exitCodes.input, `there is no node "${type}"${hint}`)
  }
  if (json) sayJson(describe(node))
  else say(page(node))
}

function list(): string {
  const groups = categories.map((category) => {
    const rows = catalogue.filter((node) => node.category === category).map(({ type, summary }) => [`  ${type}`, summary])
    return rows.length === 0
      ? ''
      : table(
          [
            { head: category, align: 'left' },
            { head: '', align: 'left' },
          ],
          rows,
        ).join('\n')
  })
  return `${groups.filter((group) => group !== '').join('\n\n')}\n`
}

function page(node: NodeDefinition): string {
  const { type, version, title, category, summary, docs } = node
  const parts = [
    [`${title}  (${type}, version ${version}, ${category})`, ...wrap(summary, '')],
    docs.split('\n').flatMap((line) => wrap(line, '')),
    ports('In', node.inputs),
    ports('Out', node.outputs),
    params(node),
  ]
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`
}

function ports(title: string, all: NodeDefinition['inputs'] | NodeDefinition['outputs']): string[] {
  const rows = Object.entries(all).map(([name, port]) => [
    `  ${name}`,
    port.kind,
    unitText(port),
    'optional' in port ? 'may stay unwired' : '',
    port.summary ?? '',
  ])
  if (rows.length === 0) return []
  return table([{ head: title, align: 'left' }, ...['', '', '', ''].map((head) => ({ head, align: 'left' as const }))], rows)
}

function params({ params: all }: NodeDefinition): string[] {
  const rows = Object.entries(all).map(([name, { default: value, form }]) => {
    const range = form.options ? form.options.join(', ') : form.min === undefined ? '' : `${form.min} to ${form.max}`
    return [`  ${name}`, JSON.stringify(value), range, form.unit ?? '', form.help ?? form.label ?? '']
  })
  if (rows.length === 0) return []
  return table(
    ['Parameter', 'default', 'range', 'unit', ''].map((head) => ({ head, align: 'left' as const })),
    rows,
  )
}

type Port = NodeDefinition['inputs'][string] | NodeDefinition['outputs'][string]

function unitText(port: Port): string {
  if (port.kind !== 'number') return ''
  if (typeof port.unit === 'string') return port.unit
  return 'sameAs' in port.unit ? `unit of ${port.unit.sameAs}` : 'worked out from the inputs'
}

/** A node as plain data: everything but what computes. */
function describe(node: NodeDefinition) {
  const port = (one: Port) => ({ ...one, ...(one.kind === 'number' ? { unit: unitText(one) } : {}) })
  const each = (all: Readonly<Record<string, Port>>) => Object.fromEntries(Object.entries(all).map(([name, one]) => [name, port(one)]))
  const { type, version, title, category, role, summary, docs, plot, examples } = node
  const parameters = Object.entries(node.params).map(([name, { kind, default: value, form }]) => [name, { kind, default: value, ...form }])
  return {
    type,
    version,
    title,
    category,
    role,
    summary,
    docs,
    params: Object.fromEntries(parameters),
    inputs: each(node.inputs),
    outputs: each(node.outputs),
    plot,
    examples,
  }
}
