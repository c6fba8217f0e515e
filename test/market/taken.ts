import { describeProblem, type Outcome, type Problem } from '../../engine/market/problems.ts'

/** The answer, where it must not have been refused. */
export function taken<T>(outcome: Outcome<T>): { readonly ok: true } & T {
  if (!outcome.ok) throw new Error(`refused: ${outcome.problems.map(describeProblem).join('; ')}`)
  return outcome
}

/** The first problem, where the answer must have been a refusal. */
export function refused<T>(outcome: Outcome<T>): Problem {
  if (outcome.ok) throw new Error('was taken although it should have been refused')
  return outcome.problems[0]
}
