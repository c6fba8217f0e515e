import { exitCodes, Stop, type ExitCode } from './stop.ts'

/** Ctrl-C and a request to end: the first stops the work and lets it clear up, the second ends the process. */
export type Interrupt = {
  readonly signal: AbortSignal
  /** Ends the command if a stop was asked for: called before anything is written. */
  readonly check: () => void
}

export function listenForInterrupt(): Interrupt {
  const controller = new AbortController()
  let code: ExitCode = exitCodes.interrupted
  const listen = (name: 'SIGINT' | 'SIGTERM', asCode: ExitCode) =>
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(code)
      code = asCode
      controller.abort()
    })
  listen('SIGINT', exitCodes.interrupted)
  listen('SIGTERM', exitCodes.terminated)
  return {
    signal: controller.signal,
    check() {
      if (controller.signal.aborted) throw new Stop(code, 'stopped; nothing was written')
    },
  }
}
