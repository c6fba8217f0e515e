import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MARK_PLACE } from '../../engine/journal/mark.ts'
import { readJournal } from '../../engine/journal/read.ts'
import { newSigningKey, signerOf, type Signer } from '../../engine/journal/signer.ts'
import { openJournal, type JournalWriter } from '../../engine/journal/writer.ts'

const BATCHED = 100_000
const SYNCED = 300

/** Of the size of an order's record. */
const body = { order: 'weir-0123456789abcdef', side: 'buy', type: 'limit', quantity: '0.01250000', price: '64250.10', filled: 0, fee: NaN }

/** Records a second, written in batches and each made safe at once, the latter beside what the disk itself allows. */
export async function bench(print: (line: string) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'weir-bench-'))
  try {
    const batched = join(folder, 'batched')
    const writing = perSecond(BATCHED, () => {
      const journal = open(batched, null)
      for (let i = 0; i < BATCHED; i++) journal.append('order', body)
      journal.close('measured')
    })
    print(`${BATCHED} records in batches: ${writing} a second (target 20000)`)
    const reading = perSecond(BATCHED, () => {
      const { ok, problems } = readJournal(batched, () => {})
      if (!ok) throw new Error(JSON.stringify(problems))
    })
    print(`  read back and verified: ${reading} a second`)

    print(`the disk alone, a record and a mark with one fdatasync: ${diskAlone(join(folder, 'alone'))} a second`)
    for (const [what, signer] of [
      ['unsigned', null],
      ['signed', signerOf(newSigningKey().privateKey)],
    ] as const)
      print(`  each record made safe at once, ${what}: ${synced(join(folder, what), signer)} a second`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function synced(folder: string, signer: Signer | null): number {
  const journal = open(folder, signer)
  const rate = perSecond(SYNCED, () => {
    for (let i = 0; i < SYNCED; i++) {
      journal.append('order', body)
      if (!journal.sync()) throw new Error('the disk refused')
    }
  })
  journal.close('measured')
  return rate
}

/** The least any journal does for a safe record: the bytes written, the disk waited for, the mark written. */
function diskAlone(path: string): number {
  const file = openSync(path, 'a')
  const mark = openSync(`${path}.mark`, 'w')
  const line = Buffer.alloc(450, 'x')
  const place = Buffer.alloc(MARK_PLACE, 'x')
  try {
    return perSecond(SYNCED, () => {
      for (let i = 0; i < SYNCED; i++) {
        writeSync(file, line)
        fdatasyncSync(file)
        writeSync(mark, place, 0, MARK_PLACE, (i % 2) * MARK_PLACE)
      }
    })
  } finally {
    closeSync(file)
    closeSync(mark)
  }
}

function open(folder: string, signer: Signer | null): JournalWriter {
  return openJournal({
    folder,
    run: 'bench',
    signer,
    engineVersion: 'bench',
    clock: { wall: Date.now, mono: () => performance.now() },
    onFailure(error) {
      throw error
    },
  })
}

function perSecond(records: number, act: () => void): number {
  const begun = performance.now()
  act()
  return Math.round((records / (performance.now() - begun)) * 1000)
}
