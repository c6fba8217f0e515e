import type { Desk, DeskCommand, DeskConfig } from '../../../engine/desk/contract.ts'
import { createDesk } from '../../../engine/desk/desk.ts'

type Mutant = { readonly bug: string; readonly make: (config: DeskConfig) => Desk }

/** A desk whose commands pass through `change` on their way out. */
function changed(change: (commands: readonly DeskCommand[], desk: Desk) => readonly DeskCommand[]): Mutant['make'] {
  return (config) => {
    const desk = createDesk(config)
    return { ...withGetters(desk), handle: (event) => change([...desk.handle(event)], desk) }
  }
}

function withGetters(desk: Desk): Desk {
  return Object.create(desk) as Desk
}

/** Desks with one planted bug each, all of which close more than is held under some stream of events. */
export const deskMutants: readonly Mutant[] = [
  {
    bug: 'a cancel is taken for proven as soon as it is asked for',
    make: (config) => {
      const desk = createDesk(config)
      const mutant = withGetters(desk)
      mutant.handle = (event) => {
        const commands = [...desk.handle(event)]
        for (let i = 0; i < commands.length; i++) {
          const command = commands[i]
          if (command.kind !== 'cancel') continue
          const fact = { kind: 'canceled', sequence: command.sequence, time: 0, reason: 'assumed' } as const
          commands.push(...desk.handle({ kind: 'fact', fact }))
        }
        return commands
      }
      return mutant
    },
  },
  {
    bug: 'netted exit: the legs of a bracket are not linked',
    make: changed((commands) =>
      commands.map((command) =>
        command.kind === 'submit' && command.order.group !== '' ? { ...command, order: { ...command.order, group: '' } } : command,
      ),
    ),
  },
  {
    bug: 'an exit is sent twice',
    make: changed((commands) =>
      commands.flatMap((command) => (command.kind === 'submit' && command.order.purpose === 'reduce' ? [command, command] : [command])),
    ),
  },
]
