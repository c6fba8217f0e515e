import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { chromium } from '@playwright/test'

/** What installs the browser on Debian and its kin. */
const install = ['apt-get', 'install', '-y', '--no-install-recommends', 'chromium']

/** Path of the browser the window is tested in: the one named, the system's, or Playwright's own where it was installed. */
function findBrowser() {
  const candidates = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', chromium.executablePath()]
  return candidates.find((path) => path !== undefined && path !== '' && existsSync(path))
}

/**
 * The browser, fetched where it may be: as root on a Debian, and there only, since nobody else's machine is ours to change.
 * Says what it does; without a browser it says what to type.
 * @returns {string | undefined}
 */
export function getBrowser() {
  const there = findBrowser()
  if (there !== undefined) return said(`Browser for the window's tests: ${there}`, there)
  const command = install.join(' ')
  if (!isDebian()) return said(`Browser for the window's tests: none. Install Chromium, or name one: CHROMIUM=/path/to/chromium npm test`)
  const isRoot = process.getuid?.() === 0
  const isCi = Boolean(process.env['CI'])
  if (!isRoot && !isCi) return said(`Browser for the window's tests: none. Type: sudo ${command}`)
  const asRoot = isRoot ? [] : ['sudo', '-n']
  process.stdout.write(`Browser for the window's tests: none, so it is installed: ${[...asRoot, command].join(' ')}\n`)
  for (const words of [['apt-get', 'update'], install]) {
    const [program = '', ...parameters] = [...asRoot, ...words]
    const { status } = spawnSync(program, parameters, { stdio: 'inherit', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
    if (status !== 0) return said(`That did not succeed. Type: sudo apt-get update && sudo ${command}`)
  }
  return findBrowser()
}

function isDebian() {
  return existsSync('/etc/debian_version') || (existsSync('/etc/os-release') && /debian/i.test(readFileSync('/etc/os-release', 'utf8')))
}

/**
 * @param {string} sentence
 * @param {string} [answer]
 * @returns {string | undefined}
 */
function said(sentence, answer) {
  process.stdout.write(`${sentence}\n`)
  return answer
}
