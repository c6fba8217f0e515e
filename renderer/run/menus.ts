import { dockPanels } from '../stores/layout.ts'
import { say } from '../text/en.ts'

export type MenuName = 'file' | 'edit' | 'view' | 'help'

/** What the menus hold, by the commands' ids. A shell with menus of its own reads the same. */
export const menus: readonly {
  readonly name: MenuName
  readonly groups: readonly { readonly title?: string; readonly ids: readonly string[] }[]
}[] = [
  {
    name: 'file',
    groups: [
      { ids: ['document.new', 'document.gallery', 'document.open'] },
      { ids: ['document.save', 'document.save-as'] },
      { ids: ['document.import', 'document.export'] },
      { ids: ['document.close'] },
    ],
  },
  {
    name: 'edit',
    groups: [
      { ids: ['edit.undo', 'edit.redo'] },
      { ids: ['canvas.select-all', 'canvas.duplicate', 'canvas.delete', 'canvas.heal'] },
      { ids: ['canvas.group', 'canvas.ungroup', 'canvas.mute', 'canvas.bypass'] },
      { ids: ['canvas.frame', 'canvas.note', 'canvas.tidy'] },
    ],
  },
  {
    name: 'view',
    groups: [
      { ids: ['view.commands'] },
      { ids: ['canvas.fit', 'canvas.fit-selection'] },
      { title: say('menu.panels'), ids: ['view.nodes', 'view.outline', ...dockPanels.map((panel) => `view.${panel}`)] },
      { ids: ['view.theme', 'view.reset-layout'] },
    ],
  },
  { name: 'help', groups: [{ ids: ['view.help', 'view.keys'] }, { ids: ['view.about'] }] },
]
