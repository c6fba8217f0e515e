import { graphOf } from '../edit/scope.ts'
import type { HelpTopic } from '../stores/dialogs.ts'
import { scopeOf } from '../stores/view.ts'
import type { Tab } from '../stores/workspace.ts'

/** What an element says it is about: `node:TYPE`, `finding:CODE`, or words of its own with their title. */
export type HelpMark = { readonly 'data-help': string; readonly 'data-help-title'?: string; readonly 'data-help-words'?: string }

export const nodeHelp = (type: string): HelpMark => ({ 'data-help': `node:${type}` })
export const wordsHelp = (id: string, title: string, words: string): HelpMark => ({
  'data-help': id,
  'data-help-title': title,
  'data-help-words': words,
})

/**
 * What help is meant by an element: its own topic, in a list that of the row it stands on, that of what it stands in, else the chosen
 * node's; where there is none, the keys.
 */
export function topicOf(element: Element | null, tab: Tab | undefined): HelpTopic {
  const row = element?.getAttribute('aria-activedescendant')
  const from = (row && element?.ownerDocument.getElementById(row)) || element
  const own = from?.closest<HTMLElement>('[data-help]')
  const [kind, id = ''] = own?.dataset['help']?.split(':') ?? []
  if (kind === 'finding') return { kind: 'finding', code: id }
  if (kind === 'node') return { kind: 'node', type: id }
  if (own && kind !== undefined)
    return { kind: 'words', title: own.dataset['helpTitle'] ?? own.textContent ?? id, words: own.dataset['helpWords'] ?? '' }
  const chosen = tab && chosenType(tab)
  return chosen === undefined ? { kind: 'keys' } : { kind: 'node', type: chosen }
}

function chosenType(tab: Tab): string | undefined {
  const view = tab.view.getState()
  const id = view.selection.size === 1 ? [...view.selection][0] : view.focused
  return id === undefined ? undefined : graphOf(tab.document.getState().document, scopeOf(view)).nodes[id]?.type
}
