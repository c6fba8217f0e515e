/**
 * Runs every example under this Node and under the newest one there is and compares the reports byte for byte (T-DETERMINISTIC: on every V8).
 * Exit code 0: equal; 1: they differ, or a run failed; 3: no other Node can be had here, so nothing was shown.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { notRun, projectFolder } from './checks.mjs'

const system = process.platform === 'win32' ? 'win' : process.platform
/** The registry carries Node itself as a package for each system, with the program inside. */
const packageName = `node-${system}-${process.arch}`

/**
 * Fetches a Node into a folder that is kept between runs.
 * @param {string} wanted a version or `latest`
 * @returns {string | undefined} path of the program, or nothing when it cannot be had (no network, no such system)
 */
function fetchNode(wanted) {
  const folder = join(projectFolder, 'node_modules/.cache/second-node', wanted)
  mkdirSync(folder, { recursive: true })
  const parameters = ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, `${packageName}@${wanted}`]
  spawnSync('npm', parameters, { cwd: folder, stdio: 'ignore', shell: process.platform === 'win32' })
  const program = join(folder, 'node_modules', packageName, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(program) ? program : undefined
}

/** @param {string} program */
const versionOf = (program) => execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()

/** Another Node than this one: the newest, or the oldest supported where this one is the newest. */
function otherNode() {
  const newest = fetchNode('latest')
  return newest !== undefined && versionOf(newest) === process.version ? fetchNode('20') : newest
}

/**
 * The whole report of one example as bytes, from a workspace of its own so that no earlier run shows in it.
 * @param {string} program the Node to run it with
 * @param {string} file
 */
function backtest(program, file) {
  const workspace = mkdtempSync(join(tmpdir(), 'weir-second-node-'))
  try {
    const data = readFileSync(join(projectFolder, file), 'utf8').includes('"SPX/USD"') ? 'sp500' : 'practice'
    const parameters = ['bin/weir', '--workspace', workspace, 'backtest', file, '--data', data, '--json']
    const result = spawnSync(program, parameters, { cwd: projectFolder, maxBuffer: 2 ** 30 })
    if (result.status !== 0)
      throw new Error(`${file} on ${versionOf(program)} ended with code ${result.status}:\n${result.stderr.toString()}`)
    return result.stdout
  } finally {
    rmSync(workspace, { recursive: true, force: true })
  }
}

/**
 * Where two reports part, with a little of the text around it.
 * @param {Buffer} one
 * @param {Buffer} other
 */
function difference(one, other) {
  const at = one.findIndex((byte, index) => byte !== other[index])
  const from = Math.max(0, (at < 0 ? one.length : at) - 60)
  return `  here  …${one.subarray(from, from + 120).toString()}\n  there …${other.subarray(from, from + 120).toString()}`
}

const other = otherNode()
if (other === undefined) {
  process.stdout.write(`not run: the package ${packageName} cannot be had\n`)
  process.exit(notRun)
}
const examples = readdirSync(join(projectFolder, 'examples/strategies')).filter((name) => name.endsWith('.weir'))
let same = examples.length > 0
for (const name of examples) {
  const file = `examples/strategies/${name}`
  const here = backtest(process.execPath, file)
  const there = backtest(other, file)
  if (here.equals(there)) continue
  same = false
  process.stdout.write(`${file}: Node ${process.version} and ${versionOf(other)} differ\n${difference(here, there)}\n`)
}
process.stdout.write(
  `${examples.length} examples, Node ${process.version} and ${versionOf(other)}: ${same ? 'the same bytes' : 'different'}\n`,
)
process.exit(same ? 0 : 1)
