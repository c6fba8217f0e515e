import type { Desk, DeskCommand, DeskEvent } from '../desk/contract.ts'

/** Where everything that enters or leaves a desk or a plan is kept, in order of entry: the journal, or nothing in a rehearsal of one. */
export type Recorder = {
  /** Keeps one record; answers with its number. */
  append(kind: string, body: unknown): number
  /** Everything appended is on the disk when this returns. Called before an order leaves. False: the disk refuses. */
  sync(): boolean
  /** Hands what was appended to the system: a killed process loses none of it. */
  flush(): void
}

/** Keeps nothing: for runs that are themselves made from a journal. */
export const noRecorder: Recorder = { append: () => 0, sync: () => true, flush() {} }

/** The desk, with what enters and what leaves it on record. */
export function recordingDesk(desk: Desk, recorder: Recorder): Desk {
  function leaving(commands: readonly DeskCommand[]): readonly DeskCommand[] {
    for (const command of commands) recorder.append('command', describeCommand(desk, command))
    return commands
  }
  // Everything else is the desk's own, its getters included.
  return Object.assign(Object.create(desk) as Desk, {
    handle(event: DeskEvent) {
      recorder.append('event', event)
      return leaving(desk.handle(event))
    },
    mark(slot: number, ticks: number, time: number) {
      recorder.append('mark', { slot, ticks, time })
      return leaving(desk.mark(slot, ticks, time))
    },
  })
}

/** A command in plain data. An order as approved, under the id the venue knows it by, and nothing of what becomes of it. */
export function describeCommand(desk: Pick<Desk, 'clientId'>, command: DeskCommand): unknown {
  if (command.kind !== 'submit') return command
  const { sequence, slot, side, type, lots, limitTicks, triggerTicks, trailTicks, capTicks, timeInForce, purpose, group, time } =
    command.order
  const order = { sequence, slot, side, type, lots, limitTicks, triggerTicks, trailTicks, capTicks, timeInForce, purpose, group, time }
  return { kind: 'submit', clientId: desk.clientId(command.order), order }
}
