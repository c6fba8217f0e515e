import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'vite'

/** One planted bug: a piece of a source file and what stands there instead. */
export type Planted = {
  /** Path below the project. */
  readonly file: string
  readonly from: string
  readonly to: string
}

const project = join(import.meta.dirname, '../../..')

/**
 * Loads a module of the project with a bug planted in it or in what it imports. Throws when the piece does not stand in
 * the file exactly once: a mutant that changes nothing proves nothing.
 */
export async function plant(entry: string, { file, from, to }: Planted): Promise<Record<string, unknown>> {
  let planted = 0
  const result = await build({
    root: project,
    configFile: false,
    logLevel: 'error',
    build: { write: false, ssr: join(project, entry), minify: false, target: 'node20' },
    ssr: { noExternal: true },
    plugins: [
      {
        name: 'plant',
        enforce: 'pre',
        transform(code, id) {
          if (id !== join(project, file)) return undefined
          planted = code.split(from).length - 1
          return code.replace(from, () => to)
        },
      },
    ],
  })
  if (planted !== 1) throw new Error(`"${from}" stands ${planted} times in ${file}, a planted bug needs exactly one.`)
  const [chunk] = [result].flat().flatMap((one) => ('output' in one ? one.output : []))
  if (chunk.type !== 'chunk') throw new Error(`${entry} gave no code`)
  const folder = mkdtempSync(join(tmpdir(), 'weir-mutant-'))
  try {
    const path = join(folder, 'mutant.mjs')
    writeFileSync(path, chunk.code)
    return (await import(/* @vite-ignore */ pathToFileURL(path).href)) as Record<string, unknown>
  } finally {
    rmSync(folder, { recursive: true })
  }
}
