import { open, readFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { timeframes, type Timeframe } from '../../nodes/define/timeframe.ts'
import { instrumentSchema } from '../money/instruments.ts'
import { refuse, refuseFile, type Outcome } from './problems.ts'

/** One chunk file of a series, as its manifest knows it. */
const chunkEntry = z.strictObject({
  /** Which 4,096 places of the timeframe's grid it covers. */
  chunk: z.int(),
  rows: z.int().min(1).max(4096),
  /** Open times of its first and last bar, UTC milliseconds. */
  first: z.number(),
  last: z.number(),
  file: z.string().regex(/^-?\d+-[0-9a-f]{16}\.bars$/),
  /** SHA-256 of the rows; the first half is in the file's name. */
  key: z.string().regex(/^[0-9a-f]{64}$/),
})
export type ChunkEntry = z.output<typeof chunkEntry>

/** What a folder of candles holds. It is replaced whole and last: chunks it does not name do not exist. */
export const manifestSchema = z.strictObject({
  format: z.literal('weir-candles'),
  formatVersion: z.literal(1),
  timeframe: z.enum(timeframes),
  instrument: instrumentSchema,
  chunks: z.array(chunkEntry),
})
export type Manifest = z.output<typeof manifestSchema>

export const MANIFEST = 'series.json'

/** The folder of all candles of a workspace. */
export const dataFolder = (workspace: string): string => join(workspace, 'data')

const symbolPart = /^[A-Z0-9](?:[A-Z0-9.]{0,18}[A-Z0-9])?$/

/** The folder of one series, "BTC/USDT" 1h → data/BTC-USDT/1h. A symbol that is none, or tries to leave the folder, is refused. */
export function seriesFolder(workspace: string, symbol: string, timeframe: Timeframe): Outcome<{ folder: string }> {
  const parts = symbol.split('/')
  if (parts.length !== 2 || !parts.every((part) => symbolPart.test(part))) {
    return refuse('name', `"${symbol}" is no symbol; write BASE/QUOTE in capitals and digits, such as BTC/USDT`)
  }
  return { ok: true, folder: join(dataFolder(workspace), `${parts[0]}-${parts[1]}`, timeframe) }
}

/** Writes a file so that it is there whole or not at all, also after a power cut: beside its place, synced, then renamed. For this user only, unless another mode is asked for. */
export async function writeWhole(path: string, write: (file: FileHandle) => Promise<unknown>, mode = 0o600): Promise<void> {
  const beside = `${path}.tmp`
  const file = await open(beside, 'w', mode)
  try {
    await write(file)
    await file.sync()
    await file.close()
    await rename(beside, path)
  } catch (error) {
    await file.close()
    await rm(beside, { force: true })
    throw error
  }
}

/** Makes renames and deletions in a folder last. Windows has no such call and does without. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Replaces the manifest of a series: the moment at which an import counts. */
export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  const lines = manifest.chunks.map((entry) => `    ${JSON.stringify(entry)}`)
  const { format, formatVersion, timeframe, instrument } = manifest
  const head = JSON.stringify({ format, formatVersion, timeframe, instrument }, null, 2).slice(0, -2)
  const path = join(folder, MANIFEST)
  await writeWhole(path, (file) => file.writeFile(`${head},\n  "chunks": [\n${lines.join(',\n')}\n  ]\n}\n`))
  await syncFolder(dirname(path))
}

/** What a series holds; no manifest means no series. */
export async function readManifest(folder: string): Promise<Outcome<{ manifest: Manifest | undefined }>> {
  const path = join(folder, MANIFEST)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    const refusal = refuseFile(error, path)
    return refusal.problems[0].code === 'missing-file' ? { ok: true, manifest: undefined } : refusal
  }
  const parsed = manifestSchema.safeParse(parseJson(text))
  if (parsed.success) return { ok: true, manifest: parsed.data }
  return refuse(
    'corrupt',
    `"${path}" is not a list of stored bars (${parsed.error.issues[0].message}); delete the series and import it again`,
    { file: path },
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
