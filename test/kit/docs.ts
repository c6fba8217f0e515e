import { z } from 'zod'
import { readdirSync, readFileSync } from 'node:fs'
import { categories, type NodeDefinition } from '../../nodes/define/node.ts'
import { nodes } from '../../nodes/index.ts'
import { documentSchema } from '../../nodes/strategy/document.ts'
import { findingTable, type FindingCode } from '../../nodes/strategy/findings.ts'
import { figuresPage } from './figures-page.ts'
import { requirementsPage } from './requirements-page.ts'

/** Pages generated from the code's own tables. `test/docs.test.ts` holds them up to date; `npm run docs` writes them anew. */
export function generatedPages(): Record<string, string> {
  return {
    'docs/figures.md': figuresPage(notice),
    'docs/findings.md': findingsPage(),
    'docs/nodes.md': nodesPage(),
    'docs/requirements.md': requirementsPage(notice),
    'docs/strategy.schema.json': `${JSON.stringify(z.toJSONSchema(documentSchema), null, 2)}\n`,
  }
}

const notice = '<!-- Generated: change the table in the code, then run `npm run docs`. -->'

function findingsPage(): string {
  const samples = new URL('../strategy/findings/', import.meta.url)
  const known = new Set(readdirSync(samples).map((file) => file.replace(/\.json$/, '')))
  const sections = (Object.keys(findingTable) as FindingCode[]).map((code) => {
    const { severity, title, text, help } = findingTable[code]
    const example = known.has(code)
      ? (JSON.parse(readFileSync(new URL(`${code}.json`, samples), 'utf8')) as { what: string }).what
      : 'A node saved by an earlier Weir'
    return `## ${title}\n\n\`${code}\` · ${severity}\n\n> ${text}\n\n${help}\n\n*Example:* ${example}.`
  })
  return (
    [`# What the checker says\n\n${notice}\n\nAn **error** stops a run, a **warning** does not, a **note** only tells.`, ...sections].join(
      '\n\n',
    ) + '\n'
  )
}

function nodesPage(): string {
  const sections = categories.flatMap((category) => [
    `# ${category[0]!.toUpperCase()}${category.slice(1)}`,
    ...nodes.filter((node) => node.category === category).map(nodeSection),
  ])
  return [notice, ...sections].join('\n\n') + '\n'
}

function nodeSection(node: NodeDefinition): string {
  const params = Object.entries(node.params).map(([name, { default: value, form }]) => {
    const range = form.options ? form.options.join(', ') : form.min === undefined ? '' : `${form.min} … ${form.max}`
    return `| ${name} | ${JSON.stringify(value)} | ${range} | ${form.unit ?? ''} | ${form.help ?? ''} |`
  })
  const table = params.length === 0 ? [] : ['| parameter | default | range | unit | |', '|---|---|---|---|---|', ...params]
  const ports = (all: NodeDefinition['inputs'] | NodeDefinition['outputs']) =>
    Object.entries(all)
      .map(([name, { kind }]) => `\`${name}\` (${kind})`)
      .join(', ') || 'none'
  return [
    `## ${node.title}`,
    `\`${node.type}\` version ${node.version} · in: ${ports(node.inputs)} · out: ${ports(node.outputs)}`,
    node.docs,
    table.join('\n'),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}
