/**
 * DESIGN §1 and §6 as data: who may import whom. The longest matching place of a file decides.
 * A place is a path from the project folder, a folder or a file; `types` are places from which only types may come.
 */
export type Place = { readonly may: readonly string[]; readonly types?: readonly string[] }

export const places: Readonly<Record<string, Place>> = {
  nodes: { may: ['nodes'] },
  app: { may: ['app', 'nodes', 'engine/protocol'] },
  'app/cli': { may: ['app', 'nodes', 'engine/protocol', 'engine/main.ts'] },
  // Settings are shown and channels tried without an engine.
  'app/cli/alerts.ts': { may: ['app', 'nodes', 'engine/protocol', 'engine/alerts'] },
  'app/web': { may: ['app', 'nodes', 'engine/protocol', 'engine/main.ts'] },
  'app/engine-process.ts': { may: ['app', 'nodes', 'engine/protocol', 'engine/main.ts'] },
  renderer: { may: ['renderer', 'nodes', 'engine/protocol'], types: ['app/bridge.ts'] },
  // An exchange to practise on is as foreign to us as a real one.
  'engine/demo-exchange': { may: ['engine/demo-exchange'] },
  bin: { may: ['bin'] },
  test: { may: ['test', 'nodes', 'engine', 'app', 'renderer', 'bin'] },
}

/**
 * The engine's floors, from the ground up. A folder may import itself, `nodes/`, every folder on a floor below,
 * and types of `engine/protocol` from anywhere: they are the nouns of a run.
 */
export const floors: readonly (readonly string[])[] = [
  ['money', 'columns', 'market', 'journal', 'script', 'demo-exchange'],
  ['protocol', 'venue', 'compile'],
  ['desk', 'report'],
  ['exchange', 'runs', 'alerts'],
  ['run'],
  ['explore'],
  ['worker.ts', 'main.ts'],
]

/** What folder or file a room may import beside it on its own floor, and why that cannot become a circle: the right side never looks back. */
export const sameFloor: readonly (readonly [from: string, to: string])[] = [
  ['market', 'money'], // candles are stored with their instrument's record
  ['journal', 'money'],
  ['venue', 'protocol'],
  ['compile', 'protocol'],
  ['report', 'desk/coid.ts'], // a report calls an order by the id it was sent under; nothing else of the desk is its business
  ['alerts', 'exchange/jitter.ts'],
  ['alerts', 'exchange/backoff.ts'], // a message is tried again as a venue is asked again
  ['main.ts', 'worker.ts'],
]

/** Floors would allow these; the design does not. Desk and venue meet only in a run's session. */
export const never: readonly (readonly [from: string, to: string])[] = [
  ['engine/desk', 'engine/venue'],
  ['engine/venue', 'engine/desk'],
]

/** What starts other code by name; everywhere else an import is written out. */
export const mayCompute = ['bin', 'test']

/** Where each package may be imported. A package that is not listed has no owner yet and fails the check. */
export const packageOwners: Readonly<Record<string, readonly string[]>> = {
  zod: ['nodes', 'engine', 'app', 'renderer', 'test'],
  commander: ['app/cli'],
  'cli-progress': ['app/cli'],
  papaparse: ['engine/market', 'test'],
  hyparquet: ['engine/market', 'test'],
  'hyparquet-writer': ['engine/market', 'test'],
  'vega-datasets': ['engine/market'],
  ccxt: ['engine/exchange', 'test'],
  'quickjs-wasi': ['engine/script'],
  amaro: ['engine/script'],
  'big.js': ['engine/money'],
  ws: ['app/web', 'engine/exchange', 'engine/demo-exchange', 'test'],
  pino: ['app', 'engine'],
  electron: ['app', 'test/kit/electron-stand-in.ts'],
  'electron-store': ['app/settings.ts'],
  '@napi-rs/keyring': ['app/keychain.ts'],
  react: ['renderer'],
  'react-dom': ['renderer', 'test'],
  '@xyflow/react': ['renderer/canvas'],
  elkjs: ['renderer/canvas'],
  'monaco-editor': ['renderer/code'],
  zustand: ['renderer'],
  'react-aria-components': ['renderer'],
  'react-resizable-panels': ['renderer'],
  'lucide-react': ['renderer'],
  'react-markdown': ['renderer'],
  'remark-gfm': ['renderer'],
  tinykeys: ['renderer'],
  immer: ['renderer'],
  'fast-check': ['test'],
  vitest: ['test'],
  '@playwright/test': ['test'],
  vite: ['bin', 'test'],
  '@axe-core/playwright': ['test'],
  '@vitejs/plugin-react': ['test'],
}

/** Folders where the same input must give the same bytes on every machine and every V8. */
export const deterministic = ['nodes', 'engine']

/**
 * What of `Math` IEEE 754 and the language define to the last bit; everything else (exp, log, pow, sin, …) differs between V8 releases
 * and comes from `nodes/define/functions.ts`.
 */
export const exactMath = [
  'sqrt',
  'abs',
  'floor',
  'ceil',
  'min',
  'max',
  'round',
  'trunc',
  'sign',
  'imul',
  'clz32',
  'fround',
  'PI',
  'E',
  'LN2',
]

/** Where a person's time zone is asked for, which no result of a run depends on. */
export const knowsTimeZones = ['engine/alerts/time-zone.ts']

/** Members whose answer depends on the language and time zone data a Node was built with. */
export const localeMembers = ['toLocaleString', 'toLocaleDateString', 'toLocaleTimeString', 'localeCompare']

/** Pure and synchronous: no file, no clock, no thread. A hash is a function like any other. */
export const pure = ['nodes', 'engine/money', 'engine/compile', 'engine/desk', 'engine/venue', 'engine/report']
export const pureBuiltins: Readonly<Record<string, readonly string[]>> = { 'node:crypto': ['createHash'] }

/** Folders of `nodes/` in which every file is one node and is listed in `nodes/index.ts`; loops that several nodes run stand one folder deeper. */
export const nodeCategories = ['market', 'indicators', 'math', 'logic', 'signals', 'sizing', 'risk', 'orders', 'notify', 'code']

/** Names that say nothing about what is inside. The first list is banned as any word of a name, the second as the whole name. */
export const bannedWords = ['util', 'utils', 'helper', 'helpers', 'misc', 'manager', 'managers', 'service', 'services']
export const bannedNames = ['common', 'shared', 'base', 'stuff', 'lib']

/** A longer file is two things. Tests may be long: a table of cases is one thing. */
export const longestFile = 400
/** One table of words is one thing, however many there are. */
export const mayBeLong = ['renderer/text/en.ts']
