import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseSync } from 'vite'

/** One import, re-export or import type of a file. `target` is a path from the project folder, or the package or builtin as written. */
export type Import = {
  readonly target: string
  readonly kind: 'relative' | 'package' | 'builtin' | 'computed'
  readonly typesOnly: boolean
  /** True for `export … from`: the file passes on what is not its own. */
  readonly reexport: boolean
  /** Names taken, as the other file calls them; `*` for all of it. */
  readonly names: readonly string[]
}

/** What the rules look at in one source file. `path` runs from the project folder, with forward slashes. */
export type SourceFile = {
  readonly path: string
  readonly lines: number
  readonly imports: readonly Import[]
  /** Members of `Math` used; `Math` itself where the object is passed around, `**` for the operator. */
  readonly math: readonly string[]
  /** Names of all members read (`a.name`) and of globals whose answer depends on locale data. */
  readonly members: readonly string[]
}

const projectFolder = fileURLToPath(new URL('../../..', import.meta.url))

/** Every source file below the given folders of the project. Folders that do not exist have none. */
export function readSourceFiles(folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => listFiles(folder)).map((path) => parseSource(path, readFileSync(join(projectFolder, path), 'utf8')))
}

function listFiles(folder: string): string[] {
  try {
    const entries = readdirSync(join(projectFolder, folder), { withFileTypes: true, recursive: true })
    return entries
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
      .map((entry) => posix.join(entry.parentPath.slice(projectFolder.length), entry.name))
      .sort()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Reads what the rules need from a file's text. Throws when the text is not TypeScript. */
export function parseSource(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} does not parse: ${errors.map((error) => error.message).join('; ')}`)
  const imports: Import[] = []
  const math: string[] = []
  const members: string[] = []
  const see = (node: Node, parent: Node | undefined) => {
    const found = readImport(path, node)
    if (found) imports.push(found)
    if (isPower(node)) math.push('**')
    if (node.type === 'MemberExpression' && isNode(node.property)) members.push(nameOf(node.property))
    if (node.type === 'Identifier' && node.name === 'Intl' && parent?.property !== node) members.push('Intl')
    if (node.type === 'Identifier' && node.name === 'Math' && parent?.property !== node) math.push(mathMember(node, parent))
  }
  if (isNode(program)) visit(program, see)
  return { path, lines: text.split('\n').length - 1, imports, math, members }
}

type Node = { readonly type: string } & Readonly<Record<string, unknown>>

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function visit(node: Node, see: (node: Node, parent: Node | undefined) => void, parent?: Node): void {
  see(node, parent)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, see, node)
  }
}

/** True for `a ** b`, but not for a written power of two: that is a number like any other. */
function isPower(node: Node): boolean {
  if (node.operator !== '**' && node.operator !== '**=') return false
  const isLiteral = (side: unknown) => isNode(side) && side.type === 'Literal'
  return !(isNode(node.left) && node.left.value === 2 && isLiteral(node.right))
}

function mathMember(math: Node, parent: Node | undefined): string {
  const read = parent?.type === 'MemberExpression' && parent.object === math && parent.computed === false
  return read && isNode(parent.property) ? nameOf(parent.property) : 'Math'
}

function readImport(path: string, node: Node): Import | undefined {
  const reexport = node.type === 'ExportAllDeclaration' || node.type === 'ExportNamedDeclaration'
  if (!reexport && !['ImportDeclaration', 'ImportExpression', 'TSImportType'].includes(node.type)) return undefined
  if (!isNode(node.source)) return undefined // an export of the file's own
  const specifiers = Array.isArray(node.specifiers) ? node.specifiers.filter(isNode) : undefined
  const allTypes =
    specifiers !== undefined && specifiers.length > 0 && specifiers.every((one) => (one.importKind ?? one.exportKind) === 'type')
  return {
    ...resolve(path, node.source.value),
    typesOnly: node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type' || allTypes,
    reexport,
    names: specifiers?.map((one) => nameOf(one.imported ?? one.local)) ?? ['*'],
  }
}

function resolve(path: string, specifier: unknown): Pick<Import, 'target' | 'kind'> {
  if (typeof specifier !== 'string') return { kind: 'computed', target: '?' }
  if (specifier.startsWith('.')) return { kind: 'relative', target: posix.join(dirname(path), specifier) }
  if (specifier.startsWith('node:')) return { kind: 'builtin', target: specifier }
  const parts = specifier.split('/')
  return { kind: 'package', target: parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/') }
}

/** The name of an identifier, or the text of a name given as a string. */
function nameOf(node: unknown): string {
  if (!isNode(node)) return '*'
  return String(node.name ?? node.value)
}
