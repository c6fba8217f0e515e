import type { DesktopBridge } from '../../app/bridge.ts'
import { openFiles } from '../files/opening.ts'
import { menus } from '../run/menus.ts'
import { activeTab } from '../stores/workspace.ts'
import { say } from '../text/en.ts'
import type { WindowParts } from '../window.ts'
import type { CommandContext } from './command.ts'
import { commands } from './index.ts'
import { keysOf } from './shortcuts.ts'

/** Keeps the desktop's menus like the window's own, and does what is chosen there or handed over as a file. */
export function followDesktop(desktop: DesktopBridge, parts: WindowParts): void {
  const { workspace, notices } = parts
  const context = (): CommandContext => ({ tab: activeTab(workspace.getState()), window: parts, tell: notices.tell })
  const known = new Map(commands.map((command) => [command.id, command]))
  let told = ''

  function tellMenu(): void {
    const now = context()
    const menu = menus.map(({ name, groups }) => ({
      title: say(`menu.${name}`),
      groups: groups.map(({ ids }) =>
        ids.flatMap((id) => {
          const command = known.get(id)
          if (!command) return []
          const { title, enabled } = command
          const [keys] = keysOf(command, parts.layout.getState().keys)
          const item = { id, title: typeof title === 'string' ? title : title(now), enabled: enabled?.(now) !== false }
          return [keys === undefined ? item : { ...item, keys }]
        }),
      ),
    }))
    const text = JSON.stringify(menu)
    if (text === told) return
    told = text
    void desktop.setMenu(menu)
  }

  // What can be done changes with every edit and selection; a menu that is a second late is early enough.
  setInterval(tellMenu, 1000)
  tellMenu()
  desktop.on('shell.command', ({ id }) => {
    const command = known.get(id)
    const now = context()
    if (command && command.enabled?.(now) !== false) void command.run(now)
  })
  desktop.on('shell.opened', ({ name, content }) => {
    openFiles(parts, [{ name, size: content.byteLength, read: async () => content }]).catch((error: unknown) =>
      notices.tell(error instanceof Error ? error.message : String(error)),
    )
  })
}
