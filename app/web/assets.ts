import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** A file of the built window, as it is sent. */
export type Asset = {
  readonly type: string
  readonly bytes: Uint8Array
  readonly zipped: Uint8Array | undefined
  /** Named after its content: never another one under this name. */
  readonly isImmutable: boolean
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  ico: 'image/x-icon',
  woff2: 'font/woff2',
  wasm: 'application/wasm',
  txt: 'text/plain; charset=utf-8',
}
const zippable = /^(text|application\/json|image\/svg|application\/wasm)/
/** Below this a packet is a packet. */
const WORTH_ZIPPING = 1400
const hashed = /-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/
const zip = promisify(gzip)

/**
 * Finds files of the built window by the path of an address. Only what a listing of the folder names can be had: a path is a key and
 * never a way through folders. The listing is made again when the page is asked for, so a new build is served without a restart.
 */
export function openAssets(folder: string): (path: string) => Promise<Asset | undefined> {
  let listing: Promise<ReadonlyMap<string, string>> | undefined
  const kept = new Map<string, { readonly mark: string; readonly asset: Promise<Asset> }>()
  return async (path) => {
    const key = path === '/' ? '/index.html' : path
    if (key === '/index.html') listing = undefined
    listing ??= list(folder)
    const file = (await listing).get(key)
    if (file === undefined) return undefined
    const stats = await stat(file).catch(() => undefined)
    if (!stats?.isFile()) return undefined
    const mark = `${stats.mtimeMs} ${stats.size}`
    const before = kept.get(key)
    if (before?.mark === mark) return before.asset
    const asset = load(file)
    kept.set(key, { mark, asset })
    return asset
  }
}

async function list(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  async function visit(inside: string): Promise<void> {
    for (const entry of await readdir(join(folder, inside), { withFileTypes: true }).catch(() => [])) {
      const path = `${inside}/${entry.name}`
      // No hidden files, no maps of sources, no links that lead out.
      if (entry.name.startsWith('.') || entry.name.endsWith('.map')) continue
      if (entry.isDirectory()) await visit(path)
      else if (entry.isFile()) found.set(encodeURI(path), join(folder, path))
    }
  }
  await visit('')
  return found
}

async function load(file: string): Promise<Asset> {
  const bytes = await readFile(file)
  const type = types[file.slice(file.lastIndexOf('.') + 1).toLowerCase()] ?? 'application/octet-stream'
  const zipped = zippable.test(type) && bytes.length > WORTH_ZIPPING ? await zip(bytes) : undefined
  return { type, bytes, zipped, isImmutable: hashed.test(file) }
}
