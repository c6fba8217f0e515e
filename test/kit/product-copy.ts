import { cpSync, mkdirSync, readdirSync, realpathSync, symlinkSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { project } from './open-window.ts'

/** The shipped candles of the S&P 500, below the folder of a product. */
export const shippedCandles = 'node_modules/vega-datasets/data/sp500-2000.csv'

/**
 * Copies the built product into a folder, as an installation has it: no sources, packages beside it. The shipped candles are a copy of their
 * own, so that a test may change one; every other package is led to.
 */
export function copyProduct(folder: string): void {
  for (const part of ['bin', 'package.json', 'examples', 'dist'])
    cpSync(join(project, part), join(folder, part), { recursive: true, filter: (path) => basename(path) !== '.compiled' })
  const packages = realpathSync(join(project, 'node_modules'))
  mkdirSync(join(folder, 'node_modules'))
  for (const name of readdirSync(packages))
    if (!name.startsWith('.') && name !== 'vega-datasets') symlinkSync(join(packages, name), join(folder, 'node_modules', name))
  for (const part of [shippedCandles, 'node_modules/vega-datasets/package.json', 'node_modules/vega-datasets/build']) {
    mkdirSync(dirname(join(folder, part)), { recursive: true })
    cpSync(join(project, part), join(folder, part), { recursive: true })
  }
}
