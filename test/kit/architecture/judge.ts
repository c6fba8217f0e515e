import type { Import, SourceFile } from './source-file.ts'
import * as table from './table.ts'

/** Everything wrong with a set of source files, one sentence each, naming the file and the rule. None when all is well. */
export function judge(files: readonly SourceFile[]): string[] {
  return [...files.flatMap(judgeFile), ...unlistedNodes(files), ...pathsIntoEngine(files)]
}

function judgeFile(file: SourceFile): string[] {
  const imports = file.imports.flatMap((one) => judgeImport(file.path, one).map((reason) => `${file.path} → ${one.target}: ${reason}`))
  return [...imports, ...judgeText(file).map((reason) => `${file.path}: ${reason}`)]
}

function judgeImport(path: string, one: Import): string[] {
  const reasons: string[] = []
  if (one.reexport) reasons.push('a file exports only what is its own, import from where it lives')
  if (one.kind === 'relative' && !mayImport(path, one)) reasons.push('no arrow leads there')
  if (one.kind === 'package' && !mayUsePackage(path, one.target)) reasons.push('another folder owns this package')
  if (one.kind === 'builtin' && !mayUseBuiltin(path, one)) reasons.push('no input or output, clock or chance in this folder')
  if (one.kind === 'computed' && !table.mayCompute.some((place) => isInside(path, place)))
    reasons.push('write the path out, an arrow must be seen')
  return reasons
}

function mayImport(path: string, one: Import): boolean {
  if (table.never.some(([from, to]) => isInside(path, from) && isInside(one.target, to))) return false
  const place = longestPlace(path)
  const room = engineRoom(path)
  if (place === undefined) return room !== undefined && mayImportFromRoom(room, one)
  return place.may.some((to) => isInside(one.target, to)) || (one.typesOnly && (place.types ?? []).some((to) => isInside(one.target, to)))
}

function mayImportFromRoom(room: string, one: Import): boolean {
  if (isInside(one.target, 'nodes')) return true
  const target = engineRoom(one.target)
  if (target === undefined) return false
  if (target === room || floorOf(target) < floorOf(room)) return true
  if (target === 'protocol' && one.typesOnly) return true
  return table.sameFloor.some(([from, to]) => from === room && isInside(one.target, `engine/${to}`))
}

/** The folder or file directly below `engine/` that stands on a floor. */
function engineRoom(path: string): string | undefined {
  const [top, room] = path.split('/')
  return top === 'engine' && room !== undefined && floorOf(room) >= 0 ? room : undefined
}

function floorOf(room: string): number {
  return table.floors.findIndex((floor) => floor.includes(room))
}

function longestPlace(path: string): table.Place | undefined {
  const names = Object.keys(table.places).filter((name) => isInside(path, name))
  const longest = names.toSorted((a, b) => b.length - a.length)[0]
  return longest === undefined ? undefined : table.places[longest]
}

function mayUsePackage(path: string, name: string): boolean {
  return (table.packageOwners[name] ?? []).some((owner) => isInside(path, owner))
}

function mayUseBuiltin(path: string, one: Import): boolean {
  if (!table.pure.some((folder) => isInside(path, folder))) return true
  return one.names.every((name) => table.pureBuiltins[one.target]?.includes(name))
}

function judgeText(file: SourceFile): string[] {
  const reasons: string[] = []
  const isTest = isInside(file.path, 'test')
  if (file.lines > table.longestFile && !isTest && !table.mayBeLong.includes(file.path))
    reasons.push(`${file.lines} lines, which is two things (at most ${table.longestFile})`)
  const name = file.path.split('/').find(isBannedName)
  if (name !== undefined) reasons.push(`"${name}" says nothing about what is inside`)
  if (table.deterministic.some((folder) => isInside(file.path, folder))) {
    const inexact = new Set(file.math.filter((member) => !table.exactMath.includes(member)))
    for (const member of inexact) reasons.push(`${mathText(member)} is not the same on every V8, take it from nodes/define/functions.ts`)
    const knowsZones = table.knowsTimeZones.includes(file.path)
    const local = new Set(file.members.filter((member) => (member === 'Intl' && !knowsZones) || table.localeMembers.includes(member)))
    for (const member of local) reasons.push(`${member} depends on the locale data of the machine`)
  }
  return reasons
}

function mathText(member: string): string {
  if (member === '**') return 'the operator **'
  return member === 'Math' ? 'Math as a value (which function is meant cannot be seen)' : `Math.${member}`
}

function isBannedName(name: string): boolean {
  const stem = name.replace(/(\.test)?\.[a-z]+$/, '')
  return table.bannedNames.includes(stem) || stem.split('-').some((word) => table.bannedWords.includes(word))
}

/** A node that is not in the list is in no palette, no catalogue and no contract test. */
function unlistedNodes(files: readonly SourceFile[]): string[] {
  const index = files.find((file) => file.path === 'nodes/index.ts')
  if (index === undefined) return []
  const listed = new Set(index.imports.map((one) => one.target))
  const nodes = files.filter((file) => table.nodeCategories.includes(/^nodes\/([^/]+)\/[^/]+$/.exec(file.path)?.[1] ?? ''))
  return nodes.filter((file) => !listed.has(file.path)).map((file) => `${file.path}: not listed in nodes/index.ts`)
}

/** From no node may any chain of imports lead to what runs, sends or stores. */
function pathsIntoEngine(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]))
  const reached = new Set(files.map((file) => file.path).filter((path) => isInside(path, 'nodes')))
  for (const path of reached) {
    for (const one of byPath.get(path)?.imports ?? []) if (one.kind === 'relative') reached.add(one.target)
  }
  return [...reached].filter((path) => !isInside(path, 'nodes')).map((path) => `${path}: reached from nodes/, which knows nobody`)
}

function isInside(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`)
}
