import { printable } from '../protocol/terminal-text.ts'

/** Text that is HTML already. Everything else that enters a page is escaped on the way: names in a report come from files of strangers. */
export type Markup = { readonly html: string }
type Part = string | number | Markup | readonly Markup[]

/** A piece of a page: markup`<b>${name}</b>` escapes `name`. Numbers are written as they are, pieces and lists of pieces put in. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: unindented(texts).reduce((page, text, i) => page + written(parts[i - 1]) + text) }
}

const known = new WeakMap<TemplateStringsArray, readonly string[]>()

/** The fixed texts without the indentation of the source, which a page of 2,000 trades would repeat 2,000 times. */
function unindented(texts: TemplateStringsArray): readonly string[] {
  const found = known.get(texts)
  if (found) return found
  const made = texts.map((text) => text.replace(/\n\s+/g, '\n'))
  known.set(texts, made)
  return made
}

function written(part: Part): string {
  if (typeof part === 'number') return String(part)
  if (typeof part === 'string') return escape(part)
  return 'html' in part ? part.html : part.map((one) => one.html).join('')
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** Safe within an element and within a quoted attribute; control characters and direction marks become visible. */
function escape(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => entities[character])
}
