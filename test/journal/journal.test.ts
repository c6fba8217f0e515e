import fc from 'fast-check'
import { copyFileSync, cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { decode, encode } from '../../engine/journal/encoding.ts'
import { realFiles, segmentFile } from '../../engine/journal/files.ts'
import { exportJournal } from '../../engine/journal/lines.ts'
import { markFile } from '../../engine/journal/mark.ts'
import { readJournal } from '../../engine/journal/read.ts'
import type { JournalRecord } from '../../engine/journal/record.ts'
import { newSigningKey, signerOf } from '../../engine/journal/signer.ts'
import { JournalBroken, openJournal, type JournalOptions } from '../../engine/journal/writer.ts'
import { buildScript } from '../kit/run-script.ts'

const folders: string[] = []
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'journal-'))
  folders.push(made)
  return join(made, 'journal')
}
afterEach(() => {
  for (const one of folders.splice(0)) rmSync(one, { recursive: true, force: true })
})

const signer = signerOf(newSigningKey().privateKey)

function open(at: string, options: Partial<JournalOptions> = {}) {
  let now = Date.UTC(2026, 0, 1)
  return openJournal({
    folder: at,
    run: 'run-1',
    signer,
    engineVersion: 'test',
    clock: { wall: () => now++, mono: () => now - Date.UTC(2026, 0, 1) },
    onFailure: () => {},
    ...options,
  })
}

function read(at: string, options?: Parameters<typeof readJournal>[2]) {
  const records: JournalRecord[] = []
  const state = readJournal(at, (record) => records.push(record), options)
  return { ...state, kept: records }
}

/** A journal of several segments with all kinds of bodies. */
function written(records = 60, options: Partial<JournalOptions> = {}): string {
  const at = folder()
  const journal = open(at, { segmentBytes: 4000, ...options })
  for (let i = 0; i < records; i++) {
    journal.append(
      i % 3 === 0 ? 'command' : 'mark',
      { i, price: i / 7, text: `ä${i}`, missing: NaN, far: -Infinity },
      { corr: String(i % 5) },
    )
    if (i % 10 === 9) journal.sync()
  }
  journal.close('the end')
  return at
}

describe('a journal', () => {
  test('gives back what was written, in order, over segments, sealed', () => {
    const at = written()
    const state = read(at, { publicKey: signer.publicKey })
    expect(state).toMatchObject({ ok: true, closed: true, torn: null, run: 'run-1', problems: [] })
    expect(state.segments).toBeGreaterThan(2)
    expect(state.kept.map(({ seq }) => seq)).toEqual(state.kept.map((_, i) => i + 1))
    const own = state.kept.filter(({ kind }) => kind === 'mark' || kind === 'command')
    expect(own.length).toBe(60)
    expect(own[13].body).toEqual({ i: 13, price: 13 / 7, text: 'ä13', missing: NaN, far: -Infinity })
    expect(own[13].corr).toBe('3')
  })

  test('every value survives', () => {
    fc.assert(
      fc.property(
        fc.anything({
          withNullPrototype: false,
          values: [fc.double(), fc.string(), fc.boolean(), fc.constant(null), fc.constant(-0)],
          key: fc.oneof(fc.string(), fc.constant('$')),
        }),
        (value) => {
          expect(decode(JSON.parse(encode(value)))).toEqual(value)
        },
      ),
    )
    expect(decode(JSON.parse(encode(Float64Array.of(1, NaN, -0))))).toEqual([1, NaN, -0])
  })

  test('the folder and its files are for this user only', () => {
    const at = written()
    expect(statSync(at).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(at)) expect(statSync(join(at, name)).mode & 0o777, name).toBe(0o600)
  })

  test('goes on where another process left it, and says so', () => {
    const at = written(20)
    const journal = open(at)
    journal.append('mark', { again: true })
    journal.close('again')
    const state = read(at)
    expect(state.ok).toBe(true)
    expect(state.kept.find(({ kind }) => kind === 'recovered')?.body).toEqual({ torn: 0, closed: true })
  })

  test('without a key it is unsigned, and still chained', () => {
    const at = written(20, { signer: null })
    expect(read(at)).toMatchObject({ ok: true, publicKey: null })
    expect(read(at, { publicKey: signer.publicKey }).ok).toBe(false)
  })

  test('REQ-81 a secret never reaches the disk', () => {
    const secret = 'canary"\\7f3a9'
    const at = folder()
    const journal = open(at, { secrets: () => [secret] })
    journal.append('raw', { answer: `key=${secret}&x`, nested: [{ [secret]: secret }] })
    journal.close('done')
    const text = readdirSync(at)
      .map((name) => readFileSync(join(at, name), 'latin1'))
      .join('')
    expect(text).not.toContain('7f3a9')
    expect(text).toContain('[removed]')
    expect(read(at).ok).toBe(true)
  })
})

describe('T-JOURNAL: tampering is found', () => {
  const source = () => {
    const at = written()
    const files = readdirSync(at).filter((name) => name.endsWith('.ndjson'))
    return { at, files }
  }
  function copyOf(at: string): string {
    const copy = folder()
    cpSync(at, copy, { recursive: true })
    return copy
  }

  test('REQ-83 any byte flipped', () => {
    const { at, files } = source()
    const copy = copyOf(at)
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.integer({ min: 0, max: 7 }),
        (name, where, bit) => {
          const bytes = readFileSync(join(at, name))
          bytes[Math.floor(where * bytes.length)] ^= 1 << bit
          writeFileSync(join(copy, name), bytes)
          const state = read(copy)
          copyFileSync(join(at, name), join(copy, name))
          expect(state.ok).toBe(false)
        },
      ),
      { numRuns: 300 },
    )
    expect(read(copy).ok).toBe(true)
  })

  test('REQ-83 the tail dropped, by lines, by bytes and by segments', () => {
    const { at, files } = source()
    const lines = readFileSync(join(at, files.at(-1)!), 'utf8')
      .trimEnd()
      .split('\n')
    for (let keep = 0; keep < lines.length; keep++) {
      const copy = copyOf(at)
      writeFileSync(
        join(copy, files.at(-1)!),
        lines
          .slice(0, keep)
          .map((line) => `${line}\n`)
          .join(''),
      )
      expect(read(copy).ok, `${keep} lines kept`).toBe(false)
    }
    const copy = copyOf(at)
    rmSync(join(copy, files.at(-1)!))
    expect(read(copy).ok).toBe(false)
    for (const name of files.slice(1, -1)) rmSync(join(copy, name))
    writeFileSync(join(copy, files[0]), '')
    expect(read(copy).ok, 'everything').toBe(false)
    const torn = copyOf(at)
    writeFileSync(join(torn, files.at(-1)!), readFileSync(join(at, files.at(-1)!)).subarray(0, -40))
    expect(read(torn).ok).toBe(false)
  })

  test('two records swapped, one taken out, one put in twice', () => {
    const { at, files } = source()
    const lines = readFileSync(join(at, files[1]), 'utf8').trimEnd().split('\n')
    const variants = [
      [lines[0], lines[2], lines[1], ...lines.slice(3)],
      [lines[0], ...lines.slice(2)],
      [lines[0], lines[1], ...lines.slice(1)],
    ]
    for (const variant of variants) {
      const copy = copyOf(at)
      writeFileSync(join(copy, files[1]), variant.map((line) => `${line}\n`).join(''))
      expect(read(copy).ok).toBe(false)
    }
  })

  test('a segment taken away, and segments in another order', () => {
    const { at, files } = source()
    const without = copyOf(at)
    rmSync(join(without, files[1]))
    expect(read(without).ok).toBe(false)
    const swapped = copyOf(at)
    copyFileSync(join(at, files[2]), join(swapped, files[1]))
    copyFileSync(join(at, files[1]), join(swapped, files[2]))
    expect(read(swapped).ok).toBe(false)
  })

  test('a whole journal written anew by somebody without the key', () => {
    const forged = written(60, { signer: signerOf(newSigningKey().privateKey) })
    expect(read(forged).ok).toBe(true)
    expect(read(forged, { publicKey: signer.publicKey }).ok).toBe(false)
  })

  test('the mark changed or taken away, and a mark kept elsewhere that it does not reach', () => {
    const { at } = source()
    const without = copyOf(at)
    rmSync(markFile(without))
    expect(read(without).ok).toBe(false)
    const changed = copyOf(at)
    writeFileSync(markFile(changed), readFileSync(markFile(changed), 'utf8').replaceAll(/"seq":\d+/g, '"seq":5'))
    expect(read(changed).ok).toBe(false)
    expect(read(at, { mark: { run: 'run-1', seq: 10_000, hash: 'x' } }).ok).toBe(false)
  })

  test('going on with a broken one is refused', () => {
    const { at, files } = source()
    const copy = copyOf(at)
    rmSync(join(copy, files[1]))
    expect(() => open(copy)).toThrow(JournalBroken)
  })
})

describe('a journal exported to one file', () => {
  function exported(at = written()): string {
    const file = `${folder()}.weir-journal`
    writeFileSync(file, [...exportJournal(at, 'run-1')].join(''))
    return file
  }

  test('is read as its folder is: the same records, segments, seal and mark', () => {
    const at = written()
    const [one, other] = [read(exported(at), { publicKey: signer.publicKey }), read(at, { publicKey: signer.publicKey })]
    expect(other.segments).toBeGreaterThan(2)
    expect(one).toEqual(other)
  })

  test('any byte of it flipped, its tail dropped, its head gone, records swapped: found', () => {
    const file = exported()
    const bytes = readFileSync(file)
    const head = bytes.indexOf(10) + 1
    const changed = `${file}.changed`
    const ok = (content: Buffer | string) => {
      writeFileSync(changed, content)
      return read(changed).ok
    }
    expect(ok(bytes)).toBe(true)
    for (let i = 0; i < 60; i++) {
      const copy = Buffer.from(bytes)
      copy[head + Math.floor(((bytes.length - head) * i) / 60)] ^= 1 << (i % 8)
      expect(ok(copy), String(i)).toBe(false)
    }
    const lines = bytes.toString().trimEnd().split('\n')
    const text = (some: readonly string[]) => some.map((line) => `${line}\n`).join('')
    for (let keep = 0; keep < lines.length; keep++) expect(ok(text(lines.slice(0, keep))), String(keep)).toBe(false)
    expect(ok(bytes.subarray(head))).toBe(false)
    expect(ok(text([...lines.slice(0, 5), lines[6], lines[5], ...lines.slice(7)]))).toBe(false)
    expect(ok('')).toBe(false)
  })

  test('of a run that is at work it ends with what was whole then', () => {
    const at = folder()
    const journal = open(at)
    for (let i = 0; i < 20; i++) journal.append('mark', { i })
    journal.sync()
    const pieces = exportJournal(at, 'run-1')
    let text = pieces.next().value as string
    journal.append('mark', { i: 20 })
    journal.sync()
    for (const piece of pieces) text += piece
    const file = `${folder()}.weir-journal`
    writeFileSync(file, text)
    expect(read(file)).toMatchObject({ ok: true, closed: false, records: 22 })
    journal.close('the end')
  })
})

describe('T-JOURNAL: what a crash leaves', () => {
  test('a record torn beyond the mark is cut off and said', () => {
    const at = folder()
    const journal = open(at)
    journal.append('mark', { i: 1 })
    journal.sync()
    journal.append('mark', { i: 2 })
    journal.flush()
    const file = segmentFile(at, 1)
    const whole = readFileSync(file)
    writeFileSync(file, whole.subarray(0, -20))
    expect(read(at)).toMatchObject({ ok: true, torn: { file } })
    const again = open(at)
    again.close('done')
    const state = read(at)
    expect(state).toMatchObject({ ok: true, torn: null })
    expect(state.kept.some(({ kind, body }) => kind === 'mark' && (body as { i: number }).i === 2)).toBe(false)
  })

  test('killed at any moment, nothing that was made safe is lost', async () => {
    const start = await buildScript('journal/endless-journal.script.ts')
    for (let round = 0; round < 4; round++) {
      const at = folder()
      const child = start(at)
      let said = 0
      child.stdout!.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().trimEnd().split('\n')) said = Math.max(said, Number(line) || 0)
      })
      await new Promise<void>((resolve) => {
        const wait = setInterval(() => {
          if (said < 200 + 137 * round) return
          clearInterval(wait)
          resolve()
        }, 1)
      })
      child.kill('SIGKILL')
      await new Promise((resolve) => child.on('close', resolve))
      const journal = open(at, { signer: null, run: 'endless' })
      journal.close('after the kill')
      const state = read(at)
      expect(state.problems).toEqual([])
      expect(state.kept.filter(({ kind }) => kind === 'count').length).toBeGreaterThanOrEqual(said)
    }
  }, 60_000)
})

describe('T-DISK-FULL REQ-84: a disk that refuses', () => {
  test.each(['write', 'sync'] as const)('a failed %s is told at once and nothing is said to be safe after it', (part) => {
    const at = folder()
    let full = false
    const failures: Error[] = []
    const journal = open(at, {
      onFailure: (error) => failures.push(error),
      files: {
        ...realFiles,
        [part]: (...given: never[]) => {
          if (full) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' })
          return (realFiles[part] as (...args: never[]) => void)(...given)
        },
      },
    })
    journal.append('mark', { i: 1 })
    expect(journal.sync()).toBe(true)
    const safe = journal.seq
    full = true
    journal.append('mark', { i: 2 })
    expect(journal.sync()).toBe(false)
    expect(failures).toHaveLength(1)
    full = false
    journal.append('mark', { i: 3 })
    expect(journal.sync()).toBe(false)
    expect(failures).toHaveLength(1)
    expect(journal.failed).toBe(failures[0])
    expect(read(at).mark).toMatchObject({ seq: safe })
  })
})
