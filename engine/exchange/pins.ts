import { createHash, type X509Certificate } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/**
 * Which public keys a host has shown: learned at the first meeting, afterwards a person's decision. At once and in order, so that two
 * connections opened together cannot both be the first.
 */
export type PinStore = {
  /** The pins of a host (`name` or `name:port`), none before the first meeting. Throws when nobody can tell. */
  get(host: string): readonly string[]
  /** Adds a pin, on the disk when it returns. Throws when it cannot be kept: what was not kept would be learned anew next time. */
  learn(host: string, pin: string): void
}

/** The pin of a certificate: SHA-256 of its public key (SPKI), base64. A renewed certificate of the same key keeps its pin. */
export function pinOf(certificate: X509Certificate): string {
  return createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
}

const pin = z.string().regex(/^[A-Za-z0-9+/]{43}=$/)
const fileShape = z.strictObject({
  format: z.literal('weir-pins'),
  hosts: z.record(z.string(), z.array(pin).min(1)),
  /** Changed identities a person has taken, oldest first: when (UTC milliseconds), whose, instead of what. */
  taken: z.array(z.strictObject({ at: z.number(), host: z.string(), before: z.array(pin), after: pin })).default([]),
})
type PinFile = z.output<typeof fileShape>

/** A changed identity that a person has taken. */
export type TakenIdentity = PinFile['taken'][number]

/**
 * Pins in a file of this user alone, read anew each time: another process may have learned or a person decided meanwhile. A file that
 * cannot be read is no empty one, which would believe whoever comes next: the sentence says what to do. `replace` is for a person who has
 * looked at a changed identity and takes it: that he did is kept.
 */
export function openPinFile(path: string):
  | {
      readonly ok: true
      readonly pins: PinStore & { replace(host: string, pin: string, at: number): void; taken(): readonly TakenIdentity[] }
    }
  | { readonly ok: false; readonly message: string } {
  const keep = (host: string, pins: readonly string[], change: (file: PinFile) => PinFile['taken']) => {
    const file = readFile(path)
    const whole: PinFile = { format: 'weir-pins', hosts: { ...file.hosts, [host]: [...pins] }, taken: change(file) }
    writeWhole(path, `${JSON.stringify(whole, null, 2)}\n`)
  }
  const get = (host: string) => {
    const { hosts } = readFile(path)
    return Object.hasOwn(hosts, host) ? hosts[host]! : []
  }
  try {
    readFile(path)
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
  return {
    ok: true,
    pins: {
      get,
      taken: () => readFile(path).taken,
      learn: (host, pin) => keep(host, [...new Set([...get(host), pin])], ({ taken }) => taken),
      replace: (host, after, at) => keep(host, [after], ({ taken }) => [...taken, { at, host, before: [...get(host)], after }]),
    },
  }
}

function readFile(path: string): PinFile {
  try {
    return fileShape.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { format: 'weir-pins', hosts: {}, taken: [] }
    throw new Error(
      `the identities of exchanges in "${path}" cannot be read, so nobody can tell whether one has changed: put back a copy, or delete it and compare anew`,
      { cause: error },
    )
  }
}

/** Beside its place, to the disk, then into place. */
function writeWhole(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const beside = `${path}.${process.pid}.tmp`
  try {
    const file = openSync(beside, 'w', 0o600)
    try {
      writeSync(file, text)
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(beside, path)
  } finally {
    rmSync(beside, { force: true })
  }
}
