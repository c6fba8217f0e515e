/** The least of `rounds` timings in milliseconds: what the machine can do when nobody disturbs it. */
export function bestOf(rounds: number, run: () => unknown): number {
  let least = Infinity
  for (let round = 0; round < rounds; round++) {
    const start = performance.now()
    run()
    least = Math.min(least, performance.now() - start)
  }
  return least
}
