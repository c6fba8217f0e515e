/** How text is set for a terminal, by the report and by the command line alike. */

/** Columns of a terminal every report fits into. */
export const WIDTH = 80

/** Text that came from a file, made safe for a terminal: control characters and marks that turn the reading direction become "�". */
export function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
}

/** Breaks a sentence at spaces into lines of at most `width`; `first` opens the first line, as many spaces the others. */
export function wrap(text: string, first: string, width = WIDTH): string[] {
  const indent = ' '.repeat(first.length)
  const lines: string[] = []
  let line = first
  // A number and its percent sign stay together.
  for (const word of text.split(/ (?!%)/)) {
    const isEmpty = line === first || line === indent
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line)
      line = indent + word
    } else line += isEmpty ? word : ` ${word}`
  }
  return [...lines, line]
}

export type Column = { readonly head: string; readonly align: 'left' | 'right' }

/** Rows under heads, each column as wide as its widest cell, two spaces apart. Lines have no trailing spaces. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[], indent = ''): string[] {
  const widths = columns.map(({ head }, i) => rows.reduce((most, row) => Math.max(most, row[i].length), head.length))
  const line = (cells: readonly string[]) =>
    (
      indent + cells.map((cell, i) => (columns[i].align === 'left' ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ')
    ).trimEnd()
  const heads = columns.map((column) => column.head)
  return [...(heads.some((head) => head !== '') ? [line(heads)] : []), ...rows.map(line)]
}

/** Cuts to `width` with "…" where something was left out. */
export function shorten(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`
}
