import { writeFileSync } from 'node:fs'

/**
 * A process that will hold a key leaves no picture of its memory behind when it crashes: on Linux a core dump of it has no memory in it, and Node
 * writes no report by itself; nor does a signal open Node's inspector, which would show all of it to every program that can reach its port.
 * Who may look into a living process (its user, root) is not kept out by this.
 */
export function guardMemory(): void {
  if (process.platform === 'linux') {
    try {
      writeFileSync('/proc/self/coredump_filter', '0')
    } catch {
      // No such file in this sandbox: then it is for the system to forbid dumps, as the unit in deploy/ does.
    }
  }
  // Whoever listens keeps Node from starting its inspector. Windows has no such signal.
  if (process.platform !== 'win32') process.off('SIGUSR1', ignore).on('SIGUSR1', ignore)
  // The types have it always; an embedded Node may not.
  const report = process.report as typeof process.report | undefined
  if (report) Object.assign(report, { reportOnFatalError: false, reportOnSignal: false, reportOnUncaughtException: false })
}

/** One listener however often it is asked for. */
function ignore(): void {}
