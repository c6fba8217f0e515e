import { say } from '../text/en.ts'
import type { Command } from './command.ts'

/** Undo and redo of everything. */
export const undo: Command = {
  id: 'edit.undo',
  title: ({ tab }) => say('edit.undo', { label: tab?.document.getState().undoSteps.at(-1)?.label ?? '' }).trim(),
  keys: ['$mod+z'],
  place: 'window',
  enabled: ({ tab }) => (tab?.document.getState().undoSteps.length ?? 0) > 0,
  run: ({ tab }) => tab?.document.undo(),
}

export const redo: Command = {
  id: 'edit.redo',
  title: ({ tab }) => say('edit.redo', { label: tab?.document.getState().redoSteps.at(-1)?.label ?? '' }).trim(),
  keys: ['$mod+Shift+z', '$mod+y'],
  place: 'window',
  enabled: ({ tab }) => (tab?.document.getState().redoSteps.length ?? 0) > 0,
  run: ({ tab }) => tab?.document.redo(),
}
