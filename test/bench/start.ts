import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../bin/weir', import.meta.url))

/** What every command pays before it does anything: the launcher, the check for a fresh build, reading the command line. */
export async function bench(print: (line: string) => void): Promise<void> {
  const bare = medianTime(['-e', '0'])
  const weir = medianTime([launcher, '--version'])
  print(`node doing nothing ${bare.toFixed(0)} ms, weir --version ${weir.toFixed(0)} ms (medians of 15 whole processes)`)
}

/** Median wall time in milliseconds of 15 runs of Node with these parameters. */
function medianTime(parameters: readonly string[]): number {
  const times = Array.from({ length: 15 }, () => {
    const start = performance.now()
    const { status, stderr } = spawnSync(process.execPath, parameters, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`node ${parameters.join(' ')} failed: ${stderr}`)
    return performance.now() - start
  })
  return times.toSorted((a, b) => a - b)[7] ?? Number.NaN
}
