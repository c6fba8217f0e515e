import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../written-file.ts'
import { leadPage } from './pages.ts'

/** Programs that open a file with what a person has chosen for its kind. */
const openers: Readonly<Record<string, string>> = { darwin: 'open', win32: 'explorer' }
/** A browser that has not come by then was opened by hand, or never. */
const PATIENCE = 60_000

/**
 * Opens the browser with a link. The link goes through a file only this user can read, not through the list of processes, which all can; the file is
 * gone once it has been used. Says the reason when there is no program to open it with.
 */
export async function openBrowser(
  link: string,
  folder: string,
  entered: Promise<void>,
  tell: (sentence: string) => void,
): Promise<() => void> {
  const path = join(folder, 'open.html')
  await writeWhole(path, leadPage(link), { mode: 0o600 })
  const remove = () => rmSync(path, { force: true })
  const timer = setTimeout(remove, PATIENCE)
  timer.unref()
  void entered.then(remove)
  const opener = openers[process.platform] ?? 'xdg-open'
  const child = spawn(opener, [path], { stdio: 'ignore', detached: true })
  child.on('error', () => tell(`no browser could be opened ("${opener}" is not there); open the address above in one`))
  child.unref()
  return () => {
    clearTimeout(timer)
    remove()
  }
}
