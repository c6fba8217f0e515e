/** Full jitter: anything up to `first` doubled `attempt` times, `most` at the most, in milliseconds. `random` is uniform in [0, 1). */
export function backoff(attempt: number, random: () => number, first = 500, most = 30_000): number {
  let bound = first
  for (let i = 0; i < attempt && bound < most; i++) bound *= 2
  return Math.floor(random() * Math.min(bound, most))
}
