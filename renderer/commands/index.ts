import { canvasCommands } from './canvas.ts'
import type { Command } from './command.ts'
import { documentCommands } from './documents.ts'
import { redo, undo } from './edit.ts'
import { showAbout, showHelp, showKeys } from './help.ts'
import { openPalette } from './palette.ts'
import { runBacktest, stopRun } from './run.ts'
import { viewCommands } from './view.ts'

/** Every command: menus, keys and the command palette read this list. */
export const commands: readonly Command[] = [
  ...documentCommands,
  undo,
  redo,
  runBacktest,
  stopRun,
  openPalette,
  showHelp,
  showKeys,
  showAbout,
  ...viewCommands,
  ...canvasCommands,
]
