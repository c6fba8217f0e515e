'use strict'

const { existsSync, readdirSync, readFileSync, statSync } = require('node:fs')
const { join } = require('node:path')

/** What the build reads. Everything below a folder counts, so a deleted or renamed file is noticed as well. */
const sources = ['nodes', 'engine', 'app', 'bin', 'package.json', 'package-lock.json', 'tsconfig.base.json', 'vite.node.config.ts']

/**
 * One line per source file: path, size, time of last change. Two equal listings mean the build would come out the same;
 * comparing listings rather than the newest time also notices files that were restored, moved or deleted.
 * @param {string} root the project folder
 * @returns {string}
 */
function listSources(root) {
  /** @type {string[]} */
  const lines = []
  const visit = (/** @type {string} */ path) => {
    const stats = statSync(join(root, path), { throwIfNoEntry: false })
    if (!stats) return
    if (!stats.isDirectory()) {
      lines.push(path + ' ' + stats.size + ' ' + stats.mtimeMs)
      return
    }
    for (const name of readdirSync(join(root, path)).sort()) visit(path + '/' + name)
  }
  for (const source of sources) visit(source)
  return lines.join('\n')
}

const stampFile = (/** @type {string} */ root) => join(root, 'dist/built-from.txt')

/**
 * True when `dist` was built from the sources as they are now, or when there are no sources: an installed package runs as it came.
 * @param {string} root the project folder
 */
function isFresh(root) {
  if (!existsSync(join(root, 'engine'))) return true
  try {
    return readFileSync(stampFile(root), 'utf8') === listSources(root)
  } catch {
    return false
  }
}

module.exports = { isFresh, listSources, stampFile }
