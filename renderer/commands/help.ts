import { say } from '../text/en.ts'
import type { Command } from './command.ts'
import { topicOf } from './topic.ts'

/** Help on what has focus: a figure, a finding, a refusal, the node that is chosen; else the keys. */
export const showHelp: Command = {
  id: 'view.help',
  title: say('help.open'),
  keys: ['F1'],
  place: 'window',
  run: ({ window, tab }) => window.dialogs.showHelp(topicOf(document.activeElement, tab)),
}

export const showKeys: Command = {
  id: 'view.keys',
  title: say('help.keys'),
  place: 'window',
  run: ({ window }) => window.dialogs.showHelp({ kind: 'keys' }),
}

export const showAbout: Command = {
  id: 'view.about',
  title: say('files.about'),
  place: 'window',
  run: ({ window }) => window.dialogs.show({ kind: 'about' }),
}
