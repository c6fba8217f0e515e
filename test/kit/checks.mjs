import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The project folder, where every check runs. */
export const projectFolder = fileURLToPath(new URL('../..', import.meta.url))

/** @typedef {{ passed: number, failed: number, skipped: number }} Count */

/** Exit code of a check that could not be made on this machine; it counts as skipped. */
export const notRun = 3

/**
 * Each of these passes or fails as a whole and counts as one in the summary. The first word is a program of this project's packages, or `node`.
 * One type check per layer, because a layer's own settings say what it may use: `nodes/` sees neither Node nor a browser.
 */
const checks = [
  ['build', 'node bin/weir --build'],
  ['types of nodes/', 'tsc -p nodes'],
  ['types of engine/', 'tsc -p engine'],
  ['types of app/', 'tsc -p app'],
  ['types of renderer/', 'tsc -p renderer'],
  ['types of test/', 'tsc -p test'],
  ['lint', 'oxlint'],
  ['format', 'oxfmt --check'],
  ['unused code', 'knip --no-config-hints'],
  // Over the built files too: a key must not leave with them.
  ['no secrets', 'secretlint **/* dist/*.js dist/window/**/*'],
  ['no known advisories', 'node test/kit/advisories.mjs'],
  ['same bytes on another Node', 'node test/kit/second-node.mjs'],
]

/**
 * Runs every check, whatever the ones before it said, and shows what the failing ones have to say.
 * @returns {Promise<Count>}
 */
export async function runChecks() {
  const count = { passed: 0, failed: 0, skipped: 0 }
  for (const [name, line] of checks) {
    const [command, ...parameters] = line.split(' ')
    const { code, output } = await run(command, parameters, 'kept')
    if (code === 0) count.passed++
    else if (code === notRun) count.skipped++
    else count.failed++
    const mark = code === 0 ? '✓' : code === notRun ? '↓' : '✗'
    process.stdout.write(code === 0 ? `${mark} ${name}\n` : `${mark} ${name} (${line})\n${output}\n`)
  }
  return count
}

/**
 * Runs a program of this project's packages, or `node`, in the project folder.
 * @param {string} command
 * @param {string[]} parameters
 * @param {'shown' | 'kept'} handling whether its output goes to the terminal as it comes or into the answer
 * @returns {Promise<{ code: number, output: string }>} a program ended by a signal has code 1
 */
export function run(command, parameters, handling) {
  const program = command === 'node' ? [] : [fileURLToPath(new URL(`../../node_modules/.bin/${command}`, import.meta.url))]
  const stdio = handling === 'shown' ? 'inherit' : ['ignore', 'pipe', 'pipe']
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...program, ...parameters], { cwd: projectFolder, stdio: /** @type {'inherit'} */ (stdio) })
    let output = ''
    const keep = (/** @type {string} */ text) => (output += text)
    child.stdout?.setEncoding('utf8').on('data', keep)
    child.stderr?.setEncoding('utf8').on('data', keep)
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** Ends the process with a sentence when the packages that only development needs are not there. */
export function requireDevelopmentPackages() {
  if (existsSync(new URL('../../node_modules/.bin/vitest', import.meta.url))) return
  process.stderr.write('The packages that checks and tests need are not installed. Run: npm ci --include=dev\n')
  process.exit(1)
}

/**
 * Prints the summary as the last line and sets the exit code.
 * @param {Count[]} counts
 */
export function finish(counts) {
  const sum = (/** @type {keyof Count} */ key) => counts.reduce((total, count) => total + count[key], 0)
  const failed = sum('failed')
  const skipped = sum('skipped')
  process.stdout.write(`\n${sum('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`)
  process.exitCode = failed > 0 ? 1 : 0
}
