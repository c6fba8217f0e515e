import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { startHost } from '../../app/web/host.ts'
import { openWorkspace } from '../../app/workspace.ts'
import { openEngine } from '../../engine/main.ts'
import { computeInWorker } from '../../engine/run/compute.ts'

/** The browser host with the real engine, for a test: workspace, port and project folder as arguments. Says where it is, ends on SIGTERM. */
const [folder = '', port = '0', project = ''] = process.argv.slice(2)
const opened = await openWorkspace(folder, 'browser')
if (!opened.ok) throw new Error(opened.message)
const engine = openEngine({ workspace: folder, computer: computeInWorker(pathToFileURL(join(project, 'dist/worker.js'))) })
const host = await startHost({
  engine,
  workspace: opened.workspace,
  window: join(project, 'dist/window'),
  examples: join(project, 'examples/strategies'),
  version: '0.0.0',
  port: Number(port),
  tell: (sentence) => process.stderr.write(`${sentence}\n`),
  onFault: (error) => process.stderr.write(`fault: ${error instanceof Error ? error.stack : String(error)}\n`),
})
process.stdout.write(`Weir is at ${host.link()}\n`)
process.once('SIGTERM', () => {
  void host
    .close()
    .then(() => engine.close())
    .then(() => opened.workspace.lock.release())
    .then(() => process.exit(0))
})
