'use strict'

const { existsSync, readdirSync, readFileSync, statSync } = require('node:fs')
const { join } = require('node:path')

/**
 * What each build reads, and where it leaves the listing it was made from. Everything below a folder counts, so a deleted or renamed
 * file is noticed as well.
 */
const targets = {
  program: {
    sources: [
      'nodes',
      'engine',
      'app',
      'bin',
      'package.json',
      'package-lock.json',
      'tsconfig.base.json',
      'vite.node.config.ts',
      'vite.preload.config.ts',
    ],
    stamp: 'dist/built-from.txt',
  },
  window: {
    sources: [
      'renderer',
      'nodes',
      'engine/protocol',
      'app/bridge.ts',
      'app/desktop-bridge.ts',
      'package.json',
      'package-lock.json',
      'vite.window.config.ts',
    ],
    stamp: 'dist/window-built-from.txt',
  },
}
/** @typedef {keyof typeof targets} Target */

/**
 * One line per source file: path, size, time of last change. Two equal listings mean the build would come out the same;
 * comparing listings rather than the newest time also notices files that were restored, moved or deleted.
 * @param {string} root the project folder
 * @param {Target} target
 * @returns {string}
 */
function listSources(root, target) {
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
  for (const source of targets[target].sources) visit(source)
  return lines.join('\n')
}

/**
 * @param {string} root the project folder
 * @param {Target} target
 */
const stampFile = (root, target) => join(root, targets[target].stamp)

/**
 * True when the build in `dist` was made from the sources as they are now, or when there are no sources: an installed package runs as it came.
 * @param {string} root the project folder
 * @param {Target} target
 */
function isFresh(root, target) {
  if (!existsSync(join(root, target === 'window' ? 'renderer' : 'engine'))) return true
  try {
    return readFileSync(stampFile(root, target), 'utf8') === listSources(root, target)
  } catch {
    return false
  }
}

module.exports = { isFresh, listSources, stampFile }
