import { openJournal } from '../../engine/journal/writer.ts'

/** Writes records over and over until it is killed, and says the number of each that was made safe. */
const journal = openJournal({
  folder: process.argv[2],
  run: 'endless',
  signer: null,
  engineVersion: 'test',
  clock: { wall: Date.now, mono: () => performance.now() },
  segmentBytes: 20_000,
  onFailure(error) {
    throw error
  },
})
for (let i = 1; ; i++) {
  journal.append('count', { i, filler: 'x'.repeat(i % 400) })
  if (i % 7 === 0 && journal.sync()) process.stdout.write(`${i}\n`)
}
