import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { notRun, projectFolder } from './checks.mjs'

/**
 * Packages with a known advisory that are used all the same, each with why it does no harm here.
 * @type {Readonly<Record<string, string>>}
 */
const exceptions = {}

/** A registry that says nothing for so long is not waited for, milliseconds. */
const PATIENCE = 60_000

/**
 * What npm's answer means: no advisory but those explained, some that are not, or no answer at all.
 * @param {string} text what `npm audit --json` printed
 * @param {Readonly<Record<string, string>>} explained
 * @returns {{ kind: 'clean' } | { kind: 'found', packages: string[] } | { kind: 'not-asked', why: string }}
 */
export function judge(text, explained) {
  /** @type {{ vulnerabilities?: Record<string, { severity: string }>, message?: string } | undefined} */
  let answer
  try {
    answer = JSON.parse(text)
  } catch {
    answer = undefined
  }
  if (!answer?.vulnerabilities) return { kind: 'not-asked', why: answer?.message ?? 'npm did not answer' }
  const packages = Object.entries(answer.vulnerabilities).flatMap(([name, { severity }]) =>
    Object.hasOwn(explained, name) ? [] : [`${name} (${severity})`],
  )
  return packages.length === 0 ? { kind: 'clean' } : { kind: 'found', packages }
}

/** Asks the registry about every package that is installed with the product. Ends with 1 where an advisory is not explained, as not run where it cannot be asked. */
async function main() {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const child = spawn(npm, ['audit', '--json', '--omit=dev'], {
    cwd: projectFolder,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: PATIENCE,
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part) => (text += part))
  await new Promise((resolve) => child.on('error', resolve).on('close', resolve))
  const verdict = judge(text, exceptions)
  if (verdict.kind === 'found') process.stdout.write(`Advisories that nobody has explained: ${verdict.packages.join(', ')}\n`)
  if (verdict.kind === 'not-asked') process.stdout.write(`The registry was not asked: ${verdict.why}\n`)
  process.exitCode = verdict.kind === 'clean' ? 0 : verdict.kind === 'found' ? 1 : notRun
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
