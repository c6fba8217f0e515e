import { exportDocument, importDocument } from '../files/exchange.ts'
import { closeTab, saveTab } from '../files/saving.ts'
import type { Tab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import type { WindowParts } from '../window.ts'
import type { Command, CommandContext } from './command.ts'

/** A command that asks the shell: where the shell cannot be reached, that is said. */
const asking =
  (act: (context: CommandContext) => Promise<void>): Command['run'] =>
  async (context) => {
    try {
      await act(context)
    } catch (error) {
      context.tell(error instanceof Error ? error.message : String(error))
    }
  }

const withTab = (act: (window: WindowParts, tab: Tab) => Promise<void>) =>
  asking(async ({ window, tab }) => {
    if (tab) await act(window, tab)
  })

const hasTab = ({ tab }: CommandContext) => tab !== undefined

export const newStrategy: Command = {
  id: 'document.new',
  title: say('files.new'),
  place: 'window',
  run: ({ window }) => void window.documents.openNew(),
}

export const newFromTemplate: Command = {
  id: 'document.gallery',
  title: say('files.gallery'),
  place: 'window',
  run: ({ window }) => window.dialogs.show({ kind: 'gallery' }),
}

export const open: Command = {
  id: 'document.open',
  title: say('files.open'),
  keys: ['$mod+o'],
  place: 'window',
  run: ({ window }) => window.dialogs.show({ kind: 'open' }),
}

export const save: Command = {
  id: 'document.save',
  title: say('files.save'),
  keys: ['$mod+s'],
  place: 'window',
  enabled: hasTab,
  run: withTab((window, tab) => saveTab(window, tab)),
}

export const saveAs: Command = {
  id: 'document.save-as',
  title: say('files.save-as'),
  keys: ['$mod+Shift+s'],
  place: 'window',
  enabled: hasTab,
  run: ({ window, tab }) => (tab ? window.dialogs.show({ kind: 'save-as', tab, thenClose: false }) : undefined),
}

export const importFile: Command = {
  id: 'document.import',
  title: say('files.import'),
  place: 'window',
  run: asking(({ window }) => importDocument(window)),
}

export const exportFile: Command = {
  id: 'document.export',
  title: say('files.export'),
  place: 'window',
  enabled: hasTab,
  run: withTab(exportDocument),
}

export const close: Command = {
  id: 'document.close',
  title: say('files.close'),
  place: 'window',
  enabled: hasTab,
  run: withTab(closeTab),
}

/** Everything about files, in the order of the menu. */
export const documentCommands: readonly Command[] = [newStrategy, newFromTemplate, open, save, saveAs, importFile, exportFile, close]
