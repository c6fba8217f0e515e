import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, sep } from 'node:path'
import freshness from './freshness.js'

const DAY = 86_400_000
/** A build takes a second or two; a lock this old was left by one that was killed. */
const LOCK_LIFE = 60_000

/**
 * Builds from the sources, once, however many processes ask for it at the same time.
 * Throws what the build throws: a command on top of an old build would answer for code that is no longer there.
 * @param {string} root the project folder
 * @param {import('./freshness.js').Target} target the program in `dist`, or the window in `dist/window`
 */
export async function build(root, target) {
  const dist = join(root, 'dist')
  mkdirSync(dist, { recursive: true })
  const release = await lock(join(dist, target === 'window' ? '.building-window' : '.building'))
  try {
    if (freshness.isFresh(root, target)) return // another process built it while this one waited
    const what = target === 'window' ? 'the window' : 'the program'
    process.stderr.write(`weir: building ${what} (the sources are newer than the build)\n`)
    const listing = freshness.listSources(root, target)
    const output = join(dist, target === 'window' ? '.next-window' : '.next')
    // What a shell or a test runner has set would make it a build for development, several times as slow.
    const before = process.env['NODE_ENV']
    process.env['NODE_ENV'] = 'production'
    try {
      const vite = await import('vite')
      const configFile = join(root, target === 'window' ? 'vite.window.config.ts' : 'vite.node.config.ts')
      await vite.build({
        ...(target === 'window' ? {} : { root }),
        configFile,
        logLevel: 'error',
        build: { outDir: output, emptyOutDir: true },
      })
      if (target === 'program' && existsSync(join(root, 'app/preload.ts')))
        await vite.build({
          root,
          configFile: join(root, 'vite.preload.config.ts'),
          logLevel: 'error',
          build: { outDir: output, emptyOutDir: false },
        })
      publish(output, target === 'window' ? join(dist, 'window') : dist)
    } finally {
      if (before === undefined) delete process.env['NODE_ENV']
      else process.env['NODE_ENV'] = before
      rmSync(output, { recursive: true, force: true })
    }
    writeFileSync(freshness.stampFile(root, target), listing)
  } finally {
    release()
  }
}

/**
 * True when the packages the window is built with are here: they are for development, and an install may leave them out.
 * @param {string} root the project folder
 */
export const canBuildWindow = (root) => existsSync(join(root, 'node_modules/@vitejs/plugin-react'))

/**
 * Moves a finished build into place file by file, what names others last. Names of chunks carry their content's hash and stay for a day,
 * so what started on the build before, a run or an open page, still finds what it loads late.
 * @param {string} from
 * @param {string} to
 */
function publish(from, to) {
  const isEntry = (/** @type {string} */ name) => !basename(name).includes('-')
  const files = (/** @type {string} */ folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
  const built = files(from).sort((a, b) => Number(isEntry(a)) - Number(isEntry(b)))
  for (const name of built) {
    mkdirSync(dirname(join(to, name)), { recursive: true })
    renameSync(join(from, name), join(to, name))
  }
  const isNested = built.some((name) => name.includes(sep))
  for (const name of isNested ? files(to) : readdirSync(to)) {
    const path = join(to, name)
    if (isEntry(name) || name.startsWith('.') || name.endsWith('.txt') || built.includes(name)) continue
    if (Date.now() - statSync(path).mtimeMs > DAY) rmSync(path)
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
