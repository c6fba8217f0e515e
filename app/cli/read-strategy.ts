import { open } from 'node:fs/promises'
import { parseDocument } from '../../nodes/strategy/parse.ts'
import type { StrategyDocument } from '../../nodes/strategy/document.ts'
import type { Finding } from '../../nodes/strategy/findings.ts'
import { exitCodes, Stop } from './stop.ts'

/** A strategy of 2,000 nodes takes half a megabyte. */
const LARGEST = 32 * 1024 * 1024

export type ReadStrategy =
  | { readonly document: StrategyDocument; readonly notes: readonly string[] }
  | { readonly findings: readonly Finding[] }

/** Reads and parses a strategy file. What is no file to be read stops the command; what is wrong inside it comes back as findings. */
export async function readStrategy(path: string): Promise<ReadStrategy> {
  const text = await readText(path)
  if (text.trim() === '')
    throw new Stop(exitCodes.input, `"${path}" is empty; a strategy file is JSON, "weir new" writes one to start from`)
  return parseDocument(text)
}

async function readText(path: string): Promise<string> {
  try {
    const file = await open(path, 'r')
    try {
      const stats = await file.stat()
      if (stats.isDirectory()) throw new Stop(exitCodes.input, `"${path}" is a folder; name a strategy file in it`)
      const chunks: Uint8Array[] = []
      let size = 0
      for await (const chunk of file.createReadStream({ autoClose: false })) {
        size += (chunk as Uint8Array).length
        if (size > LARGEST) throw new Stop(exitCodes.input, `"${path}" is larger than 32 MB and so is no strategy file; check the path`)
        chunks.push(chunk as Uint8Array)
      }
      return Buffer.concat(chunks).toString('utf8')
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof Stop || !(error instanceof Error) || !('code' in error)) throw error
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') throw new Stop(exitCodes.input, `there is no file "${path}"; check the path`)
    if (error.code === 'EISDIR') throw new Stop(exitCodes.input, `"${path}" is a folder; name a strategy file in it`)
    if (error.code === 'EACCES' || error.code === 'EPERM') throw new Stop(exitCodes.input, `"${path}" may not be read by this user`)
    throw new Stop(exitCodes.input, `"${path}" cannot be read (${String(error.code)})`)
  }
}
