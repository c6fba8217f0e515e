import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { InvalidArgumentError, type Command } from 'commander'
import { say, tell } from './output.ts'
import type { Shell } from './shell.ts'
import { exitCodes, Stop } from './stop.ts'
import { readVersion } from './version.ts'

/** The project's folder: package.json and the examples stand one folder above the build. */
const root = fileURLToPath(new URL('..', import.meta.url))

type Options = { readonly web?: true; readonly desktop?: true; readonly open: boolean; readonly port?: number; readonly newToken?: true }

export function define(command: Command, shell: Shell): void {
  command
    .option('--web', 'in the browser, also where the desktop could run')
    .option('--desktop', 'try the desktop again where its runtime could not be had before')
    .option('--no-open', 'open no browser; the address is printed in any case')
    .option('--port <number>', 'serve the browser on this port (default: 4870 or the next that is free)', parsePort)
    .option('--new-token', 'end the sessions of all browsers')
    .addHelpText('after', '\nExample:\n  $ weir start --web --no-open     on a machine reached with ssh -L 4870:localhost:4870')
    .action((options: Options) => start(options, shell))
}

async function start(options: Options, shell: Shell): Promise<void> {
  if (!existsSync(join(root, 'dist/window/index.html'))) {
    const { startInTerminal } = await import('./start-in-terminal.ts')
    return startInTerminal(shell)
  }
  const { signal } = shell.interrupt
  const workspace = shell.workspace()
  const { startDesktop, hasDisplay } = await import('../start.ts')
  const started = await startDesktop({ root, workspace, web: options.web ?? false, desktop: options.desktop ?? false, signal, tell, show })
  if (started.kind === 'handed-over') return
  if (started.kind === 'ready') {
    const code = await started.ended
    if (code !== 0 && !signal.aborted) throw new Stop(exitCodes.fault, `the desktop ended with code ${code}`)
    return
  }
  if (signal.aborted) return
  tell(`weir: the window is served to a browser: ${started.reason}`)
  const { serveInBrowser } = await import('../web/serve.ts')
  const served = await serveInBrowser({
    root,
    workspace,
    version: readVersion(),
    note: started.reason,
    open: options.open && hasDisplay(),
    ...(options.port === undefined ? {} : { port: options.port }),
    newToken: options.newToken ?? false,
    signal,
    say,
    tell: (sentence) => tell(`weir: ${sentence}`),
    onAsked: listenForEnter,
  })
  if (!served.ok) throw new Stop(exitCodes.input, served.message)
  tell('weir: stopped; what was saved, and every draft, is kept')
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError(`"${text}" is no port; give a number from 1 to 65535, or 0 for any`)
  return port
}

/** A line on a terminal that takes the place of the one before. */
function show(line: string | undefined): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line ?? ''}`)
}

/** Calls back for each line a person ends. Does not keep the process alive. */
function listenForEnter(again: () => void): void {
  if (!process.stdin.isTTY) return
  process.stdin.on('data', again)
  process.stdin.unref()
}
