/** A run that never began because a later one took its place. */
export class Superseded extends Error {
  override readonly name = 'Superseded'
}

/** At most one task runs and one waits; a new one takes the place of the one waiting. */
export type Queue = {
  run<Result>(task: () => Promise<Result>): Promise<Result>
  /** Resolves once nothing runs and nothing waits: for work that takes nobody's place. */
  quiet(): Promise<void>
}

export function createQueue(): Queue {
  let running: Promise<unknown> | undefined
  let waiting: { readonly begin: () => void; readonly giveUp: () => void } | undefined

  return {
    async quiet() {
      const passed = () => undefined
      while (running) await running.then(passed, passed)
    },
    run(task) {
      const start = () => {
        const done = task()
        running = done
        const next = () => {
          running = undefined
          const after = waiting
          waiting = undefined
          after?.begin()
        }
        done.then(next, next)
        return done
      }
      if (!running) return start()
      return new Promise((resolve, reject) => {
        waiting?.giveUp()
        waiting = { begin: () => void start().then(resolve, reject), giveUp: () => reject(new Superseded('a later run took its place')) }
      })
    },
  }
}
