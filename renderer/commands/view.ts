import { dockPanels } from '../stores/layout.ts'
import { say } from '../text/en.ts'
import type { Command } from './command.ts'

/** Everything about what is on screen: panels, theme, walking from region to region. */
export const viewCommands: readonly Command[] = [
  ...dockPanels.map((panel): Command => ({
    id: `view.${panel}`,
    title: say('view.show', { panel: say(`dock.${panel}`) }),
    place: 'window',
    run: ({ window }) => window.layout.show(panel),
  })),
  {
    id: 'view.nodes',
    title: say('view.show', { panel: say('region.palette') }),
    place: 'window',
    run: ({ window }) => window.layout.showLeft('nodes'),
  },
  {
    id: 'view.outline',
    title: say('view.show', { panel: say('region.outline') }),
    place: 'window',
    run: ({ window }) => window.layout.showLeft('outline'),
  },
  {
    id: 'view.theme',
    title: say('view.theme'),
    place: 'window',
    run: ({ window: { layout } }) => layout.setTheme(layout.getState().theme === 'dark' ? 'light' : 'dark'),
  },
  {
    id: 'view.reset-layout',
    title: say('view.reset-layout'),
    place: 'window',
    run: ({ window }) => window.layout.reset(),
  },
  { id: 'view.next-region', title: say('view.next-region'), keys: ['F6'], place: 'window', run: () => focusRegion(1) },
  { id: 'view.previous-region', title: say('view.previous-region'), keys: ['Shift+F6'], place: 'window', run: () => focusRegion(-1) },
]

const tabbable = 'a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]'

/** Goes to the next region of the window, in the order in which they stand, and round. */
function focusRegion(step: 1 | -1): void {
  const regions = [...document.querySelectorAll<HTMLElement>('[data-region]')].filter(
    (region) => region.offsetWidth > 0 && region.offsetHeight > 0,
  )
  const at = regions.findIndex((region) => region.contains(document.activeElement))
  for (let n = 1; n <= regions.length; n++) {
    const region = regions[(at + step * n + (at < 0 && step < 0 ? 1 : 0) + regions.length * 2) % regions.length]!
    const first = [...region.querySelectorAll<HTMLElement>(tabbable)].find((element) => element.offsetWidth > 0)
    if (!first) continue
    first.focus()
    return
  }
}
