import { expect, test } from 'vitest'
import { keepRecords, runOnPaper } from '../kit/paper.ts'
import { openExample, run } from '../properties/example-runs.ts'

/** A record whose disk is full from the order numbered `from` on. */
function failingRecorder(from: number, failed: () => void) {
  const kept = keepRecords()
  let submits = 0
  let full = false
  return {
    ...kept,
    append(kind: string, body: unknown): number {
      if (kind === 'command' && (body as { kind: string }).kind === 'submit') submits++
      return kept.append(kind, body)
    },
    sync(): boolean {
      if (!full && submits >= from) {
        full = true
        failed()
      }
      return full ? false : kept.sync()
    },
  }
}

test('T-DISK-FULL REQ-36 REQ-84 an order that is not on record does not leave, the run halts, and cancels still do', async () => {
  const example = await openExample('grid', 60)
  const { times } = run(example)
  const sent: number[] = []
  const canceled: number[] = []
  let failedAt = -1
  const recorder = failingRecorder(3, () => {
    failedAt = sent.length
    queueMicrotask(() => paper.operate('halt'))
  })
  const paper = runOnPaper(example, times[60] - (times[1] - times[0]), recorder, {
    openVenue: ({ emit }) => ({
      submit({ sequence, time }) {
        sent.push(sequence)
        emit({ kind: 'accepted', sequence, time })
      },
      cancel: (sequence) => void canceled.push(sequence),
    }),
  })
  await paper.ended
  expect(failedAt).toBeGreaterThan(0)
  // Nothing left after the failure, neither the order it showed on nor any later one.
  expect(sent).toHaveLength(failedAt)
  const refused = paper.desk.orders().filter(({ endReason }) => endReason.startsWith('NOT_RECORDED'))
  expect(refused.length).toBeGreaterThan(0)
  expect(paper.desk.denials.some(({ code }) => code === 'STATE')).toBe(true)
  // What rested is asked to go all the same.
  expect(canceled.length).toBeGreaterThan(0)
})
