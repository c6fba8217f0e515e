import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { build } from 'vite'
import { hostFolder, project } from '../kit/open-window.ts'

/** Before the first test: program and window built from the sources as they are, and the host that tests start. */
export default async function buildOnce(): Promise<void> {
  execFileSync(process.execPath, [join(project, 'bin/weir'), '--build'], { stdio: 'inherit' })
  await build({
    root: project,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: true,
      target: 'node20',
      outDir: hostFolder,
      emptyOutDir: true,
      rolldownOptions: { input: { host: join(project, 'test/kit/window-host.ts') }, output: { entryFileNames: '[name].mjs' } },
    },
  })
}
