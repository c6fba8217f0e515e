import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { getBrowser } from './browser.mjs'
import { finish, projectFolder, requireDevelopmentPackages, run, runChecks } from './checks.mjs'

/**
 * @typedef {import('./checks.mjs').Count} Count
 * @typedef {{ status: string, assertionResults: unknown[] }} TestFile
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: TestFile[] }} Report
 * @typedef {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} WindowReport
 */

/** Says what this machine has, so that a log explains its own skipped tests. */
function printFound() {
  const data = existsSync(join(projectFolder, '../shared/data'))
  process.stdout.write(
    `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GB\n` +
      `Reference data sets (../shared/data): ${data ? 'found' : 'not found, the tests that need them are skipped'}\n\n`,
  )
}

/**
 * Runs vitest and counts its tests. A test file that does not even load counts as one failure, and so does a run without a report.
 * @param {string[]} filters paths or parts of paths; none means all
 * @returns {Promise<Count>}
 */
async function runVitest(filters) {
  const folder = mkdtempSync(join(tmpdir(), 'weir-tests-'))
  const file = join(folder, 'report.json')
  try {
    const { code } = await run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...filters], 'shown')
    if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }
    const report = /** @type {Report} */ (JSON.parse(readFileSync(file, 'utf8')))
    const unloaded = report.testResults.filter((result) => result.status === 'failed' && result.assertionResults.length === 0).length
    const failed = report.numFailedTests + unloaded
    return {
      passed: report.numPassedTests,
      failed: code !== 0 && failed === 0 ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/**
 * Runs the window's tests in a browser and counts them. Without a browser they count as one failure: nothing was shown about the window.
 * @param {string | undefined} browser
 * @returns {Promise<Count>}
 */
async function runWindowTests(browser) {
  if (browser === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const folder = mkdtempSync(join(tmpdir(), 'weir-tests-'))
  const file = join(folder, 'report.json')
  try {
    process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] = file
    const { code } = await run('playwright', ['test', '--reporter=list,json'], 'shown')
    if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0 }
    const { stats } = /** @type {WindowReport} */ (JSON.parse(readFileSync(file, 'utf8')))
    const failed = stats.unexpected + stats.flaky
    return { passed: stats.expected, failed: code !== 0 && failed === 0 ? 1 : failed, skipped: stats.skipped }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// With a filter only the tests it names are run: that is for working on one thing. The whole is `npm test`.
requireDevelopmentPackages()
const filters = process.argv.slice(3)
const isWhole = filters.length === 0
const browser = isWhole ? getBrowser() : undefined
printFound()
const counts = isWhole ? [await runChecks()] : []
counts.push(await runVitest(filters))
if (isWhole) counts.push(await runWindowTests(browser))
finish(counts)
