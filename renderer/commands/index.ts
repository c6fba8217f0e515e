import { canvasCommands } from './canvas.ts'
import type { Command } from './command.ts'
import { save } from './documents.ts'
import { redo, undo } from './edit.ts'
import { showHelp, showKeys } from './help.ts'
import { openPalette } from './palette.ts'
import { runBacktest, stopRun } from './run.ts'
import { viewCommands } from './view.ts'

/** Every command: menus, keys and the command palette read this list. */
export const commands: readonly Command[] = [
  save,
  undo,
  redo,
  runBacktest,
  stopRun,
  openPalette,
  showHelp,
  showKeys,
  ...viewCommands,
  ...canvasCommands,
]
