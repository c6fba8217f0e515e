import { graphOf } from '../edit/scope.ts'
import { scopeOf } from '../stores/view.ts'
import type { HelpTopic } from '../stores/dialogs.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import type { Command } from './command.ts'

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

/** What help is meant by an element: its own topic, that of the problem it stands in, else the chosen node's. */
export function topicOf(element: Element | null, tab: Tab | undefined): HelpTopic {
  const own = element?.closest<HTMLElement>('[data-help]')
  const [kind, id = ''] = own?.dataset['help']?.split(':') ?? []
  if (kind === 'finding') return { kind: 'finding', code: id }
  if (kind === 'node') return { kind: 'node', type: id }
  if (own && kind !== undefined) return { kind: 'words', title: own.textContent ?? id, words: own.dataset['helpWords'] ?? '' }
  const chosen = tab && chosenType(tab)
  return chosen === undefined ? { kind: 'keys' } : { kind: 'node', type: chosen }
}

function chosenType(tab: Tab): string | undefined {
  const view = tab.view.getState()
  const id = view.selection.size === 1 ? [...view.selection][0] : view.focused
  return id === undefined ? undefined : graphOf(tab.document.getState().document, scopeOf(view)).nodes[id]?.type
}
