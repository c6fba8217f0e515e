import { readdirSync, rmSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build as buildWithVite } from 'vite'
import { build } from '../../bin/build.mjs'
import { projectFolder } from './checks.mjs'

/** @typedef {{ bench: (print: (line: string) => void) => Promise<void> }} Bench one file of `test/bench` */

const folder = join(projectFolder, 'test/bench')
const print = (/** @type {string} */ line) => void process.stdout.write(`${line}\n`)

/**
 * Builds the chosen files beside the product, so that what they measure finds its worker and its files where the product does.
 * @param {string[]} names of files in `test/bench`
 * @returns {Promise<string[]>} names of the files written to `dist`
 */
async function buildBenches(names) {
  const result = await buildWithVite({
    root: projectFolder,
    configFile: join(projectFolder, 'vite.node.config.ts'),
    logLevel: 'error',
    mode: 'bench',
    build: {
      emptyOutDir: false,
      outDir: join(projectFolder, 'dist'),
      rolldownOptions: {
        input: Object.fromEntries(names.map((name) => [basename(name, '.ts'), join(folder, name)])),
        output: { entryFileNames: 'bench-[name].js', chunkFileNames: 'bench-[name]-[hash].js' },
      },
    },
  })
  return [result].flat().flatMap((one) => ('output' in one ? one.output.map((file) => file.fileName) : []))
}

const filters = process.argv.slice(3)
const names = readdirSync(folder).filter(
  (name) => name.endsWith('.ts') && (filters.length === 0 || filters.some((text) => name.includes(text))),
)
if (names.length === 0) {
  print(`No benchmark is called like that. There are: ${readdirSync(folder).join(', ')}`)
  process.exit(1)
}

print(`Node ${process.versions.node}, ${availableParallelism()} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB`)
await build(projectFolder, 'program')
const written = await buildBenches(names)
try {
  for (const name of names) {
    print(`\n${basename(name, '.ts')}`)
    const path = join(projectFolder, 'dist', `bench-${basename(name, '.ts')}.js`)
    const { bench } = /** @type {Bench} */ (await import(pathToFileURL(path).href))
    await bench((line) => print(`  ${line}`))
  }
} finally {
  for (const name of written) if (name.startsWith('bench-')) rmSync(join(projectFolder, 'dist', name), { force: true })
}
