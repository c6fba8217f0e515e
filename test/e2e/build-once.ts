import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { project } from '../kit/open-window.ts'

/** Before the first test: program and window built from the sources as they are, so that no test waits for it. */
export default function buildOnce(): void {
  execFileSync(process.execPath, [join(project, 'bin/weir'), '--build'], { stdio: 'inherit' })
}
