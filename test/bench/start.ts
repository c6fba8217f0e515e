import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const launcher = fileURLToPath(new URL('../bin/weir', import.meta.url))

const example = fileURLToPath(new URL('../examples/strategies/sma-cross.weir', import.meta.url))

/** What every command pays before it does anything, and what a backtest of a hundred thousand bars of the practice market takes from the command to its report. */
export async function bench(print: (line: string) => void): Promise<void> {
  const bare = medianTime(['-e', '0'])
  const weir = medianTime([launcher, '--version'])
  const workspace = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  const backtest = medianTime([launcher, 'backtest', example, '--data', 'practice', '--workspace', workspace])
  rmSync(workspace, { recursive: true })
  print(`node doing nothing ${bare.toFixed(0)} ms, weir --version ${weir.toFixed(0)} ms (medians of 15 whole processes)`)
  print(
    `weir backtest of the SMA cross over 100,776 bars of 1h: ${backtest.toFixed(0)} ms (target 500), ${(backtest / bare).toFixed(1)} × node doing nothing`,
  )
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
