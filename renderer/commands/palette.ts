import { say } from '../text/en.ts'
import type { Command } from './command.ts'

/** The list of everything that can be done, and of every node that can be put in. */
export const openPalette: Command = {
  id: 'view.commands',
  title: say('commands.open'),
  keys: ['$mod+k'],
  place: 'window',
  run: ({ window }) => window.dialogs.showCommands(),
}
