import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'
import { requirements } from './requirements.ts'

/** A test or a group of tests, by the name it is given in its file. */
export type NamedTest = { readonly file: string; readonly name: string }

const folder = fileURLToPath(new URL('..', import.meta.url))

/** docs/requirements.md: each requirement with the tests that carry its number. Throws for a number that is no requirement. */
export function requirementsPage(notice: string): string {
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.test.ts'))
    .sort()
    .flatMap((file) => namesIn(file, readFileSync(folder + file, 'utf8')))
  return pageOf(tests, notice)
}

/** The page for these tests. */
export function pageOf(tests: readonly NamedTest[], notice: string): string {
  const known = new Set(Object.values(requirements).flatMap((section) => Object.keys(section)))
  for (const { file, name } of tests)
    for (const number of numbersIn(name))
      if (!known.has(number)) throw new Error(`test/${file}: there is no requirement ${number}: ${name}`)
  const held = (number: string) => tests.filter(({ name }) => numbersIn(name).includes(number))
  const sections = Object.entries(requirements).map(([title, section]) => {
    const rows = Object.entries(section)
      .sort(([a], [b]) => Number(a) - Number(b))
      .map(([number, { text, note }]) => {
        const found = held(number).map(({ file, name }) => `[${file.replace(/\.test\.ts$/, '')}](../test/${file}): ${cell(plain(name))}`)
        const shown = found.length === 0 ? ['not yet'] : found
        const meant = note === undefined ? cell(text) : `${cell(text)}<br>*Here:* ${cell(note)}`
        return `| REQ-${number} | ${meant} | ${shown.join('<br>')} |`
      })
    return `## ${title}\n\n| number | requirement | tests |\n|---|---|---|\n${rows.join('\n')}`
  })
  const without = [...known].filter((number) => held(number).length === 0).length
  return `${['# Requirements, and the tests that hold them', notice, introduction(known.size, without), ...sections].join('\n\n')}\n`
}

/** Names given to `describe`, `it` and `test` in the text of a file, whatever is called on them in between (`.each`, `.skipIf`). */
export function namesIn(file: string, text: string): NamedTest[] {
  const found: NamedTest[] = []
  const see = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    if (isCall(node)) {
      const name = textOf(node.arguments[0])
      if (name !== undefined && ['describe', 'it', 'test'].includes(rootOf(node.callee))) found.push({ file, name })
    }
    for (const child of Object.values(node)) see(child)
  }
  see(parseSync(file, text).program)
  return found
}

type Call = { readonly type: 'CallExpression'; readonly callee: unknown; readonly arguments: readonly unknown[] }

function isCall(node: object): node is Call {
  return 'type' in node && node.type === 'CallExpression'
}

/** The name at the very left of `test.skipIf(…).each(…)`. */
function rootOf(node: unknown): string {
  const { name, callee, object, tag } = node as { name?: unknown; callee?: unknown; object?: unknown; tag?: unknown }
  const inner = callee ?? object ?? tag
  return inner === undefined ? String(name) : rootOf(inner)
}

/** A text, or a template with what is put in shown as "…". */
function textOf(node: unknown): string | undefined {
  const { type, value, quasis } = (node ?? {}) as { type?: string; value?: unknown; quasis?: { value: { cooked: string } }[] }
  if (type === 'TemplateLiteral') return quasis!.map((part) => part.value.cooked).join('…')
  return type === 'Literal' && typeof value === 'string' ? value : undefined
}

const numbersIn = (name: string) => [...name.matchAll(/\bREQ-(\d\d)\b/g)].map((match) => match[1]!)

/** A name without the numbers. */
const plain = (name: string) => name.replaceAll(/\s*\bREQ-\d\d\b/g, '').replace(/^:?\s+/, '')

/** What would end the cell of a table or begin a tag. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;')

const introduction = (all: number, without: number) =>
  `What went wrong for users of other engines, each as something that must not happen here. A test holds a requirement when its name carries the
number. Of ${all} requirements ${without} have no test with their number yet. A line here says what is tested, not that nothing else can go wrong.`
