import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import freshness from './freshness.js'

const DAY = 86_400_000
/** A build takes a second or two; a lock this old was left by one that was killed. */
const LOCK_LIFE = 60_000

/**
 * Builds `dist` from the sources, once, however many processes ask for it at the same time.
 * Throws what the build throws: a command on top of an old build would answer for code that is no longer there.
 * @param {string} root the project folder
 */
export async function build(root) {
  const dist = join(root, 'dist')
  mkdirSync(dist, { recursive: true })
  const release = await lock(join(dist, '.building'))
  try {
    if (freshness.isFresh(root)) return // another process built it while this one waited
    process.stderr.write('weir: building (the sources are newer than the build)\n')
    const listing = freshness.listSources(root)
    const output = join(dist, '.next')
    try {
      const vite = await import('vite')
      await vite.build({ root, configFile: join(root, 'vite.node.config.ts'), logLevel: 'error', build: { outDir: output } })
      publish(output, dist)
    } finally {
      rmSync(output, { recursive: true, force: true })
    }
    writeFileSync(freshness.stampFile(root), listing)
  } finally {
    release()
  }
}

/**
 * Moves a finished build into place file by file. Names of chunks carry their content's hash and stay for a day,
 * so a run that started on the build before still finds what it loads late.
 * @param {string} from
 * @param {string} to
 */
function publish(from, to) {
  const isEntry = (/** @type {string} */ name) => !name.includes('-')
  const built = readdirSync(from).sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)))
  for (const name of built) renameSync(join(from, name), join(to, name))
  for (const name of readdirSync(to)) {
    const path = join(to, name)
    if (!name.startsWith('.') && !built.includes(name) && Date.now() - statSync(path).mtimeMs > DAY) rmSync(path, { recursive: true })
  }
}

/**
 * Takes the lock file, waiting while a living process holds it. Returns the function that gives it back.
 * @param {string} path
 */
async function lock(path) {
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: 'wx' })
      return () => rmSync(path, { force: true })
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error
    }
    if (isAbandoned(path)) rmSync(path, { force: true })
    else await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/**
 * True when the process named in the lock file no longer lives, or holds it for longer than any build takes.
 * @param {string} path
 */
function isAbandoned(path) {
  try {
    if (Date.now() - statSync(path).mtimeMs > LOCK_LIFE) return true
    process.kill(Number(readFileSync(path, 'utf8')), 0)
    return false
  } catch (error) {
    return hasCode(error, 'ESRCH')
  }
}

/**
 * @param {unknown} error
 * @param {string} code
 */
function hasCode(error, code) {
  return error instanceof Error && 'code' in error && error.code === code
}
