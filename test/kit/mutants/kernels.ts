import { defineNode } from '../../../nodes/define/node.ts'
import { number, sameAs } from '../../../nodes/define/ports.ts'
import type { CheckName } from '../contract/kernel-checks.ts'
import { asSubject, type Subject } from '../contract/subject.ts'

type Computing = Parameters<
  typeof defineNode<Record<never, never>, { source: ReturnType<typeof number> }, { result: ReturnType<typeof sameAs> }>
>[0]
type Mutant = { readonly bug: string; readonly foundBy: CheckName; readonly subject: Subject }

/** A node that hands on its source, but for what the mutant changes. */
function mutant(bug: string, foundBy: CheckName, change: Partial<Omit<Computing, 'kernel'>> & Pick<Computing, 'kernel'>): Mutant {
  const subject = asSubject(
    defineNode({
      type: 'math.mutant',
      version: 1,
      title: bug,
      category: 'math',
      summary: bug,
      docs: bug,
      params: {},
      inputs: { source: number() },
      outputs: { result: sameAs('source') },
      missing: 'restart',
      warmup: () => 1,
      history: () => 0,
      state: () => 1,
      examples: [],
      ...change,
    }),
  )
  if (!subject) throw new Error('a mutant computes')
  return { bug, foundBy, subject }
}

let outside = 0

/** Kernels with one planted bug each, and the check that must find it. */
export const mutants: readonly Mutant[] = [
  mutant('reads the next row', 'readsOnlyItsHistory', {
    kernel:
      () =>
      ({ source }, { result }, _state, from, to) => {
        for (let i = from; i < to; i++) result[i] = i + 1 < source.length ? source[i + 1] : source[i]
      },
  }),
  mutant('reads the last row of the block', 'splitsFreely', {
    kernel:
      () =>
      ({ source }, { result }, _state, from, to) => {
        for (let i = from; i < to; i++) result[i] = source[to - 1]
      },
  }),
  mutant('declares less history than it reads', 'readsOnlyItsHistory', {
    warmup: () => 3,
    history: () => 1,
    kernel:
      () =>
      ({ source }, { result }, _state, from, to) => {
        for (let i = from; i < to; i++) result[i] = source[i] - source[i - 2]
      },
  }),
  mutant('keeps a sum in its closure', 'goesOnFromCheckpoint', {
    kernel: () => {
      let sum = 0
      return ({ source }, { result }, _state, from, to) => {
        for (let i = from; i < to; i++) result[i] = sum += source[i]
      }
    },
  }),
  mutant('keeps a sum outside of everything', 'keepsToItself', {
    kernel:
      () =>
      ({ source }, { result }, _state, from, to) => {
        for (let i = from; i < to; i++) result[i] = outside += source[i]
      },
  }),
  mutant('begins its sum anew with every block', 'splitsFreely', {
    kernel:
      () =>
      ({ source }, { result }, _state, from, to) => {
        let sum = 0
        for (let i = from; i < to; i++) result[i] = sum += source[i]
      },
  }),
  mutant('remembers across missing rows', 'forgetsMissingRows', {
    missing: 'skip',
    history: () => 1,
    warmup: () => 2,
    kernel:
      () =>
      ({ source }, { result }, _state, from, to) => {
        for (let i = from; i < to; i++) result[i] = source[i] - source[i - 1]
      },
  }),
  mutant('lets a division by zero into its state', 'recovers', {
    kernel:
      () =>
      ({ source }, { result }, state, from, to) => {
        for (let i = from; i < to; i++) {
          state[0] += 0.1 * (source[i] / source[i] - state[0])
          result[i] = state[0]
        }
      },
  }),
  mutant('forgets to write a row', 'writesEveryRow', {
    kernel:
      () =>
      ({ source }, { result }, _state, from, to) => {
        for (let i = from; i < to; i++) if (source[i] > 0) result[i] = source[i]
      },
  }),
  mutant('speaks later than it says', 'declaresItself', {
    warmup: () => 2,
    kernel:
      () =>
      ({ source }, { result }, state, from, to) => {
        for (let i = from; i < to; i++) result[i] = state[0]++ < 5 ? NaN : source[i]
      },
  }),
  mutant('seeds from more rows than it keeps', 'declaresItself', {
    warmup: () => 4,
    history: () => 1,
    start:
      () =>
      ({ source }, { result }, _state, row) => {
        result[row] = source[row - 3]
      },
    kernel:
      () =>
      ({ source }, { result }, _state, from, to) => {
        for (let i = from; i < to; i++) result[i] = source[i]
      },
  }),
  mutant('carries its average over a gap', 'forgetsMissingRows', {
    kernel: () => {
      let average = NaN
      return ({ source }, { result }, _state, from, to) => {
        for (let i = from; i < to; i++) result[i] = average = average * 0.9 + source[i] || source[i]
      }
    },
  }),
]
